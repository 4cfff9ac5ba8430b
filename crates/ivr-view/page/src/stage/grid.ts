// Where everything in a drawing is, to know what is in sight and what is under the pointer.

import type { Scene } from "../types";

export const WIDTH = 180, HEAD = 60, ROW = 20;
const CELL = 800;

/** A box is its index; an edge is `-1 - number`. */
export type Key = number;

export class Grid {
  private readonly cells = new Map<string, Set<Key>>();
  /** The exits that lead to each activity. */
  readonly incoming: number[][];

  constructor(private readonly scene: Scene) {
    this.incoming = scene.a.map(() => []);
    scene.a.forEach((activity, index) => this.put(index, activity.x - 30, activity.y - 14, WIDTH + 60, activity.h + 28));
    scene.e.forEach((exit, number) => {
      const p = exit.p ?? [];
      for (let i = 0; i + 3 < p.length; i += 2)
        this.put(-1 - number, Math.min(p[i], p[i + 2]), Math.min(p[i + 1], p[i + 3]), Math.abs(p[i + 2] - p[i]), Math.abs(p[i + 3] - p[i + 1]));
      if (exit.to !== undefined) this.incoming[exit.to].push(number);
    });
  }

  private *cellsOf(x: number, y: number, w: number, h: number): Generator<string> {
    for (let column = Math.floor(x / CELL); column <= Math.floor((x + w) / CELL); column++)
      for (let row = Math.floor(y / CELL); row <= Math.floor((y + h) / CELL); row++) yield column + "," + row;
  }

  private put(key: Key, x: number, y: number, w: number, h: number): void {
    for (const cell of this.cellsOf(x, y, w, h)) {
      let set = this.cells.get(cell);
      if (!set) this.cells.set(cell, set = new Set());
      set.add(key);
    }
  }

  /** What may be in an area. */
  within(x: number, y: number, w: number, h: number): Set<Key> {
    const found = new Set<Key>();
    for (const cell of this.cellsOf(x, y, w, h)) for (const key of this.cells.get(cell) ?? []) found.add(key);
    return found;
  }

  /** The box, else the edge that is at most so far away. */
  hit(x: number, y: number, near: number): Key | null {
    let best: Key | null = null, least = near;
    for (const key of this.within(x - near, y - near, 2 * near, 2 * near)) {
      if (key >= 0) {
        const { x: left, y: top, h } = this.scene.a[key];
        if (x >= left && x <= left + WIDTH && y >= top && y <= top + h) return key;
        continue;
      }
      const p = this.scene.e[-1 - key].p ?? [];
      for (let i = 0; i + 3 < p.length; i += 2) {
        const dx = Math.max(Math.min(p[i], p[i + 2]) - x, 0, x - Math.max(p[i], p[i + 2]));
        const dy = Math.max(Math.min(p[i + 1], p[i + 3]) - y, 0, y - Math.max(p[i + 1], p[i + 3]));
        if (Math.hypot(dx, dy) < least) { least = Math.hypot(dx, dy); best = key; }
      }
    }
    return best;
  }

  /** The activity of an exit. */
  owner(exit: number): number {
    let low = 0, high = this.scene.a.length - 1;
    while (low < high) { const middle = (low + high) >> 1; if (this.scene.a[middle].e[1] > exit) high = middle; else low = middle + 1; }
    return low;
  }

  /** Where an exit leaves its box. */
  port(exit: number): [number, number] {
    const owner = this.scene.a[this.owner(exit)];
    return [owner.x + WIDTH, owner.y + HEAD + ROW / 2 + (exit - owner.e[0]) * ROW];
  }
}
