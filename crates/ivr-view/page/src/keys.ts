// By which name the address calls an activity or an exit: one that holds in the next run, too.

import type { Scene } from "./types";

/** A place among all, where there is no name that tells it from the others. */
const PLACE = /^#(\d+)$/;

const known = new WeakMap<Scene, Map<string, number[]>>();

/** The activities with each id. */
function ids(scene: Scene): Map<string, number[]> {
  let found = known.get(scene);
  if (!found) {
    known.set(scene, found = new Map());
    for (const [index, { i }] of scene.a.entries()) if (i) found.set(i, [...(found.get(i) ?? []).slice(0, 1), index]);
  }
  return found;
}

/** The id of an activity; where others have it, too, or it has none, its place. */
export function activityKey(scene: Scene, index: number): string {
  const { i } = scene.a[index];
  return i && ids(scene).get(i)?.length === 1 && !PLACE.test(i) ? i : "#" + index;
}

/** The activity that is called so. Older links have its number. */
export function activityBy(scene: Scene, key: string): number | null {
  const place = PLACE.exec(key);
  const index = place ? Number(place[1]) : ids(scene).get(key)?.[0] ?? (/^\d+$/.test(key) ? Number(key) : -1);
  return scene.a[index] ? index : null;
}

/** The event of an exit of an activity; where others have it, too, or it has none, its place. */
export function exitKey(scene: Scene, activity: number, exit: number): string {
  const [first, end] = scene.a[activity].e, { n } = scene.e[exit];
  const isOnly = n !== null && !PLACE.test(n) && scene.e.slice(first, end).filter(other => other.n === n).length === 1;
  return n && isOnly ? n : "#" + (exit - first);
}

/** The exit of an activity that is called so. */
export function exitBy(scene: Scene, activity: number, key: string): number | null {
  const [first, end] = scene.a[activity].e, place = PLACE.exec(key);
  const row = place ? Number(place[1]) : scene.e.slice(first, end).findIndex(exit => exit.n === key);
  return row >= 0 && first + row < end ? first + row : null;
}
