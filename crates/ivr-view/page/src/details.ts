// What is said of a finding, an activity, an exit or a test call that is chosen.

import { byId, type Child, make, prose } from "./dom";
import { terms } from "./lists";
import { report, type Shown, state } from "./model";
import { ruleTitle } from "./overview";
import { copyLink, go, siblings, toFinding } from "./navigation";
import { scene, stage } from "./scene";
import { exitName, SIGNS } from "./stage/shapes";
import type { Exit } from "./types";
import { local, say, type Word } from "./words";
import { pathTo, play, showStep, stepsOf, toStep, walk, walkOf } from "./walk";

export function showDetails(): void {
  const details = byId("details");
  const here = scene();
  walk.steps = [];
  let parts: Child[] = [];
  if (state.finding) { walk.steps = pathTo(state.finding); parts = about(state.finding, true); }
  else if (state.call !== null && here?.calls) { walk.steps = walkOf(here.calls[state.call]); parts = aboutCall(state.call); }
  else if (state.exit !== null && here) parts = aboutExit(state.exit);
  else if (state.activity !== null && here) parts = aboutActivity(state.activity);
  details.hidden = parts.length === 0;
  details.replaceChildren(...parts.length ? [bar()] : [], ...parts.filter((part): part is Node | string => part !== null));
  details.scrollTop = 0;
  // A call is followed from its beginning.
  state.step = state.call === null ? Math.max(0, walk.steps.length - 1) : 0;
  play(false);
  for (const button of document.querySelectorAll<HTMLElement>(".side [data-finding], .side [data-activity], .side [data-call]")) {
    const { finding, activity, call } = button.dataset;
    const chosen = call !== undefined ? state.call === Number(call) : finding !== undefined ? state.finding?.number === Number(finding)
      : !state.finding && state.call === null && state.exit === null && state.activity === Number(activity);
    if (!button.closest("#details")) chosen ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current");
  }
  showStep();
}

/** What is chosen is left, linked, and followed by the next. */
function bar(): HTMLElement {
  const parts: Child[] = [];
  if (state.finding) {
    const all = siblings(), at = all.indexOf(state.finding);
    const step = (id: string, word: Word, by: number, sign: string) => {
      const to = all[at + by];
      const button = make("button", { type: "button", id, "aria-label": say(word), title: say(word), onclick: () => { if (to) toFinding(to); } }, sign);
      button.disabled = !to;
      return button;
    };
    parts.push(step("finding-back", "previous", -1, "‹"), make("span", { class: "count", id: "finding-place" }, at < 0 ? "" : say("shown", at + 1, all.length)), step("finding-on", "next", 1, "›"));
  }
  parts.push(make("span", { class: "grow" }), make("button", { type: "button", id: "copy", onclick: copyLink }, say("copy")),
    make("button", { type: "button", class: "close", "aria-label": say("close"), onclick: () => { if (state.flow !== null) go(state.flow); } }, "✕"));
  return make("div", { class: "bar" }, ...parts);
}

/** Everything about a finding. */
export function about(finding: Shown, isChosen: boolean): Child[] {
  const here = scene();
  const rule = report.rules.get(finding.rule);
  const parts: Child[] = [make("h3", {}, make("span", { class: "tag " + finding.severity }, say((finding.severity + "One") as Word)), finding.rule),
    ruleTitle(finding.rule) === finding.rule ? "" : make("p", { class: "about-rule" }, ruleTitle(finding.rule)),
    make("p", { class: "message" }, ...prose(local(finding.message)))];
  if (finding.help) parts.push(make("h4", {}, say("help")), make("p", {}, ...prose(local(finding.help))));
  if (here && isChosen && walk.steps.length > 0) {
    const steps = walk.steps.slice(0, 500).map((step, number) => {
      const next = walk.steps[number + 1];
      const exit = next?.exit ?? null;
      return make("li", {}, make("button", { type: "button", class: "link", onclick: () => toStep(number) }, here.a[step.activity].n),
        exit === null ? "" : make("span", { class: "code" }, ` — ${exitName(here.e[exit], exit - here.a[step.activity].e[0])} →`));
    });
    parts.push(make("h4", {}, say("path")), make("ol", {}, ...steps));
  } else if (finding.activity !== null && isChosen) {
    parts.push(make("h4", {}, say("path")), make("p", {}, say("unreached")));
  }
  if (here && isChosen && finding.about.length > 1) parts.push(make("h4", {}, say("about")), make("ul", {}, ...finding.about.slice(0, 200).map(index => make("li", {}, target(index)))));
  parts.push(make("h4", {}, say("place")), make("p", { class: "code" }, finding.place, make("br"), finding.pointer));
  if (rule && local(rule.what)) {
    const section = (title: Word, text: [string, string]) => local(text) ? [make("h4", {}, say(title)), make("p", {}, ...prose(local(text)))] : [];
    parts.push(make("details", {}, make("summary", {}, say("what")), make("p", {}, ...prose(local(rule.what))),
      ...section("why", rule.why), ...section("fix", rule.fix), ...section("basis", rule.basis)));
  }
  return parts;
}

