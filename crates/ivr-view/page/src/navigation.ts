// What is looked at is in the address: links, history and reloads keep it.
//
// `#/flow/KEY`, and after it `/finding/FINGERPRINT`, `/activity/ID`, `/exit/ID/EVENT` or `/call/N`; `#/finding/FINGERPRINT`
// where only that is known. The filter, the order and the step follow as a query.

import { announce, byId, make } from "./dom";
import { query, setFilter } from "./filter";
import { listed, showFiltered, showFlow } from "./flow";
import { showDetails } from "./details";
import { activityBy, activityKey, exitBy, exitKey } from "./keys";
import { findingBy, flowBy, report, sceneOf, type Shown, state } from "./model";
import { overview, order, showOverview } from "./overview";
import { openScene, scene, stage, stages } from "./scene";
import { local, say, type Word } from "./words";
import { play, showStep, stepped, walk } from "./walk";

type What = "finding" | "activity" | "exit" | "call";

function addressOf(flow: number, what?: What, ...keys: (string | number)[]): string {
  return ["#/flow", report.flows[flow].key, ...(what ? [what, ...keys] : [])].map((part, at) => at ? encodeURIComponent(part) : part).join("/");
}

/** The address of what is chosen in a flow by its index. */
function chosenIn(flow: number, what?: What, key: string | number = ""): string {
  const here = typeof key === "number" ? sceneOf(flow) : null;
  if (here && what === "activity" && here.a[Number(key)]) return addressOf(flow, what, activityKey(here, Number(key)));
  if (here && what === "exit") {
    const from = here.a.findIndex(activity => activity.e[1] > Number(key));
    return addressOf(flow, what, activityKey(here, from), exitKey(here, from, Number(key)));
  }
  return addressOf(flow, what, key);
}

/** The address of a finding, which holds in the next run, too. */
export function linkTo(finding: Shown): string {
  return finding.flow === null ? "#/finding/" + encodeURIComponent(finding.print) : addressOf(finding.flow, "finding", finding.print);
}

export const linkToFlow = (flow: number) => addressOf(flow) + query(order.address());

function visit(hash: string): void {
  if (location.hash === hash) route(); else location.hash = hash;
}

export function go(flow: number, what?: What, key?: string | number): void { visit((what ? chosenIn(flow, what, key) : addressOf(flow)) + query(order.address())); }
export function goHome(): void { visit("#/" + query(order.address())); }

export function toFinding(finding: Shown): void {
  if (finding.flow !== null) go(finding.flow, "finding", finding.print);
}

/** The findings among which the chosen one is followed by the next. */
export function siblings(): Shown[] { return listed.findings.includes(state.finding!) || !state.finding ? listed.findings : report.findingsOf[state.flow ?? 0] ?? []; }

/** Goes to the next finding, or the one before. */
export function step(by: number): void {
  const all = siblings();
  const at = state.finding ? all.indexOf(state.finding) : by > 0 ? -1 : all.length;
  const to = all[at + by];
  if (to) toFinding(to);
}

/** The filter changed, or the step: the address follows, without a new entry in the history. */
export function remember(): void {
  const [path] = location.hash.split("?");
  let all = query(order.address());
  if (walk.steps.length > 1 && state.step !== (state.call === null ? walk.steps.length - 1 : 0)) all += (all ? "&" : "?") + "step=" + (state.step + 1);
  const hash = (path || "#/") + all;
  if (hash !== location.hash && (location.hash || all)) history.replaceState(null, "", hash);
}

let latest = "";

/** Says why something is not shown. */
function tell(why: Word | ""): void {
  byId("notice").textContent = why && say(why);
  byId("notice").hidden = !why;
}

