// The page of `ivr-lint report`.

import { announce, byId } from "./dom";
import { redraw, showFiltered, showFlow } from "./flow";
import { legend } from "./legend";
import { moveInList } from "./lists";
import { type Blocks, load, state } from "./model";
import { go, goHome, remember, route, showTitle, step } from "./navigation";
import { showOverview } from "./overview";
import { listenToPrinter } from "./paper";
import { makeStages, scene, stage, stages } from "./scene";
import { listenToReader, speak } from "./settings";
import { isPlaying, play, showStep, toStep, walk } from "./walk";
import { say } from "./words";

/** Shows another report: blocks as the page has them, by their ids. */
function show(blocks: Blocks): void {
  load(blocks);
  byId("flow-rows").replaceChildren();
  speak();
  route();
}

let soon = 0;
function filtered(): void {
  window.clearTimeout(soon);
  const announced = byId("live").textContent;
  soon = window.setTimeout(() => {
    state.flow === null ? showOverview() : showFiltered();
    remember();
    // An announcement made meanwhile, for example by a click on a finding, is newer than this count.
    if (byId("live").textContent === announced) announce(byId(state.flow === null ? "all-count" : "flow-finding-count").textContent + " " + say("findings"));
  }, 120);
}

function listen(): void {
  byId("filter").addEventListener("input", filtered);
  byId("filter").addEventListener("submit", event => event.preventDefault());
  byId("text").addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    // The first module that was found; in the overview the first finding or module.
    if (state.flow !== null) document.querySelector<HTMLElement>("#activities button")?.click();
    else document.querySelector<HTMLElement>("#modules button, #all-findings button")?.click();
  });
  for (const id of ["all-findings", "flow-findings", "calls", "activities", "flow-rows", "rules", "modules"]) byId(id).addEventListener("keydown", moveInList);
  byId("zoom-in").addEventListener("click", () => stage().zoom(1.4));
  byId("zoom-out").addEventListener("click", () => stage().zoom(1 / 1.4));
  byId("fit").addEventListener("click", () => stage().fit());
  byId("play").addEventListener("click", () => play(!isPlaying()));
  byId("step-back").addEventListener("click", () => toStep(state.step - 1));
  byId("step-on").addEventListener("click", () => toStep(state.step + 1));
  byId("legend").addEventListener("toggle", () => legend());
  byId("home").addEventListener("click", event => { event.preventDefault(); goHome(); });
  byId("back").addEventListener("click", event => { event.preventDefault(); goHome(); });
  document.addEventListener("keydown", event => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !target.matches("input, select, textarea")) { event.preventDefault(); byId("text").focus(); return; }
    if (state.flow === null || target.matches("input, select, textarea")) return;
    if (event.key === "Escape") state.finding || state.call !== null || state.activity !== null || state.exit !== null ? go(state.flow) : goHome();
    if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1);
  });
  // What is pointed at or has the focus in a list is lit in the drawing.
  const light = (event: Event) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>(".side [data-exit], .side [data-activity]");
    if (state.flow === null || !scene()) return;
    stage().light(!from ? null : from.dataset.exit !== undefined ? { exit: Number(from.dataset.exit) } : { activity: Number(from.dataset.activity) });
  };
  for (const name of ["focusin", "mouseover"]) byId("side").addEventListener(name, light);
  for (const name of ["focusout", "mouseleave"]) byId("side").addEventListener(name, () => stage().light(null));
  window.addEventListener("hashchange", route);
}

makeStages({
  choose: (what, number) => { if (state.flow !== null) go(state.flow, what, number); },
  chosen: () => ({ finding: state.finding, walk: walk.steps }),
});
listenToReader(redraw, () => {
  announce("");
  speak();
  showTitle();
  legend();
  if (state.flow === null) { showOverview(); return; }
  const step = state.step;
  showFlow();
  if (walk.steps.length) { state.step = step; showStep(); }
  for (const one of stages()) one.redraw();
});
listen();
listenToPrinter();
load(null);
speak();
route();
Object.assign(window, { ivrLint: { show } });
document.documentElement.dataset.ready = "yes";
