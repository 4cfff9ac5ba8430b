import { draw, lint, lintToJson, parse, stats } from "ivr-flow";
import type { Activity, Data, Finding, Flow, Options, Report, Stats } from "ivr-flow";

const data: Data = new Uint8Array();
const options: Options = { name: "flow.json", lang: "zh", config: "" };
const report: Report = lint(data, options);
const finding: Finding | undefined = report.findings[0];
const rule: string | undefined = finding?.rule;
const line: number | undefined = finding?.span.line;
const name: string | null | undefined = finding?.activity?.name;
const ids: (string | null)[] | null | undefined = finding?.path;
const flows: Flow[] = parse("{}");
const activity: Activity | undefined = flows[0]?.activities[0];
const target: number | null | undefined = activity?.exits[0]?.target;
const numbers: Stats = stats(new ArrayBuffer(1));
const total: number | undefined = numbers.flows[0]?.stats?.activities.total;
const texts: string[] = [draw("", { flow: "main" }), lintToJson("")];
// @ts-expect-error: there is no such language
lint("", { lang: "fr" });
// @ts-expect-error: a number is no data
lint(1);
// @ts-expect-error: only drawing needs a flow
lint("", { flow: "main" });
export { activity, ids, line, name, rule, target, texts, total };
