// The whole drawing in a corner, with what is in sight.

import { byId } from "../dom";
import type { Marks } from "../marks";
import type { Scene } from "../types";
import { WIDTH } from "./grid";

const WIDE = 176, HIGH = 112, PAD = 4;

export class Minimap {
  private readonly canvas = document.createElement("canvas");
  private readonly sight = document.createElement("div");
  private readonly frame = document.createElement("div");
  private scale = 1;
  private origin: [number, number] = [0, 0];
  private scene: Scene | null = null;
  private marks: Marks | null = null;

  constructor(stage: HTMLElement, center: (x: number, y: number) => void) {
    this.frame.className = "minimap";
    this.frame.id = "minimap";
    this.frame.setAttribute("aria-hidden", "true");
    this.sight.className = "sight";
    this.frame.append(this.canvas, this.sight);
    stage.append(this.frame);
    const go = (event: PointerEvent) => {
      event.stopPropagation();
      const box = this.frame.getBoundingClientRect();
      center((event.clientX - box.left - PAD) / this.scale + this.origin[0], (event.clientY - box.top - PAD) / this.scale + this.origin[1]);
    };
    this.frame.addEventListener("pointerdown", event => { this.frame.setPointerCapture(event.pointerId); go(event); });
    this.frame.addEventListener("pointermove", event => { if (this.frame.hasPointerCapture(event.pointerId)) go(event); else event.stopPropagation(); });
    for (const name of ["click", "dblclick"]) this.frame.addEventListener(name, event => event.stopPropagation());
  }

  open(scene: Scene | null, marks: Marks | null): void {
    this.scene = scene;
    this.marks = marks;
    this.paint();
  }

  /** Draws it anew, for instance in other colours. */
  paint(): void {
    const { scene, marks, canvas } = this;
    this.frame.hidden = !scene;
    if (!scene) return;
    const [x, y, w, h] = scene.area;
    this.scale = Math.min(WIDE / w, HIGH / h);
    this.origin = [x, y];
    const [wide, high] = [Math.max(8, w * this.scale), Math.max(8, h * this.scale)];
    const sharp = Math.max(1, window.devicePixelRatio || 1);
    canvas.width = Math.round(wide * sharp);
    canvas.height = Math.round(high * sharp);
    canvas.style.width = wide + "px";
    canvas.style.height = high + "px";
    const paint = canvas.getContext("2d");
    if (!paint) return;
    const style = getComputedStyle(byId("stage"));
    const colour = (name: string) => style.getPropertyValue("--" + name).trim();
    paint.scale(sharp * this.scale, sharp * this.scale);
    paint.translate(-x, -y);
    const least = 2 / this.scale;
    scene.a.forEach((activity, index) => {
      const worst = marks?.worst[index];
      paint.fillStyle = colour(worst ?? (activity.d === "new" ? "came" : activity.d === "gone" ? "error" : activity.d === "changed" ? "warning" : "edge"));
      paint.fillRect(activity.x, activity.y, Math.max(WIDTH, least), Math.max(activity.h, least));
    });
  }

  /** Shows which part is in sight. */
  look([x, y, w, h]: [number, number, number, number]): void {
    if (!this.scene) return;
    const [left, top, wide, high] = this.scene.area;
    const inside = x <= left && y <= top && x + w >= left + wide && y + h >= top + high;
    // Where all is in sight, there is nothing to find.
    this.frame.classList.toggle("needless", inside);
    const clamp = (at: number, most: number) => Math.max(0, Math.min(most, at));
    const a = [clamp((x - left) * this.scale, wide * this.scale), clamp((y - top) * this.scale, high * this.scale)];
    const b = [clamp((x + w - left) * this.scale, wide * this.scale), clamp((y + h - top) * this.scale, high * this.scale)];
    Object.assign(this.sight.style, { left: PAD + a[0] + "px", top: PAD + a[1] + "px", width: Math.max(4, b[0] - a[0]) + "px", height: Math.max(4, b[1] - a[1]) + "px" });
  }
}
