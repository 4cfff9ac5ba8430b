// Where a drawing is looked at from: pan, zoom, pinch and keys.

import { still } from "../dom";

export interface View { k: number; x: number; y: number }

export class Camera {
  at: View = { k: 1, x: 0, y: 0 };
  /** Whether all of the drawing is shown, which it goes on to be when the window changes. */
  isWhole = false;
  private moving = 0;
  private readonly pointers = new Map<number, PointerEvent>();
  private moved = 0;
  private pinched = false;

  constructor(private readonly frame: HTMLElement, private readonly changed: () => void, private readonly tapped: (x: number, y: number) => void,
    private readonly fit: () => void) {
    this.listen();
  }

  size(): { w: number; h: number } { return { w: this.frame.clientWidth || 800, h: this.frame.clientHeight || 500 }; }

  /** The part of the drawing that is in sight. */
  window(): [number, number, number, number] {
    const { w, h } = this.size();
    return [-this.at.x / this.at.k, -this.at.y / this.at.k, w / this.at.k, h / this.at.k];
  }

  /** The place of the drawing that is under a point of the window. */
  place(clientX: number, clientY: number): [number, number] {
    const box = this.frame.getBoundingClientRect();
    return [(clientX - box.left - this.at.x) / this.at.k, (clientY - box.top - this.at.y) / this.at.k];
  }

  /** Goes somewhere: at once, or so that the reader sees where. */
  go(to: View, smoothly: boolean): void {
    cancelAnimationFrame(this.moving);
    delete this.frame.dataset.moving;
    const from = { ...this.at };
    if (!smoothly || still.matches || document.hidden) { this.at = to; this.changed(); return; }
    const { w, h } = this.size();
    const middle = (view: View): [number, number] => [(w / 2 - view.x) / view.k, (h / 2 - view.y) / view.k];
    const [a, b] = [middle(from), middle(to)];
    const started = performance.now();
    this.frame.dataset.moving = "yes";
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - started) / 240)), eased = part * (2 - part);
      const k = from.k * (to.k / from.k) ** eased;
      const [x, y] = [a[0] + (b[0] - a[0]) * eased, a[1] + (b[1] - a[1]) * eased];
      this.at = part === 1 ? to : { k, x: w / 2 - x * k, y: h / 2 - y * k };
      this.changed();
      if (part < 1) this.moving = requestAnimationFrame(step); else delete this.frame.dataset.moving;
    };
    this.moving = requestAnimationFrame(step);
  }

  /** Shows a part of the drawing, at most so large, and not in the lowest `below` pixels. */
  show(x: number, y: number, w: number, h: number, most: number, smoothly: boolean, below = 0): void {
    const { w: wide, h: whole } = this.size();
    const high = whole - below;
    const k = Math.min(most, (wide - 40) / w, (high - 40) / h);
    this.go({ k, x: (wide - w * k) / 2 - x * k, y: (high - h * k) / 2 - y * k }, smoothly);
  }

  zoom(by: number, px?: number, py?: number, smoothly = false): void {
    const { w, h } = this.size();
    const x = px ?? w / 2, y = py ?? h / 2, k = Math.max(0.001, Math.min(4, this.at.k * by));
    this.isWhole = false;
    this.go({ k, x: x - (x - this.at.x) * k / this.at.k, y: y - (y - this.at.y) * k / this.at.k }, smoothly);
  }

  pan(dx: number, dy: number): void {
    this.isWhole = false;
    this.go({ k: this.at.k, x: this.at.x + dx, y: this.at.y + dy }, false);
  }

  private listen(): void {
    const { frame } = this;
    frame.addEventListener("wheel", event => {
      event.preventDefault();
      const box = frame.getBoundingClientRect();
      if (event.shiftKey && !event.ctrlKey) return this.pan(-(event.deltaX || event.deltaY), 0);
      // Browsers report the pinch of a trackpad as a turn of the wheel with small steps and the control key.
      const unit = event.deltaMode === 1 ? 0.05 : event.deltaMode ? 1 : 0.002;
      this.zoom(2 ** (-event.deltaY * unit * (event.ctrlKey ? 10 : 1)), event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    frame.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      if (this.pointers.size === 0) { this.moved = 0; this.pinched = false; }
      this.pointers.set(event.pointerId, event);
      if (this.pointers.size > 1) this.pinched = true;
    });
    frame.addEventListener("pointermove", event => {
      const before = this.pointers.get(event.pointerId);
      if (!before) return;
      const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
      this.moved += Math.abs(dx) + Math.abs(dy);
      if (this.moved > 4 && !frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId);
      const other = [...this.pointers.values()].find(pointer => pointer.pointerId !== event.pointerId);
      if (other) {
        const apart = (pointer: PointerEvent) => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY) || 1;
        const box = frame.getBoundingClientRect();
        this.zoom(apart(event) / apart(before), (event.clientX + other.clientX) / 2 - box.left, (event.clientY + other.clientY) / 2 - box.top);
        // Two fingers that move together pan.
        this.pan(dx / 2, dy / 2);
      } else if (this.moved > 4) this.pan(dx, dy);
      this.pointers.set(event.pointerId, event);
    });
    for (const name of ["pointerup", "pointercancel"] as const) frame.addEventListener(name, event => this.pointers.delete(event.pointerId));
    frame.addEventListener("click", event => { if (this.moved <= 4 && !this.pinched) this.tapped(event.clientX, event.clientY); });
    frame.addEventListener("dblclick", event => {
      const box = frame.getBoundingClientRect();
      this.zoom(event.shiftKey ? 0.5 : 2, event.clientX - box.left, event.clientY - box.top, true);
    });
    frame.addEventListener("keydown", event => {
      if (event.target !== frame || event.ctrlKey || event.metaKey || event.altKey) return;
      const keys: Record<string, () => void> = { ArrowLeft: () => this.pan(80, 0), ArrowRight: () => this.pan(-80, 0), ArrowUp: () => this.pan(0, 80),
        ArrowDown: () => this.pan(0, -80), "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), "0": () => this.fit() };
      if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    });
  }

  /** Whether a finger or button holds the drawing. */
  get isHeld(): boolean { return this.pointers.size > 0; }
}
