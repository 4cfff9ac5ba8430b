// Language and colours, which are kept, and what is said of the report as a whole.

import { byId, kept, make } from "./dom";
import { report, SEVERITIES } from "./model";
import { ruleTitle } from "./overview";
import { language, say, type Word } from "./words";

/** Writes all texts that stand in the page. */
export function speak(): void {
  const { data } = report;
  document.documentElement.lang = language.index ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll<HTMLElement>("[data-say]")) element.textContent = say(element.dataset.say as Word);
  const total = SEVERITIES.map(severity => data.findings.filter(finding => finding.severity === severity).length);
  const activities = data.flows.reduce((sum, flow) => sum + flow.activities, 0);
  byId("summary").textContent = say("summary", data.flows.length, activities, ...total) + (data.suppressed ? say("aside", data.suppressed) : "");
  byId("language").textContent = language.index ? "English" : "中文";
  byId("language").setAttribute("lang", language.index ? "en" : "zh-Hans");
  byId<HTMLInputElement>("text").placeholder = say("searchHint");
  for (const [id, word] of [["zoom-in", "zoomIn"], ["zoom-out", "zoomOut"], ["step-back", "stepBack"], ["step-on", "stepOn"]] as const) byId(id).setAttribute("aria-label", say(word));
  const rule = byId<HTMLSelectElement>("rule"), chosen = rule.value;
  const used = [...new Set(data.findings.map(finding => finding.rule))].sort();
  rule.replaceChildren(make("option", { value: "" }, say("every")), ...used.map(name => make("option", { value: name }, language.index && ruleTitle(name) !== name ? `${ruleTitle(name)}（${name}）` : name)));
  rule.value = used.includes(chosen) ? chosen : "";
  const { made } = data;
  const line = (word: Word, texts: string[]) => texts.length ? make("p", {}, say(word) + (language.index ? "：" : ": ") + texts.join(language.index ? "、" : ", ")) : "";
  byId("made").replaceChildren(make("p", {}, say("made", data.version) + (made.date ? " · " + made.date : "")), line("inputs", made.inputs), line("settings", made.settings));
  paintTheme();
}

function paintTheme(): void {
  const other = say(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  byId("theme").textContent = other;
  byId("theme").setAttribute("aria-label", say("theme") + ": " + other);
}

const night = matchMedia("(prefers-color-scheme: dark)");

/** Sets colours and language as the reader left them, else as the system and the report have them. */
export function listenToReader(repaint: () => void, respeak: () => void): void {
  const set = (theme: string) => { document.documentElement.dataset.theme = theme; };
  const wanted = () => kept.get("theme") ?? (night.matches ? "dark" : "light");
  set(wanted());
  night.addEventListener("change", () => { set(wanted()); paintTheme(); repaint(); });
  byId("theme").addEventListener("click", () => {
    set(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    kept.set("theme", document.documentElement.dataset.theme ?? "light");
    paintTheme();
    repaint();
  });
  const lang = kept.get("lang") ?? document.documentElement.lang;
  language.index = lang.startsWith("zh") ? 1 : 0;
  byId("language").addEventListener("click", () => {
    language.index = language.index ? 0 : 1;
    kept.set("lang", language.index ? "zh" : "en");
    respeak();
  });
}
