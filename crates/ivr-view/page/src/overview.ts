// All flows and findings of the run.

import { type Child, byId, make } from "./dom";
import { type Filter, filter, fits, isNarrow, isWanted } from "./filter";
import { fill } from "./lists";
import { about } from "./details";
import { findingRow, has } from "./flow";
import { report, SEVERITIES, sceneOf, type Listed, type Shown } from "./model";
import { go, linkToFlow, remember, toFinding } from "./navigation";
import { local, say, type Word } from "./words";

type Column = "flow" | "type" | "published" | "numbers" | "activities" | "findings" | "file";
const COLUMNS: Column[] = ["flow", "type", "published", "numbers", "activities", "findings", "file"];

/** How the table is sorted: the worst flows come first, unless somebody wants another order. */
export const order = {
  by: "findings" as Column, down: true,
  address(): string { return this.by === "findings" && this.down ? "" : (this.down ? "-" : "") + this.by; },
  read(text: string): void {
    const by = text.replace(/^-/, "") as Column;
    this.by = COLUMNS.includes(by) ? by : "findings";
    this.down = COLUMNS.includes(by) ? text.startsWith("-") : true;
  },
};

let counts: number[][] = [];

function compare(a: Listed, b: Listed): number {
  const text = (flow: Listed) => order.by === "flow" ? flow.name : order.by === "type" ? flow.type ?? "" : order.by === "numbers" ? flow.numbers.join(" ") : flow.file;
  const numbers = (flow: Listed) => order.by === "findings" ? counts[flow.number] : [order.by === "activities" ? flow.activities : Number(flow.published ?? -1)];
  let found = 0;
  if (order.by === "findings" || order.by === "activities" || order.by === "published") {
    const [left, right] = [numbers(a), numbers(b)];
    for (let at = 0; at < left.length && !found; at++) found = left[at] - right[at];
  } else found = text(a).localeCompare(text(b), document.documentElement.lang);
  return (order.down ? -found : found) || a.number - b.number;
}

function tags(counts: number[]): Child[] {
  const parts = counts.map((count, index) => count ? make("span", { class: "tag " + SEVERITIES[index] }, String(count), make("span", { class: "unseen" }, say(SEVERITIES[index]))) : null);
  return parts.some(part => part) ? parts : ["–"];
}

/** Which columns say something. */
function used(column: Column): boolean {
  if (column === "type") return report.flows.some(flow => flow.type);
  if (column === "published") return report.flows.some(flow => flow.published !== null);
  if (column === "numbers") return report.flows.some(flow => flow.numbers.length);
  return true;
}

export function showOverview(chosen: Shown | null = null): void {
  const by = filter();
  const findings = report.findings.filter(finding => fits(finding, by));
  const hit = new Set(findings.map(finding => finding.flow));
  counts = report.flows.map(() => SEVERITIES.map(() => 0));
  for (const finding of report.findings) if (finding.flow !== null && isWanted(finding, by)) counts[finding.flow][SEVERITIES.indexOf(finding.severity)]++;
  const flows = report.flows.filter(flow => isNarrow(by) ? hit.has(flow.number) && (!by.text || flow.words.includes(by.text) || hit.has(flow.number)) : !by.text || flow.words.includes(by.text) || hit.has(flow.number));
  byId("flow-count").textContent = say("shown", flows.length, report.flows.length);
  byId("all-count").textContent = say("shown", findings.length, report.findings.length);
  const columns = COLUMNS.filter(used);
  byId("columns").replaceChildren(...columns.map(column => {
    const sorted = order.by === column;
    return make("th", { scope: "col", class: column === "activities" ? "amount" : null, "aria-sort": sorted ? order.down ? "descending" : "ascending" : null },
      make("button", { type: "button", "data-sort": column, onclick: () => sortBy(column) }, say(column), make("span", { "aria-hidden": "true" }, sorted ? order.down ? " ↓" : " ↑" : "")));
  }));
  const cells: Record<Column, (flow: Listed) => HTMLElement> = {
    flow: flow => make("td", { class: "first" }, make("a", { href: linkToFlow(flow.number), "data-flow": flow.number }, flow.name), flow.id ? make("div", { class: "code" }, flow.id) : "",
      flow.changes === undefined ? "" : make("div", { class: "code" }, say("changes") + ": " + flow.changes)),
    type: flow => make("td", { class: "code short", "data-title": say("type") }, flow.type || "–"),
    published: flow => make("td", { class: "short", "data-title": say("published") }, flow.published === null ? "–" : say(flow.published ? "yes" : "no")),
    numbers: flow => make("td", { class: "code numbers", "data-title": say("numbers") }, ...flow.numbers.length ? flow.numbers.map(number => make("div", {}, number)) : ["–"]),
    activities: flow => make("td", { class: "amount", "data-title": say("activities") }, String(flow.activities)),
    findings: flow => make("td", { class: "short" }, ...tags(counts[flow.number])),
    file: flow => make("td", { class: "code" }, flow.file),
  };
  fill(byId("flow-rows"), [...flows].sort(compare), flow => make("tr", {}, ...columns.map(column => cells[column](flow))), say("nothing"));
  fill(byId("all-findings"), findings, finding => findingRow(finding, true, (finding, button) => finding.flow === null ? unfold(finding, button) : toFinding(finding)), report.data.findings.length ? say("nothing") : say("none"));
  showRules(by);
  showModules(by);
  if (chosen) byId("all-findings").querySelector<HTMLElement>(`[data-finding="${chosen.number}"]`)?.click();
}

