// What the signs of a drawing mean: those that occur in it.

import { byId, draw, make } from "./dom";
import { report } from "./model";
import { marks, scene } from "./scene";
import { say, type Word } from "./words";

const MANNERS: Record<string, [string, string]> = {
  entry: ["start", "开始"], ending: ["end", "结束"], speaks: ["plays", "播放"], asks: ["asks the caller", "询问来电者"], decides: ["decides", "判断"],
  "hands-off": ["transfers", "转接"], reaches: ["calls outside", "调用外部"], unknown: ["unknown type", "未知类型"],
};

/** Fills the legend, if it is open. */
export function legend(): void {
  const here = scene(), found = marks();
  const list = byId("signs");
  list.replaceChildren();
  if (!here || !found || !byId<HTMLDetailsElement>("legend").open) return;
  const sign = (word: Word | string, ...parts: SVGElement[]) => list.append(make("li", {}, holder(parts), word in MANNERS ? MANNERS[word][document.documentElement.lang === "en" ? 0 : 1] : say(word as Word)));
  const holder = (parts: SVGElement[]) => { const svg = draw("svg", { width: 34, height: 20, viewBox: "-4 -10 34 20", "aria-hidden": "true" }); svg.append(...parts); return svg as unknown as HTMLElement; };
  const path = (name: string, d: string, group: string) => draw("g", { class: group }, draw("path", { class: name, d }));
  for (const [index, [manner, radius]] of report.data.manners.entries())
    if (here.a.some(activity => activity.m === index)) sign(manner, draw("g", { class: "box " + manner }, draw("rect", { class: "body", y: -8, width: 26, height: 16, rx: Math.min(radius, 8) }), draw("rect", { class: "stripe", x: 5, y: -4, width: 16, height: 8, rx: 3 })));
  const ways = new Set(here.e.map(exit => exit.w));
  if (ways.has("dangling")) sign("signDangling", path("stub", "M0 0H18M13 -5L23 5M13 5L23 -5", "exit dangling"));
  if (ways.has("open")) sign("signOpen", draw("g", { class: "exit open" }, draw("circle", { class: "port", cx: 14, r: 5 })));
  if (ways.has("jump")) sign("signJump", path("leap", "M4 0h16m-5 -4l5 4l-5 4", "exit jump"));
  if (here.e.some(exit => exit.i === null)) sign("signHidden", path("", "M0 0H26", "edge hidden"));
  if (found.unreached.size) sign("signUnreached", draw("g", { class: "box unreached" }, draw("rect", { class: "body", y: -8, width: 26, height: 16, rx: 3 }), draw("rect", { class: "hatched", y: -8, width: 26, height: 16, rx: 3, fill: "url(#hatch)" })));
  for (const kind of ["endless", "silent"] as const) if (found.endless.includes(kind === "endless")) sign(kind === "endless" ? "signEndless" : "signSilent", draw("rect", { class: "ring " + kind, y: -8, width: 26, height: 16, rx: 5 }));
}
