// A picture in a frame: what is in sight in as much detail as can be read, from afar a few large paths.

import { draw } from "../dom";
import type { Marks } from "../marks";
import { SEVERITIES, state } from "../model";
import type { Finding, Scene, Severity, Step } from "../types";
import { say } from "../words";
import { Camera } from "./camera";
import { Grid, WIDTH } from "./grid";
import { Minimap } from "./minimap";
import { badge, box, edge, exitName, line, tip } from "./shapes";

/** The scales from which on boxes have exits; and those at which names are drawn larger, down to where there are none. */
const LEVELS = [0.62, 0.55, 0.48, 0.42, 0.37, 0.33, 0.29, 0.26, 0.23, 0.2, 0.17, 0.14];
/** How high names are at least, in pixels of the screen. */
const LEGIBLE = 10.5;
/** The scale at which a flow opens that is too large to be read as a whole. */
const READING = 0.9;
/** How high the tools are that lie below the drawing, in pixels of the screen. */
const TOOLS = 56;
/** How many boxes are drawn one by one. */
const MOST_BOXES = 700;
/** How many badges are drawn from afar. */
const MOST_BADGES = 400;
/** How many edges of an activity are lit. */
const MOST_LIT = 300;

/** What the reader points at. */
export type Pointed = { activity: number } | { exit: number } | null;

export interface Actions {
  choose(what: "activity" | "exit", number: number): void;
  /** The findings and the walk that are shown. */
  chosen(): { finding: Finding | null; walk: Step[] };
}

export class Stage {
  private readonly svg: SVGElement;
  private readonly layers: Record<"world" | "far" | "edges" | "marks" | "boxes" | "badges" | "lit" | "numbers", SVGElement>;
  private readonly tip: HTMLElement;
  private readonly camera: Camera;
  private readonly minimap: Minimap | null;
  private here: Scene | null = null;
  private grid: Grid | null = null;
  private marks: Marks | null = null;
  private found: number[] = [];
  private drawn = new Map<number, SVGElement>();
  private level = -1;
  private waiting = false;
  private pointed: Pointed = null;

  constructor(private readonly frame: HTMLElement, private readonly actions: Actions, withMinimap: boolean) {
    const g = (name: string) => draw("g", { class: name });
    this.layers = { world: g("world"), far: g("far"), edges: g("edges"), lit: g("lit-edges"), marks: g("marks"), boxes: g("boxes"), badges: g("far-badges"), numbers: g("walk-numbers") };
    const { world, far, edges, lit, marks, boxes, badges, numbers } = this.layers;
    world.append(far, edges, lit, marks, boxes, badges, numbers);
    const hatch = draw("pattern", { id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, draw("path", { class: "hatching", d: "M0 0V8" }));
    this.svg = draw("svg", { "aria-hidden": "true", focusable: "false" }, draw("defs", {}, hatch), world);
    this.tip = document.createElement("div");
    this.tip.className = "tooltip";
    this.tip.hidden = true;
    this.tip.setAttribute("aria-hidden", "true");
    frame.replaceChildren(this.svg, this.tip);
    this.camera = new Camera(frame, () => this.later(), (x, y) => this.tapped(x, y), () => this.fit());
    this.minimap = withMinimap ? new Minimap(frame, (x, y) => this.center(x, y)) : null;
    frame.addEventListener("pointermove", event => { if (event.pointerType === "mouse" && !this.camera.isHeld) this.hover(event); });
    frame.addEventListener("pointerleave", () => this.point(null));
    new ResizeObserver(() => { if (this.camera.isWhole) this.fit(false); else this.later(); }).observe(frame);
  }

  /** The scale, for those who want to know. */
  get scale(): number { return this.camera.at.k; }

  open(scene: Scene | null, marks: Marks | null): void {
    this.here = scene;
    this.marks = marks;
    this.grid = scene && new Grid(scene);
    this.found = [];
    this.pointed = null;
    this.tip.hidden = true;
    this.redraw();
    this.minimap?.open(scene, marks);
  }

  /** Shows other marks, or other texts. */
  remark(marks: Marks | null): void {
    this.marks = marks;
    this.redraw();
    this.minimap?.open(this.here, marks);
    this.mark();
  }

  redraw(): void {
    this.drawn.clear();
    this.level = -1;
    for (const layer of ["far", "edges", "marks", "boxes", "badges", "lit", "numbers"] as const) this.layers[layer].replaceChildren();
    const { here, marks } = this;
    if (!here || !marks) return;
    this.frame.classList.toggle("many", here.a.length > MOST_BOXES);
    const classes = new Map<string, string>();
    here.a.forEach((activity, index) => {
      const name = activity.d ? "is-" + activity.d : marks.worst[index] ?? (marks.unreached.has(index) ? "unreached" : "plain");
      classes.set(name, (classes.get(name) ?? "") + `M${activity.x} ${activity.y}h${WIDTH}v${activity.h}h-${WIDTH}z`);
    });
    let lines = "";
    for (const { p } of here.e) if (p?.length) { lines += "M" + p[0] + " " + p[1]; for (let i = 2; i < p.length; i += 2) lines += "L" + p[i] + " " + p[i + 1]; }
    this.layers.far.append(draw("path", { class: "far-edge", d: lines }));
    for (const [name, d] of classes) this.layers.far.append(draw("path", { class: "far-box " + name, d }));
    this.later();
  }

  private later(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => { this.waiting = false; this.paint(); });
  }

