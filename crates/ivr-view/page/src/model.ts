// The report: what the program found, and what the reader looks at.

import type { Data, Finding, Flow, Group, Rule, Scene, Severity } from "./types";

export const SEVERITIES: Severity[] = ["error", "warning", "note"];

/** A finding with what the page derives from it. */
export interface Shown extends Finding { number: number; words: string }
/** A flow with what the page derives from it. */
export interface Listed extends Flow { number: number; key: string; words: string }

/** The blocks of the page: `data`, and for flow N `flow-N`, `lines-N`, `old-N` and `new-N`. */
export type Blocks = Record<string, unknown>;

export const report = {
  data: null as unknown as Data,
  flows: [] as Listed[],
  /** The worst first. */
  findings: [] as Shown[],
  findingsOf: [] as Shown[][],
  rules: new Map<string, Rule>(),
};

export const state = {
  flow: null as number | null, finding: null as Shown | null, activity: null as number | null, exit: null as number | null,
  call: null as number | null, step: 0,
};

let given: Blocks | null = null;
const scenes = new Map<number, Scene | null>();

function read<T>(id: string): T | null {
  if (given) return (given[id] ?? null) as T | null;
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent ?? "null") as T : null;
}

/** Takes a report: from the blocks of the page, or those that are given. */
export function load(blocks: Blocks | null): void {
  given = blocks;
  scenes.clear();
  const data = read<Data>("data");
  if (!data) throw new Error("no report");
  const keys = new Map<string, number>();
  const count = (key: string) => keys.set(key, (keys.get(key) ?? 0) + 1);
  data.flows.forEach(flow => count(flow.id ?? flow.file));
  report.data = data;
  report.rules = new Map(data.rules.map(rule => [rule.name, rule]));
  report.flows = data.flows.map((flow, number) => {
    const key = flow.id ?? flow.file;
    // What tells flows apart in the next run, too; else their number.
    return { ...flow, number, key: keys.get(key) === 1 && !/^\d+$/.test(key) ? key : String(number),
      words: [flow.name, flow.id, flow.type, flow.file, ...flow.numbers].join(" ").toLowerCase() };
  });
  const shown = data.findings.map((finding, number): Shown => ({ ...finding, number,
    words: [finding.rule, ...finding.message, finding.file, finding.flow === null ? "" : data.flows[finding.flow].name].join(" ").toLowerCase() }));
  const rank = (finding: Shown) => SEVERITIES.indexOf(finding.severity);
  report.findings = shown.sort((a, b) => rank(a) - rank(b) || a.number - b.number);
  report.findingsOf = data.flows.map(() => []);
  for (const finding of report.findings) if (finding.flow !== null) report.findingsOf[finding.flow].push(finding);
  Object.assign(state, { flow: null, finding: null, activity: null, exit: null, call: null, step: 0 });
}

/** A flow as it is drawn, if it is. */
export function sceneOf(flow: number): Scene | null {
  if (!report.flows[flow].drawn) return null;
  if (!scenes.has(flow)) {
    // A few are kept, because parsing takes time.
    if (scenes.size > 20) scenes.clear();
    scenes.set(flow, read<Scene>("flow-" + flow));
  }
  return scenes.get(flow) ?? null;
}

/** What differs from another version, and the pictures of both. */
export function comparedOf(flow: number): { lines: Group[] | null; old: Scene | null; new: Scene | null } {
  const lines = read<Group[]>("lines-" + flow);
  return { lines, old: lines && read<Scene>("old-" + flow), new: lines && read<Scene>("new-" + flow) };
}

/** The finding with this fingerprint, or this number. */
export function findingBy(key: string): Shown | null {
  return report.findings.find(finding => finding.print === key) ?? report.findings.find(finding => String(finding.number) === key) ?? null;
}

export function flowBy(key: string): number | null {
  return report.flows.find(flow => flow.key === key)?.number ?? report.flows[/^\d+$/.test(key) ? Number(key) : -1]?.number ?? null;
}
