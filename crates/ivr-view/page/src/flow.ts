// The view of one flow.

import { byId, make, prose } from "./dom";
import { filter, fits } from "./filter";
import { fill, moveInList } from "./lists";
import { report, type Shown, state } from "./model";
import { go, toFinding } from "./navigation";
import { showDetails } from "./details";
import { lines, marks, scene, stage, stages } from "./scene";
import { SIGNS, typeName } from "./stage/shapes";
import type { Activity, Change } from "./types";
import { local, say, type Word } from "./words";

export function showFlow(): void {
  if (state.flow === null) return;
  const flow = report.flows[state.flow], here = scene();
  byId("flow-name").textContent = flow.name;
  const facts = [flow.type, flow.published === null ? null : say("published") + (say("yes") === "yes" ? ": " : "：") + say(flow.published ? "yes" : "no"), flow.numbers.join(", "), flow.file];
  byId("flow-facts").textContent = facts.filter(fact => fact).join(" · ");
  byId("undrawn").textContent = say("undrawn");
  byId("stage").setAttribute("aria-label", say("drawing", flow.name, flow.activities) + ". " + say("keys"));
  byId("stage-old").setAttribute("aria-label", say("oldVersion") + ". " + say("keys"));
  byId("stage-new").setAttribute("aria-label", say("newVersion") + ". " + say("keys"));
  showChanges();
  const calls = here?.calls ?? [];
  byId("calls-part").hidden = calls.length === 0;
  byId("call-count").textContent = String(calls.length);
  if (calls.length) fill(byId("calls"), calls.map((_, number) => number), callRow, "–");
  byId("amounts").replaceChildren(...flow.amounts.flatMap((amount, number) => [make("dt", {}, local(report.data.counted[number])), make("dd", {}, local(amount))]));
  showFiltered();
  showDetails();
}

/** What the filter leaves of findings, modules and marks. */
export function showFiltered(): void {
  if (state.flow === null) return;
  const by = filter(), here = scene();
  const all = report.findingsOf[state.flow];
  const found = here ? here.a.map((_, index) => index).filter(index => !by.text || has(here.a[index], exitsOf(index), by.text)) : [];
  const hit = new Set(found);
  const findings = all.filter(finding => fits(finding, by) || by.text && finding.activity !== null && hit.has(finding.activity) && fits(finding, { ...by, text: "" }));
  byId("flow-finding-count").textContent = say("shown", findings.length, all.length);
  fill(byId("flow-findings"), findings, finding => findingRow(finding, false, finding => toFinding(finding)), all.length ? say("nothing") : say("none"));
  const count = report.flows[state.flow].activities;
  byId("activity-count").textContent = by.text ? say("shown", found.length, count) : String(count);
  fill(byId("activities"), found, activityRow, by.text ? say("nothing") : "–");
  listed.findings = findings;
  listed.activities = by.text ? found : [];
  stage().remark(marks());
  stage().markFound(listed.activities);
}

/** What is listed now: findings, and the modules that were searched for. */
export const listed = { findings: [] as Shown[], activities: [] as number[] };

function exitsOf(index: number): string[] {
  const here = scene()!;
  return here.e.slice(...here.a[index].e).flatMap(exit => [exit.n ?? "", exit.id ?? ""]);
}

/** Whether a text occurs in an activity: its name, id, type, properties or exits. */
export function has(activity: Activity, exits: string[], text: string): boolean {
  const words = [activity.n, activity.i ?? "", activity.t ?? "", ...report.data.types[activity.k].title, ...activity.p.flat(), ...exits];
  return words.some(word => word.toLowerCase().includes(text));
}

/** What differs between two versions, in words; what is about an activity leads to it. */
function showChanges(): void {
  const changes = byId("changes"), groups = lines();
  changes.hidden = !groups;
  byId("findings-title").textContent = say(groups ? "newFindings" : "findings");
  changes.replaceChildren(...(groups ?? []).filter(group => group.lines.length).map(group => {
    const list = make("ul", { class: "activities" });
    list.addEventListener("keydown", moveInList);
    const holder = make("div", {}, make("h3", {}, local(group.title) + " ", make("span", { class: "count" }, String(group.lines.length))), list);
    fill(list, group.lines, changeRow, "");
    return holder;
  }));
}

function changeRow(change: Change): HTMLElement {
  const sign = change.sign ? make("span", { class: "sign " + change.sign }, SIGNS[change.sign], make("span", { class: "unseen" }, say(change.sign))) : "";
  const text = [sign, ...prose(local(change.text)), change.about ? make("small", {}, change.about) : ""];
  const { activity } = change;
  if (activity === null || !scene()) return make("li", {}, make("p", {}, ...text));
  return make("li", {}, make("button", { type: "button", "data-activity": activity, "aria-current": activity === state.activity ? "true" : null,
    onclick: () => { if (state.flow !== null) go(state.flow, "activity", activity); } }, ...text));
}

export function findingRow(finding: Shown, withFlow: boolean, choose: (finding: Shown, button: HTMLElement) => void): HTMLElement {
  const where = withFlow && finding.flow !== null ? report.flows[finding.flow].name + " · " : "";
  const button: HTMLElement = make("button", { type: "button", "data-finding": finding.number, "aria-current": finding === state.finding ? "true" : null, onclick: () => choose(finding, button) },
    make("span", { class: "tag " + finding.severity }, make("span", { class: "unseen" }, say((finding.severity + "One") as Word))), ...prose(local(finding.message)),
    make("small", {}, where + finding.rule + " · " + finding.place));
  return make("li", {}, button);
}

function activityRow(index: number): HTMLElement {
  const activity = scene()!.a[index];
  return make("li", {}, make("button", { type: "button", "data-activity": index, "aria-current": index === state.activity ? "true" : null,
    onclick: () => { if (state.flow !== null) go(state.flow, "activity", index); } }, activity.n, make("small", {}, typeName(activity))));
}

function callRow(number: number): HTMLElement {
  const call = scene()!.calls![number];
  return make("li", {}, make("button", { type: "button", "data-call": number, "aria-current": number === state.call ? "true" : null,
    onclick: () => { if (state.flow !== null) go(state.flow, "call", number); } }, say("call", number + 1, local(call.ends)), make("small", {}, say("steps", call.s.length))));
}

/** Other colours or words: everything is drawn again. */
export function redraw(): void { for (const one of stages()) { one.redraw(); one.mark(); } }