  /** Draws what is in sight now. */
  paint(): void {
    const { k, x, y } = this.camera.at;
    this.layers.world.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
    const { here, grid, marks } = this;
    if (!here || !grid || !marks) return;
    this.minimap?.look(this.camera.window());
    const wanted = grid.within(...this.camera.window());
    let boxes = 0;
    for (const key of wanted) if (key >= 0) boxes++;
    let level = LEVELS.findIndex(least => k >= least);
    if (level < 0 || boxes > MOST_BOXES) level = LEVELS.length + Math.max(0, Math.floor(Math.log2(0.14 / k) * 2));
    if (level !== this.level) {
      this.level = level;
      for (const element of this.drawn.values()) element.remove();
      this.drawn.clear();
      this.frame.classList.toggle("from-afar", level > 0);
      this.badges();
      this.mark();
    }
    const isFar = level >= LEVELS.length;
    this.layers.far.setAttribute("display", isFar ? "inline" : "none");
    this.layers.edges.setAttribute("display", isFar ? "none" : "inline");
    if (isFar) return;
    const scale = level === 0 ? 1 : 1 / Math.max(LEVELS[level], 0.2);
    for (const [key, element] of this.drawn) if (!wanted.has(key)) { element.remove(); this.drawn.delete(key); }
    for (const key of wanted) if (!this.drawn.has(key)) {
      const element = key < 0 ? edge(here, marks, -1 - key, grid.owner(-1 - key)) : box(here, marks, key, level === 0 ? null : LEGIBLE / LEVELS[level], level === 0 ? 1 : scale * 0.65);
      (key < 0 ? this.layers.edges : this.layers.boxes).append(element);
      this.drawn.set(key, element);
    }
  }

  /** Badges that are seen from afar, the worst last, which is on top. A severity of which there are very many has none: it
   * is seen by the colour of the boxes. */
  private badges(): void {
    this.layers.badges.replaceChildren();
    const { here, marks } = this;
    if (!here || !marks || this.level < LEVELS.length) return;
    const scale = 0.7 / this.camera.at.k;
    const worst = here.a.map((_, index) => index).filter(index => marks.worst[index]);
    worst.sort((a, b) => SEVERITIES.indexOf(marks.worst[b]!) - SEVERITIES.indexOf(marks.worst[a]!));
    const ofSeverity = (severity: Severity) => worst.filter(index => marks.worst[index] === severity).length;
    const shown = SEVERITIES.filter(severity => ofSeverity(severity) <= MOST_BADGES);
    for (const index of worst.filter(index => shown.includes(marks.worst[index]!))) this.layers.badges.append(badge(marks.worst[index]!, marks.counts[index], here.a[index].x + WIDTH, here.a[index].y, scale));
  }

  // ---- what is pointed at, chosen and walked

  private tapped(clientX: number, clientY: number): void {
    const key = this.hit(clientX, clientY);
    if (key === null || !this.here) return;
    // Pictures of one version know their own indexes only.
    if (this.here.indexes) { if (key >= 0) this.actions.choose("activity", this.here.indexes.indexOf(key)); return; }
    this.actions.choose(key >= 0 ? "activity" : "exit", key >= 0 ? key : -1 - key);
  }

  private hit(clientX: number, clientY: number): number | null {
    return this.grid?.hit(...this.camera.place(clientX, clientY), 7 / this.camera.at.k) ?? null;
  }