export function route(): void {
  const [path, search] = location.hash.split("?");
  const asked = new URLSearchParams(search ?? "");
  const isFiltered = setFilter(asked);
  order.read(asked.get("sort") ?? "");
  const parts = path.slice(2).split("/").map(part => { try { return decodeURIComponent(part); } catch { return part; } });
  let [place, key, what, which, event] = parts;
  let notice: Word | "" = "";
  // A link to a finding holds wherever its flow is in this run.
  const finding = place === "finding" ? findingBy(key) : what === "finding" ? findingBy(which) : null;
  if (place === "finding" && !finding) notice = "missingFinding";
  if (place === "finding" && finding && finding.flow !== null) [place, key, what] = ["flow", report.flows[finding.flow].key, "finding"];
  let flow = place === "flow" ? flowBy(key ?? "") : null;
  if (finding && finding.flow !== null && finding.print === which) flow = finding.flow;
  if (place === "flow" && flow === null) notice = "missingFlow";
  if (place === "flow" && what === "finding" && !finding) notice = "missingFinding";
  tell(notice);
  byId("overview").hidden = flow !== null;
  byId("flow").hidden = flow === null;
  byId("main").classList.toggle("fixed", flow !== null);
  document.body.classList.toggle("in-flow", flow !== null);
  latest = path;
  if (flow === null) {
    const came = state.flow;
    play(false);
    Object.assign(state, { flow: null, finding: null, activity: null, exit: null, call: null });
    showTitle();
    if (came !== null || isFiltered || !byId("flow-rows").childElementCount) showOverview(finding);
    if (came !== null) overview.restore(came);
    return;
  }
  const isNew = state.flow !== flow;
  if (isNew && state.flow === null) overview.leave();
  state.flow = flow;
  state.finding = finding && finding.flow === flow ? finding : null;
  if (isNew) openScene(flow);
  const here = scene();
  const number = /^\d+$/.test(which ?? "") ? Number(which) : null;
  const activity = here && (what === "activity" || what === "exit") ? activityBy(here, which ?? "") : null;
  state.activity = what === "activity" ? activity : null;
  // Older links have the number of the exit.
  const exit = event === undefined ? number : here && activity !== null ? exitBy(here, activity, event) : null;
  state.exit = what === "exit" && exit !== null && here?.e[exit] ? exit : null;
  state.call = what === "call" && here?.calls?.[number ?? -1] ? number : null;
  if (here && (what === "activity" && state.activity === null || what === "exit" && state.exit === null)) tell("missingModule");
  if (isNew) showFlow();
  else { if (isFiltered) showFiltered(); showDetails(); }
  showTitle();
  const asked_step = Number(asked.get("step")) - 1;
  if (walk.steps[asked_step]) { state.step = asked_step; showStep(); }
  // The heading has its final height only now.
  if (isNew) { stage().begin(); for (const one of stages().slice(1)) one.fit(false); }
  bringIn(!isNew);
  if (isNew && !what) byId("flow-name").focus();
  if (state.finding) announce(say("chosen", local(state.finding.message)));
  else if (state.call !== null) announce(say("chosen", say("call", state.call + 1, local(here!.calls![state.call].ends))));
  else if (state.exit !== null && here) announce(say("chosen", stage().nameOf({ exit: state.exit })));
  else if (state.activity !== null && here) announce(say("chosen", here.a[state.activity].n));
  byId("side").querySelector("ul [aria-current]")?.scrollIntoView({ block: "nearest" });
  if (what) byId("details").scrollIntoView({ block: "nearest" });
}

function bringIn(smoothly: boolean): void {
  const { finding, activity, exit, call } = state;
  const here = scene();
  if (!here) return;
  const chosen = call !== null || walk.steps[state.step] && state.step < walk.steps.length - 1 ? [walk.steps[state.step].activity]
    : finding ? walk.steps.length ? walk.steps.map(step => step.activity) : finding.activity !== null ? [finding.activity] : finding.about
    : exit !== null ? [...new Set([here.e[exit].to ?? stage().owner(exit), stage().owner(exit)])]
    : activity !== null ? [activity] : [];
  for (const one of stages()) one.bringIn(chosen, smoothly);
}

export function showTitle(): void {
  document.title = state.flow === null ? "ivr-lint" : report.flows[state.flow].name + " – ivr-lint";
}

/** Copies the address of what is chosen. */
export function copyLink(): void {
  const link = location.href.split("#")[0] + (state.finding ? linkTo(state.finding) : latest);
  const done = () => { announce(say("copied")); byId("copy").textContent = say("copied"); };
  const byHand = () => {
    const field = make("textarea", { class: "unseen", readonly: true }, link);
    byId("details").append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    byId("copy").focus();
    if (copied) done();
  };
  if (navigator.clipboard) navigator.clipboard.writeText(link).then(done, byHand); else byHand();
}

stepped.remember = remember;