function sortBy(column: Column): void {
  const names = column === "flow" || column === "type" || column === "file" || column === "numbers";
  [order.by, order.down] = [column, order.by === column ? !order.down : !names];
  showOverview();
  remember();
  byId("columns").querySelector<HTMLElement>(`[data-sort="${column}"]`)?.focus();
}

/** How often each rule was broken; a rule leads to its findings. */
function showRules(by: Filter): void {
  const all = new Map<string, number>();
  for (const finding of report.findings) if (isWanted(finding, { ...by, rule: "" })) all.set(finding.rule, (all.get(finding.rule) ?? 0) + 1);
  const severity = new Map(report.findings.map(finding => [finding.rule, finding.severity]));
  byId("rules-part").hidden = all.size === 0;
  byId("rules").replaceChildren(...[...all].sort((a, b) => SEVERITIES.indexOf(severity.get(a[0])!) - SEVERITIES.indexOf(severity.get(b[0])!) || b[1] - a[1]).map(([rule, count]) =>
    make("li", {}, make("button", { type: "button", "data-rule": rule, "aria-pressed": by.rule === rule ? "true" : "false", onclick: () => {
      const chosen = byId<HTMLSelectElement>("rule");
      chosen.value = chosen.value === rule ? "" : rule;
      showOverview();
      remember();
      byId("rules").querySelector<HTMLElement>(`[data-rule="${CSS.escape(rule)}"]`)?.focus();
    } }, make("span", { class: "tag " + severity.get(rule) }, String(count), make("span", { class: "unseen" }, say((severity.get(rule) + "One") as Word))), ruleTitle(rule), make("small", {}, rule)))));
}

/** What a rule is about, in the language of the page. */
export function ruleTitle(rule: string): string {
  const known = report.rules.get(rule);
  return known ? local(known.summary) : rule;
}

let searching = 0;
const MOST_MODULES = 200;

/** Modules of all flows in which the text occurs: flow by flow, so that the page goes on to answer. */
function showModules(by: Filter): void {
  const run = ++searching;
  const part = byId("modules-part"), list = byId("modules");
  part.hidden = true;
  list.replaceChildren();
  if (by.text.length < 1) return;
  let next = 0, count = 0;
  const more = () => {
    const started = performance.now();
    while (run === searching && next < report.flows.length && count < MOST_MODULES && performance.now() - started < 30) {
      const flow = report.flows[next++], here = sceneOf(flow.number);
      here?.a.forEach((activity, index) => {
        if (count >= MOST_MODULES || !has(activity, here.e.slice(...activity.e).flatMap(exit => [exit.n ?? "", exit.id ?? ""]), by.text)) return;
        count++;
        list.append(make("li", {}, make("button", { type: "button", onclick: () => go(flow.number, "activity", index) }, activity.n, make("small", {}, flow.name))));
      });
    }
    if (run !== searching) return;
    part.hidden = count === 0;
    byId("module-count").textContent = count >= MOST_MODULES ? count + "+" : String(count);
    if (next < report.flows.length && count < MOST_MODULES) window.setTimeout(more);
  };
  more();
}

/** A finding that belongs to no flow is shown in place. */
function unfold(finding: Shown, button: HTMLElement): void {
  const next = button.nextElementSibling;
  button.setAttribute("aria-expanded", next ? "false" : "true");
  if (next) { next.remove(); return; }
  button.after(make("div", { class: "details" }, ...about(finding, false).filter((part): part is Node | string => part !== null)));
}

let scrolled = 0;

/** Where the reader was in the list of flows. */
export const overview = {
  leave(): void { scrolled = byId("main").scrollTop; },
  restore(came: number): void {
    byId("main").scrollTop = scrolled;
    document.querySelector<HTMLElement>(`a[data-flow="${came}"]`)?.focus({ preventScroll: true });
  },
};