  private hover(event: PointerEvent): void {
    const key = this.hit(event.clientX, event.clientY);
    this.point(key === null ? null : key >= 0 ? { activity: key } : { exit: -1 - key });
    if (this.tip.hidden) return;
    const box = this.frame.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    this.tip.style.translate = `${Math.max(4, Math.min(x + 14, box.width - this.tip.offsetWidth - 4))}px ${y + 24 + this.tip.offsetHeight > box.height ? y - this.tip.offsetHeight - 10 : y + 18}px`;
  }

  /** Lights what the reader points at, here or in a list. */
  point(what: Pointed): void {
    if (JSON.stringify(what) === JSON.stringify(this.pointed)) return;
    this.pointed = what;
    const text = what && this.here && this.nameOf(what);
    this.frame.classList.toggle("pointing", what !== null);
    this.tip.hidden = !text;
    this.tip.textContent = text || "";
    this.mark();
  }

  /** Lights something of another list, without a name beside the pointer. */
  light(what: Pointed): void { this.point(what); this.tip.hidden = true; }

  nameOf(what: NonNullable<Pointed>): string {
    const { here, grid } = this;
    if (!here || !grid) return "";
    if ("activity" in what) return here.a[what.activity]?.n ?? "";
    const exit = here.e[what.exit], from = grid.owner(what.exit);
    return say("edge", here.a[from].n, exitName(exit, what.exit - here.a[from].e[0]), exit.to === undefined ? exit.id ?? "–" : here.a[exit.to].n);
  }

  comingInto(activity: number): number[] { return this.grid?.incoming[activity] ?? []; }
  owner(exit: number): number { return this.grid?.owner(exit) ?? 0; }

  /** Marks the modules that were searched for. */
  markFound(found: number[]): void { this.found = found; this.mark(); }

  mark(): void {
    const { marks: layer, lit, numbers } = this.layers;
    layer.replaceChildren();
    numbers.replaceChildren();
    lit.replaceChildren();
    const { here, grid } = this;
    const { finding, walk } = this.actions.chosen();
    this.frame.classList.toggle("walking", walk.length > 1);
    if (!here || !grid) return;
    const ring = (index: number, name: string, by: number) => {
      const activity = here.a[index];
      if (activity) layer.append(draw("rect", { class: name, x: activity.x - by, y: activity.y - by, width: WIDTH + 2 * by, height: activity.h + 2 * by, rx: 14, "data-index": index }));
    };
    if (here.indexes) {
      const chosen = here.indexes[finding ? finding.activity ?? -1 : state.activity ?? -1] ?? null;
      if (chosen !== null) ring(chosen, "pick", 9);
      return;
    }
    const exitLine = (number: number, name: string) => {
      const exit = here.e[number], [x, y] = grid.port(number), to = exit.to === undefined ? null : here.a[exit.to];
      if (exit.p?.length) lit.append(draw("g", { class: name, "data-lit": number }, draw("path", { d: line(exit.p) }), draw("path", { class: "tip", d: tip(exit.p) })));
      else if (to) lit.append(draw("g", { class: name + " leap-line", "data-lit": number }, draw("path", { d: `M${x} ${y}L${to.x} ${to.y + 30}` })));
      else lit.append(draw("g", { class: name, "data-lit": number }, draw("path", { d: `M${x} ${y}h24` })));
    };
    for (const index of this.found.slice(0, 500)) ring(index, "found", 7);
    walk.forEach((step, number) => {
      if (step.exit === null || number === 0) return;
      const exit = here.e[step.exit], to = here.a[step.activity], [x, y] = grid.port(step.exit);
      lit.append(draw("path", exit.p ? { class: "walk-line", d: line(exit.p) } : { class: "walk-line leap", d: `M${x} ${y}L${to.x} ${to.y + 30}` }));
      if (exit.p) lit.append(draw("path", { class: "walk-tip", d: tip(exit.p) }));
    });
    const scale = this.camera.at.k < 0.62 ? 0.8 / Math.max(this.camera.at.k, 0.05) : 1;
    walk.forEach((step, number) => {
      const activity = here.a[step.activity];
      ring(step.activity, "walk-box", 4);
      if (walk.length > 1) numbers.append(draw("g", { class: "walk-number", transform: `translate(${activity.x} ${activity.y + activity.h}) scale(${scale})` }, draw("circle", { r: 11 }), draw("text", { y: 4 }, String(number + 1))));
    });
    if (finding) {
      for (const index of finding.about.slice(0, 500)) if (index !== finding.activity) ring(index, "about-ring " + finding.severity, 9);
      if (finding.exit !== null) exitLine(finding.exit, "lit " + finding.severity);
    }
    const light = (what: NonNullable<Pointed>) => {
      if ("exit" in what) {
        const exit = here.e[what.exit];
        if (!exit) return;
        exitLine(what.exit, "lit out");
        ring(grid.owner(what.exit), "end-ring", 6);
        if (exit.to !== undefined) ring(exit.to, "end-ring", 6);
        return;
      }
      const activity = here.a[what.activity];
      if (!activity) return;
      for (const number of grid.incoming[what.activity].slice(0, MOST_LIT)) exitLine(number, "lit in");
      for (let number = activity.e[0]; number < Math.min(activity.e[1], activity.e[0] + MOST_LIT); number++) if (here.e[number].to !== undefined) exitLine(number, "lit out");
    };
    if (state.exit !== null) light({ exit: state.exit });
    else if (state.activity !== null && !finding && state.call === null) light({ activity: state.activity });
    if (this.pointed) {
      light(this.pointed);
      if ("activity" in this.pointed) ring(this.pointed.activity, "end-ring", 6);
    }
    const chosen = walk.length > 1 ? walk[state.step].activity : finding ? finding.activity : state.activity;
    if (chosen !== null && here.a[chosen]) ring(chosen, "pick " + (finding?.severity ?? ""), 11);
  }

