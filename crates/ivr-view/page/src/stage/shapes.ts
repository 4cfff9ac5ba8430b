// Boxes and edges as SVG.

import { draw } from "../dom";
import type { Marks } from "../marks";
import { report } from "../model";
import type { Activity, Exit, Scene, Severity, Sign } from "../types";
import { event, local, language, say } from "../words";
import { HEAD, ROW, WIDTH } from "./grid";

export const SIGNS: Record<Sign, string> = { new: "+", gone: "−", changed: "~" };
const TURN = "M4 -1.5a4.3 4.3 0 1 0 .3 2.5M4.8 -4v3h-3";
export const SHAPES: Record<Severity, string> = {
  error: "M-4.5 -10h9l5.5 5.5v9l-5.5 5.5h-9l-5.5 -5.5v-9z", warning: "M0 -11l12 20h-24z", note: "M0 -9a9 9 0 1 0 0 18a9 9 0 1 0 0 -18z",
};

let ruler: CanvasRenderingContext2D | null = null;

function widthOf(text: string, size: number, weight: number): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return text.length * size;
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

/** How many characters of a text fit, never half of one. */
function fitting(text: string, size: number, room: number, weight: number): number {
  let low = 0, high = Math.min(text.length, 80);
  while (low < high) { const middle = (low + high + 1) >> 1; if (widthOf(text.slice(0, middle), size, weight) <= room) low = middle; else high = middle - 1; }
  return /[\uD800-\uDBFF]/.test(text[low - 1] ?? "") ? low - 1 : low;
}

/** A text that goes on. Where it runs from right to left, so does its `…`: an isolate keeps it on the left. */
function shortened(text: string): string {
  const cut = text.trimEnd() + "…";
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803]/.test(cut) ? `\u2067${cut}\u2069` : cut;
}

/** A text on so many lines; what does not fit is cut off with `…`. */
export function lines(text: string, size: number, room: number, most: number, weight = 400): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest && found.length < most) {
    const end = fitting(rest, size, room, weight);
    if (end >= rest.length) { found.push(rest); break; }
    if (found.length + 1 === most) { found.push(shortened(rest.slice(0, fitting(rest, size, room - widthOf("…", size, weight), weight)))); break; }
    const space = rest.lastIndexOf(" ", end);
    const at = space > end / 2 ? space : Math.max(1, end);
    found.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return found;
}

function fit(text: string, size: number, room: number, weight = 400): string { return lines(text, size, room, 1, weight)[0] ?? ""; }

/** The type of an activity as the console calls it, else as it is written. */
export function typeName(activity: Activity): string {
  const title = local(report.data.types[activity.k].title);
  return language.index === 1 && title ? title : activity.t ?? "?";
}

export function exitName(exit: Exit, row: number): string {
  return exit.n === null ? exit.i === null ? say("hidden") : say("exit", (exit.i ?? row) + 1) : event(exit.n);
}

export function line(p: number[]): string {
  let d = `M${p[0]} ${p[1]}`;
  for (let i = 2; i < p.length; i += 2) {
    if (i + 2 >= p.length) { d += `L${p[i]} ${p[i + 1]}`; break; }
    const near = (a: number, b: number) => a + Math.sign(b - a) * Math.min(6, Math.abs(b - a) / 2);
    d += `L${near(p[i], p[i - 2])} ${near(p[i + 1], p[i - 1])}Q${p[i]} ${p[i + 1]} ${near(p[i], p[i + 2])} ${near(p[i + 1], p[i + 3])}`;
  }
  return d;
}

export function tip(p: number[]): string {
  const x = p[p.length - 2], y = p[p.length - 1];
  return p[p.length - 4] === x ? `M${x - 5} ${y - 9}L${x} ${y - 1}L${x + 5} ${y - 9}Z` : `M${x - 9} ${y - 5}L${x - 1} ${y}L${x - 9} ${y + 5}Z`;
}

export function edge(scene: Scene, marks: Marks, number: number, from: number): SVGElement {
  const exit = scene.e[number], p = exit.p ?? [];
  const round = marks.loopOf.get(from);
  const look = round !== undefined && round === marks.loopOf.get(exit.to ?? -1) ? marks.endless[round] ? "endless" : "silent"
    : marks.exits.get(number) ?? (marks.unreached.has(from) ? "unreached" : "");
  const group = draw("g", { class: `edge ${exit.d ? "is-" + exit.d : look} ${exit.i === null ? "hidden" : ""}`, "data-exit": number },
    draw("path", { d: line(p) }), draw("path", { class: "tip", d: tip(p) }));
  for (let i = 0; i < (exit.j?.length ?? 0); i += 2) group.append(draw("circle", { class: "joint", cx: exit.j![i], cy: exit.j![i + 1], r: 3 }));
  return group;
}

/** The number of findings, in a shape that shows the worst severity. */
export function badge(severity: Severity, count: number, x: number, y: number, scale: number): SVGElement {
  return draw("g", { class: "badge " + severity, transform: `translate(${x} ${y}) scale(${scale})` }, draw("path", { d: SHAPES[severity] }),
    draw("text", { y: severity === "warning" ? 6 : 4 }, count > 9 ? "9+" : String(count)));
}