function target(index: number, exit?: number): HTMLElement {
  return make("button", { type: "button", class: "link", "data-activity": index, "data-exit": exit ?? null, onclick: () => { if (state.flow !== null) go(state.flow, "activity", index); } }, scene()?.a[index].n ?? "");
}

function leadsTo(exit: Exit, number: number): Child[] {
  if (exit.to !== undefined) return ["→ ", target(exit.to, number)];
  return [exit.w === "end" ? say("end") : exit.w === "open" ? say("open") : exit.id !== undefined ? say("nowhere", exit.id) : say("broken")];
}

function exitRow(number: number, row: number): HTMLElement {
  const exit = scene()!.e[number], severity = severityOf(number);
  const name = (exit.d ? SIGNS[exit.d] + " " : "") + exitName(exit, row);
  return make("li", {}, make("span", { class: severity ? "tag " + severity : "", title: exit.n }, name, exit.d ? make("span", { class: "unseen" }, say(exit.d)) : ""), " ", ...leadsTo(exit, number));
}

const severityOf = (exit: number) => state.flow === null ? undefined : report.findingsOf[state.flow].find(finding => finding.exit === exit)?.severity;

function aboutExit(number: number): Child[] {
  const here = scene()!, from = stage().owner(number), exit = here.e[number];
  return [make("h3", {}, `${here.a[from].n} · ${exitName(exit, number - here.a[from].e[0])}`),
    terms([[say("comesFrom"), [target(from)]], [say("exits"), leadsTo(exit, number)]])];
}

function aboutActivity(index: number): Child[] {
  const here = scene()!, activity = here.a[index];
  const title = local(report.data.types[activity.k].title);
  const parts: Child[] = [make("h3", {}, activity.n), terms([[say("type"), (title ? title + " · " : "") + (activity.t ?? "?")], [say("id"), activity.i ?? "–"]])];
  const findings = state.flow === null ? [] : report.findingsOf[state.flow].filter(finding => finding.activity === index);
  if (findings.length) parts.push(make("h4", {}, say("findings")), make("ul", {}, ...findings.slice(0, 100).map(finding =>
    make("li", {}, make("span", { class: "tag " + finding.severity }, make("span", { class: "unseen" }, say((finding.severity + "One") as Word))),
      make("button", { type: "button", class: "link", onclick: () => toFinding(finding) }, ...prose(local(finding.message)))))));
  const into = stage().comingInto(index);
  if (into.length) parts.push(make("h4", {}, say("comesFrom")), make("ul", { class: "into" }, ...into.slice(0, 100).map(number => {
    const from = stage().owner(number);
    return make("li", {}, target(from, number), make("span", { class: "code" }, ` — ${exitName(here.e[number], number - here.a[from].e[0])} →`));
  })));
  const exits = here.e.slice(...activity.e).map((_, row) => exitRow(activity.e[0] + row, row));
  if (exits.length) parts.push(make("h4", {}, say("exits")), make("ul", { class: "out" }, ...exits));
  if (activity.p.length) parts.push(make("h4", {}, say("properties")), terms(activity.p));
  return parts;
}

function aboutCall(number: number): Child[] {
  const here = scene()!, call = here.calls![number];
  const parts: Child[] = [make("h3", {}, say("call", number + 1, local(call.ends)))];
  if (call.pre.length) parts.push(make("h4", {}, say("prepare")), make("ul", {}, ...call.pre.map(text => make("li", {}, local(text)))));
  const steps = stepsOf(call).slice(0, 500).map((step, place) => make("li", {}, make("button", { type: "button", class: "link", onclick: () => toStep(place) }, here.a[step.a].n),
    ...step.h.map(text => make("div", {}, say("hear", text))), make("div", {}, local(step.d),
      step.e === undefined ? "" : make("span", { class: "code" }, " → " + exitName(here.e[step.e], step.e - here.a[step.a].e[0])))));
  parts.push(make("ol", {}, ...steps));
  return parts;
}