  // ---- where to look

  fit(smoothly = true): void {
    if (!this.here) return;
    this.camera.show(...this.here.area, 1.1, smoothly, this.minimap ? TOOLS : 0);
    this.camera.isWhole = true;
  }

  /** How a flow opens: as a whole if that can be read, else where calls enter it. */
  begin(): void {
    const { here } = this;
    if (!here) return;
    const { w, h } = this.camera.size();
    const [, , wide, high] = here.area;
    if (Math.min((w - 40) / wide, (h - 40) / high) >= LEVELS[0]) return this.fit(false);
    const entry = here.a.findIndex(activity => activity.f === undefined && activity.m === 0);
    const first = here.a[Math.max(0, entry)];
    if (!first) return this.fit(false);
    const k = w < 600 ? 0.7 : READING;
    this.camera.isWhole = false;
    const x = Math.min(40, w / 2 - WIDTH * k / 2);
    // What is above the entry is seen, too, where there is room for all of it.
    const y = high * k <= h ? (h - high * k) / 2 - here.area[1] * k : h / 2 - (first.y + first.h / 2) * k;
    this.camera.go({ k, x: x - first.x * k, y }, false);
  }

  center(x: number, y: number): void {
    const { w, h } = this.camera.size();
    const k = this.camera.at.k;
    this.camera.isWhole = false;
    this.camera.go({ k, x: w / 2 - x * k, y: h / 2 - y * k }, false);
  }

  zoom(by: number): void { this.camera.zoom(by, undefined, undefined, true); }

  /** Moves the drawing so that these activities are in sight, as a whole if they can be read then. */
  bringIn(indexes: number[], smoothly: boolean): void {
    const { here } = this;
    if (!here) return;
    const own = here.indexes ? indexes.map(index => here.indexes![index] ?? -1) : indexes;
    const wanted = own.filter(index => here.a[index]);
    if (wanted.length === 0) return;
    let [x, y, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const index of wanted) {
      const activity = here.a[index];
      x = Math.min(x, activity.x); y = Math.min(y, activity.y);
      right = Math.max(right, activity.x + WIDTH); bottom = Math.max(bottom, activity.y + activity.h);
    }
    const { w, h } = this.camera.size();
    const around = Math.min(80, w * 0.06, h * 0.12);
    const [wide, high] = [right - x + 2 * around, bottom - y + 2 * around];
    const whole = Math.min(w / wide, h / high);
    if (wanted.length > 1 && whole < LEVELS[0]) return this.bringIn(indexes.slice(-1), smoothly);
    this.camera.isWhole = false;
    this.camera.show(x - around, y - around, wide, high, wanted.length > 1 ? 1 : Math.min(1, Math.max(this.camera.at.k, w < 600 ? 0.8 : 0.9)), smoothly);
  }
}