/** A box. Where it is seen from afar (`name` is the size of its name then), it has only that and its marks. */
export function box(scene: Scene, marks: Marks, index: number, name: number | null, scale: number): SVGElement {
  const activity = scene.a[index];
  const [manner, radius] = report.data.manners[activity.m];
  const group = draw("g", { class: `box ${manner} ${marks.unreached.has(index) ? "unreached" : ""} ${activity.d ? "is-" + activity.d : ""}`,
    transform: `translate(${activity.x} ${activity.y})`, "data-index": index });
  const round = marks.loopOf.get(index);
  if (round !== undefined) {
    const kind = marks.endless[round] ? "endless" : "silent";
    group.append(draw("rect", { class: "ring " + kind, x: -6, y: -6, width: WIDTH + 12, height: activity.h + 12, rx: radius + 6 }),
      draw("g", { class: "turn " + kind, transform: `translate(4 -6) scale(${scale})` }, draw("circle", { r: 9 }), draw("path", { d: TURN })));
  }
  group.append(draw("rect", { class: "body", width: WIDTH, height: activity.h, rx: radius }));
  if (marks.unreached.has(index)) group.append(draw("rect", { class: "hatched", width: WIDTH, height: activity.h, rx: radius, fill: "url(#hatch)" }));
  if (name === null) detail(group, scene, marks, index);
  else {
    group.append(draw("rect", { class: "stripe", width: WIDTH, height: Math.min(4 * scale, 10), rx: Math.min(radius, 4) }));
    const texts = lines(activity.n, name, WIDTH - 12, Math.max(1, Math.floor((activity.h - 4) / (name * 1.08))), 600);
    const top = activity.h / 2 + 4 - (texts.length - 1) * name * 0.54 + name * 0.35;
    texts.forEach((text, row) => {
      const element = draw("text", { class: "name far-name", x: WIDTH / 2, y: top + row * name * 1.08 }, text);
      element.style.fontSize = name + "px";
      group.append(element);
    });
  }
  const worst = marks.worst[index];
  if (worst) group.append(badge(worst, marks.counts[index], name === null ? WIDTH - 6 : WIDTH, name === null ? 2 : -4, scale));
  if (activity.d) group.append(draw("g", { class: "diff-sign", transform: `translate(2 2) scale(${scale})` }, draw("circle", { r: 11 }), draw("text", { y: 6 }, SIGNS[activity.d])));
  return group;
}

function detail(group: SVGElement, scene: Scene, marks: Marks, index: number): void {
  const activity = scene.a[index];
  const room = WIDTH - 54 - (marks.worst[index] ? 16 : 8);
  const names = lines(activity.n, 13.5, room, 2, 600);
  group.append(draw("rect", { class: "tile", x: 10, y: 12, width: 36, height: 36, rx: 10 }),
    draw("path", { class: "icon", transform: "translate(16 18)", d: report.data.types[activity.k].icon }));
  names.forEach((name, row) => group.append(draw("text", { class: "name", x: 54, y: (names.length > 1 ? 20 : 27) + row * 16 }, name)));
  group.append(draw("text", { class: "type", x: 54, y: names.length > 1 ? 53 : 45 }, fit(typeName(activity), 12, room)));
  if (activity.e[1] > activity.e[0]) group.append(draw("path", { class: "rule", d: `M0 ${HEAD - 2}H${WIDTH}` }));
  for (let number = activity.e[0]; number < activity.e[1]; number++) group.append(row(scene, marks, number, number - activity.e[0]));
}

function row(scene: Scene, marks: Marks, number: number, place: number): SVGElement {
  const exit = scene.e[number], y = HEAD + ROW / 2 + place * ROW, room = WIDTH - 28;
  const name = (exit.d ? SIGNS[exit.d] + " " : "") + exitName(exit, place), sign = exit.w === "dangling" ? " ✕ " : exit.w === "jump" ? " ↪ " : "";
  const target = exit.w === "jump" && exit.to !== undefined ? scene.a[exit.to].n : exit.id ?? "";
  const text = sign ? fit(name, 12, room / 2 - 10) + sign + fit(target, 12, room / 2 - 10) : fit(name, 12, room);
  const group = draw("g", { class: `exit ${exit.w === "edge" ? "wired" : exit.w} ${marks.exits.get(number) ?? ""} ${exit.d ? "is-" + exit.d : ""}` },
    draw("text", { x: WIDTH - 12, y: y + 4 }, text));
  const x = WIDTH + 22;
  if (exit.w === "dangling") group.append(draw("path", { class: "stub", d: `M${WIDTH} ${y}H${x}M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x - 5} ${y + 5}L${x + 5} ${y - 5}` }));
  if (exit.w === "jump") group.append(draw("path", { class: "leap", d: `M${WIDTH} ${y}h16m-5 -4l5 4l-5 4` }));
  else if (exit.w !== "end") group.append(draw("circle", { class: "port", cx: WIDTH, cy: y, r: exit.w === "open" ? 5 : 4 }));
  return group;
}
