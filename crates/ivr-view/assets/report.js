"use strict";
// The page of `ivr-lint report`. Data from a flow becomes text nodes and attributes, never markup.

const WIDTH = 180, HEAD = 60, ROW = 20, FAR = 0.32, SLICE = 120;
const SVG = "http://www.w3.org/2000/svg";
const SEVERITIES = ["error", "warning", "note"];

const WORDS = {
  skip: ["Skip to main content", "跳转到主要内容"], search: ["Search", "搜索"], severity: ["Severity", "级别"],
  error: ["Errors", "错误"], warning: ["Warnings", "警告"], note: ["Notes", "提示"], rule: ["Rule", "规则"],
  errorOne: ["error", "错误"], warningOne: ["warning", "警告"], noteOne: ["note", "提示"],
  every: ["all rules", "全部规则"], flows: ["Flows", "流程"], flow: ["Flow", "流程"], type: ["Type", "类型"],
  published: ["Published", "已发布"], numbers: ["Numbers", "号码"], activities: ["Modules", "模块"],
  findings: ["Findings", "问题"], file: ["File", "文件"], back: ["← All flows", "← 全部流程"], fit: ["Fit", "适应窗口"],
  keys: ["arrows: move · + −: zoom · 0: fit", "方向键：移动 · + −：缩放 · 0：适应窗口"], yes: ["yes", "是"], no: ["no", "否"],
  light: ["Light", "浅色"], dark: ["Dark", "深色"], theme: ["Theme", "主题"], close: ["Close", "关闭"],
  more: ["Show {0} more", "再显示 {0} 个"], none: ["No findings.", "没有问题。"], nothing: ["No matches.", "没有符合筛选条件的内容。"],
  zoomIn: ["Zoom in", "放大"], zoomOut: ["Zoom out", "缩小"], stepBack: ["Previous step", "上一步"], stepOn: ["Next step", "下一步"],
  step: ["Step {0} of {1}: {2}", "第 {0} 步，共 {1} 步：{2}"], path: ["Path of a call", "到达路径"],
  unreached: ["Unreachable.", "任何来电都无法到达。"], what: ["About this rule", "规则说明"], why: ["Impact", "影响"],
  fix: ["How to fix it", "如何修复"], basis: ["Basis", "依据"], place: ["Location", "位置"], help: ["Help", "处理建议"],
  calls: ["Test calls", "测试通话"], call: ["Call {0}: {1}", "通话 {0}：{1}"], steps: ["{0} steps", "{0} 步"], prepare: ["Prepare", "准备"],
  play: ["Play", "播放"], pause: ["Pause", "暂停"], hear: ["hear: {0}", "听到：{0}"],
  exits: ["Exits", "出口"], properties: ["Properties", "属性"], id: ["ID", "ID"], open: ["not connected", "未连接"],
  nowhere: ["points to {0}, which does not exist", "指向不存在的“{0}”"], broken: ["is invalid", "格式错误"], jump: ["continues at {0}", "跳转至“{0}”"],
  exit: ["exit {0}", "出口 {0}"], hidden: ["by a property", "由属性引用"],
  undrawn: ["This flow cannot be drawn: its definition is invalid, or it is too large.", "无法绘制此流程：流程定义有误，或流程过大。"],
  drawing: ["Diagram of {0}: {1} modules", "“{0}”的流程图：{1} 个模块"], shown: ["{0} of {1}", "{0} / {1}"],
  summary: ["{0} flows · {1} modules · {2} errors · {3} warnings · {4} notes", "{0} 个流程 · {1} 个模块 · {2} 个错误 · {3} 个警告 · {4} 个提示"],
  aside: [" · {0} ignored", " · 已忽略 {0} 个"], amounts: ["Statistics", "统计"], chosen: ["Selected: {0}", "已选择：{0}"], about: ["Related", "涉及的模块"],
  oldVersion: ["Old version", "旧版本"], newVersion: ["New version", "新版本"], newFindings: ["New findings", "新问题"],
  new: ["new", "新增"], gone: ["gone", "已删除"], changed: ["changed", "已变更"], changes: ["Changes", "变更"],
  flowName: ["the flow", "流程"],
};
const SIGNS = { new: "+", gone: "−", changed: "~" };

const byId = id => document.getElementById(id);
const read = id => { const block = byId(id); return block ? JSON.parse(block.textContent) : null; };
const data = read("data");
const rules = new Map(data.rules.map(rule => [rule.name, rule]));
const findingsOf = data.flows.map(() => []);
data.findings.forEach((finding, number) => {
  finding.number = number;
  finding.words = (finding.rule + " " + finding.message.join(" ") + " " + finding.file + " " +
    (finding.flow === null ? "" : data.flows[finding.flow].name || "")).toLowerCase();
  if (finding.flow !== null) findingsOf[finding.flow].push(finding);
});
data.flows.forEach((flow, number) => {
  flow.words = [flow.name, flow.id, flow.type, flow.file, ...flow.numbers].join(" ").toLowerCase();
  flow.counts = SEVERITIES.map(severity => findingsOf[number].filter(finding => finding.severity === severity).length);
});

const state = { lang: document.documentElement.lang.startsWith("zh") ? 1 : 0, flow: null, finding: null, activity: null, call: null, step: 0 };

function say(key, ...values) {
  return WORDS[key][state.lang].replace(/\{(\d)\}/g, (_, number) => values[number]);
}

/** Makes an element; texts become text nodes. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") element.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function announce(text) { byId("live").textContent = text; }
function flowName(number) { return data.flows[number].name; }

// ---- long lists, shown a slice at a time

function fill(list, items, row, empty) {
  list.replaceChildren();
  list.nextElementSibling?.classList.contains("more") && list.nextElementSibling.remove();
  if (items.length === 0) { list.append(make(list.tagName === "TBODY" ? "tr" : "li", {}, make(list.tagName === "TBODY" ? "td" : "p", { class: "notice", colspan: 7 }, empty))); return; }
  let shown = 0;
  let button = null;
  const more = count => {
    const part = document.createDocumentFragment();
    for (const item of items.slice(shown, shown + count)) part.append(row(item));
    list.append(part);
    shown = Math.min(items.length, shown + count);
    if (shown < items.length) {
      if (!button) {
        button = make("button", { type: "button", class: "more", onclick: () => { const next = list.children[shown]; more(SLICE * 4); (next || list.children[shown - 1])?.querySelector("button,a")?.focus(); } });
        (list.tagName === "TBODY" ? list.closest(".scroll") : list).after(button);
      }
      button.textContent = say("more", items.length - shown);
    } else if (button) { button.remove(); button = null; }
  };
  list.parentElement.querySelectorAll(":scope > button.more").forEach(old => { if (list.tagName !== "TBODY" && old.previousElementSibling === list) old.remove(); });
  if (list.tagName === "TBODY") { const next = list.closest(".scroll").nextElementSibling; if (next.classList.contains("more")) next.remove(); }
  more(SLICE);
}

/** Arrow keys, Home and End move the focus in a list of buttons. */
function moveInList(event) {
  const buttons = [...event.currentTarget.querySelectorAll("button, a")];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at >= 0 && to !== undefined && buttons[to]) { event.preventDefault(); buttons[to].focus(); }
}

// ---- filter

function filter() {
  return { text: byId("text").value.trim().toLowerCase(), rule: byId("rule").value,
    severities: new Set(SEVERITIES.filter(severity => byId(severity).checked)) };
}

function fits(finding, by) {
  return by.severities.has(finding.severity) && (!by.rule || finding.rule === by.rule) && (!by.text || finding.words.includes(by.text));
}

function isNarrow(by) { return by.rule || by.severities.size < SEVERITIES.length; }

// ---- overview

function tags(counts) {
  const parts = counts.map((count, index) => count ? make("span", { class: "tag " + SEVERITIES[index] }, String(count), make("span", { class: "unseen" }, say(SEVERITIES[index]))) : null);
  return parts.some(part => part) ? parts : ["–"];
}

function overview() {
  const by = filter();
  const findings = data.findings.filter(finding => fits(finding, by));
  const hit = new Set(findings.map(finding => finding.flow));
  const flows = data.flows.map((_, number) => number).filter(number =>
    isNarrow(by) ? hit.has(number) : !by.text || data.flows[number].words.includes(by.text) || hit.has(number));
  byId("flow-count").textContent = say("shown", flows.length, data.flows.length);
  byId("all-count").textContent = say("shown", findings.length, data.findings.length);
  fill(byId("flow-rows"), flows, number => {
    const flow = data.flows[number];
    return make("tr", {},
      make("td", {}, make("a", { href: "#/flow/" + number }, flowName(number)), flow.name && flow.id ? make("div", { class: "code" }, flow.id) : "",
        flow.changes === undefined ? "" : make("div", { class: "code" }, say("changes") + ": " + flow.changes)),
      make("td", { class: "code short" }, flow.type || "–"),
      make("td", { class: "short" }, flow.published === null ? "–" : say(flow.published ? "yes" : "no")),
      make("td", { class: "code numbers" }, ...flow.numbers.length ? flow.numbers.map(number => make("div", {}, number)) : ["–"]),
      make("td", { class: "amount" }, String(flow.activities)),
      make("td", { class: "short" }, ...tags(flow.counts)),
      make("td", { class: "code" }, flow.file));
  }, say("nothing"));
  fill(byId("all-findings"), findings, finding => findingRow(finding, true), data.findings.length ? say("nothing") : say("none"));
}

function findingRow(finding, withFlow) {
  const where = withFlow && finding.flow !== null ? flowName(finding.flow) + " · " : "";
  const button = make("button", { type: "button", "data-finding": finding.number, "aria-current": finding === state.finding ? "true" : null,
    onclick: () => { finding.flow === null ? showFileFinding(finding, button) : go(finding.flow, "finding", finding.number); } },
    make("span", { class: "tag " + finding.severity }, make("span", { class: "unseen" }, say(finding.severity + "One"))), finding.message[state.lang],
    make("small", {}, where + finding.rule + " · " + finding.place));
  return make("li", {}, button);
}

/** A finding that belongs to no flow is shown in place. */
function showFileFinding(finding, button) {
  const next = button.nextElementSibling;
  button.setAttribute("aria-expanded", next ? "false" : "true");
  if (next) { next.remove(); return; }
  button.after(make("div", { class: "details" }, ...about(finding)));
}

// ---- a flow

let scene = null, lines = null;

function openFlow(number) {
  state.flow = number;
  const flow = data.flows[number];
  scene = flow.drawn ? read("flow-" + number) : null;
  byId("undrawn").hidden = Boolean(scene);
  byId("tools").hidden = byId("stage").hidden = !scene;
  stage.open(scene);
  lines = read("lines-" + number);
  const pictures = { old: lines && read("old-" + number), new: lines && read("new-" + number) };
  byId("flow").classList.toggle("compared", Boolean(pictures.old || pictures.new));
  byId("sides").hidden = !(pictures.old || pictures.new);
  for (const side of ["old", "new"]) sides[side].open(pictures[side]);
}

/** What differs between two versions, in words; what is about an activity leads to it. */
function showChanges() {
  const changes = byId("changes");
  changes.hidden = !lines;
  byId("findings-title").textContent = say(lines ? "newFindings" : "findings");
  if (!lines) { changes.replaceChildren(); return; }
  changes.replaceChildren(...lines.filter(group => group.lines.length).flatMap(group => {
    const list = make("ul", { class: "activities" });
    const title = make("h3", {}, group.title[state.lang] + " ", make("span", { class: "count" }, String(group.lines.length)));
    list.addEventListener("keydown", moveInList);
    const holder = make("div", {}, title, list);
    fill(list, group.lines, changeRow, "");
    return [holder];
  }));
}

function changeRow(change) {
  const sign = change.sign ? make("span", { class: "sign " + change.sign }, SIGNS[change.sign], make("span", { class: "unseen" }, say(change.sign))) : "";
  const text = [sign, change.text[state.lang], change.about ? make("small", {}, change.about) : ""];
  if (change.activity === null || !scene) return make("li", {}, make("p", {}, ...text));
  return make("li", {}, make("button", { type: "button", "data-activity": change.activity, "aria-current": change.activity === state.activity ? "true" : null,
    onclick: () => go(state.flow, "activity", change.activity) }, ...text));
}

function showFlow() {
  const flow = data.flows[state.flow];
  const name = flowName(state.flow);
  byId("flow-name").textContent = name;
  const facts = [flow.type, flow.published === null ? null : say("published") + ": " + say(flow.published ? "yes" : "no"), flow.numbers.join(", "), flow.file];
  byId("flow-facts").textContent = facts.filter(fact => fact).join(" · ");
  byId("undrawn").textContent = say("undrawn");
  byId("stage").setAttribute("aria-label", say("drawing", name, flow.activities) + ". " + say("keys"));
  for (const side of ["old", "new"]) byId("stage-" + side).setAttribute("aria-label", say(side + "Version") + ". " + say("keys"));
  showChanges();
  showFlowFindings();
  const calls = scene?.calls ?? [];
  byId("calls-part").hidden = calls.length === 0;
  byId("call-count").textContent = String(calls.length);
  if (calls.length) fill(byId("calls"), calls.map((_, number) => number), callRow, "–");
  const activities = scene ? scene.a.map((_, index) => index) : [];
  byId("amounts").replaceChildren(...flow.amounts.flatMap((amount, number) =>
    [make("dt", {}, data.counted[number][state.lang]), make("dd", {}, amount[state.lang])]));
  byId("activity-count").textContent = String(flow.activities);
  fill(byId("activities"), activities, activityRow, "–");
  showDetails();
}

// ---- test calls

function callRow(number) {
  const call = scene.calls[number];
  return make("li", {}, make("button", { type: "button", "data-call": number, "aria-current": number === state.call ? "true" : null,
    onclick: () => go(state.flow, "call", number) }, say("call", number + 1, call.ends[state.lang]), make("small", {}, say("steps", call.steps.length))));
}

/** The walk of a call: activities, and for each the exit that led there. */
function walkOf(call) {
  return call.steps.map((step, number) => {
    const from = call.steps[number - 1];
    let exit = from ? from.e ?? null : null;
    // An id in the properties leads on.
    if (from && exit === null) for (let e = scene.a[from.a].e[0]; e < scene.a[from.a].e[1]; e++) if (scene.e[e].i === null && scene.e[e].to === step.a) exit = e;
    return { activity: step.a, exit };
  });
}

function aboutCall(number) {
  const call = scene.calls[number];
  const parts = [make("h3", {}, say("call", number + 1, call.ends[state.lang]))];
  if (call.pre.length) parts.push(make("h4", {}, say("prepare")), make("ul", {}, ...call.pre.map(text => make("li", {}, text[state.lang]))));
  const steps = call.steps.slice(0, 500).map((step, place) => make("li", {}, make("button", { type: "button", class: "link", onclick: () => toStep(place) }, scene.a[step.a].n),
    ...step.h.map(text => make("div", {}, say("hear", text))), make("div", {}, step.d[state.lang],
      step.e === undefined ? "" : make("span", { class: "code" }, " → " + exitName(scene.e[step.e], step.e - scene.a[step.a].e[0])))));
  parts.push(make("ol", {}, ...steps));
  return parts;
}

/** Plays the call step by step; whoever wants no motion has the steps alone. */
let playing = 0;
const still = matchMedia("(prefers-reduced-motion: reduce)");

function play(on) {
  clearInterval(playing);
  playing = 0;
  if (on) {
    if (state.step >= walk.length - 1) toStep(0);
    playing = setInterval(() => { toStep(state.step + 1); if (state.step >= walk.length - 1) play(false); }, 1500);
  }
  byId("play").textContent = say(playing ? "pause" : "play");
}

function showFlowFindings() {
  const by = filter();
  const all = findingsOf[state.flow];
  const findings = all.filter(finding => fits(finding, by));
  byId("flow-finding-count").textContent = say("shown", findings.length, all.length);
  fill(byId("flow-findings"), findings, finding => findingRow(finding, false), all.length ? say("nothing") : say("none"));
}

function activityRow(index) {
  const activity = scene.a[index];
  return make("li", {}, make("button", { type: "button", "data-activity": index, "aria-current": index === state.activity ? "true" : null,
    onclick: () => go(state.flow, "activity", index) }, activity.n, make("small", {}, activity.t || "?")));
}

function exitName(exit, row) {
  return exit.n ?? (exit.i === null ? say("hidden") : say("exit", (exit.i ?? row) + 1));
}

/** The path to a finding's activity: activities, and for each the exit that led there. */
function pathTo(finding) {
  if (!scene || finding.activity === null) return [];
  if (finding.by) {
    return finding.by.map((activity, step) => {
      const from = step ? scene.a[finding.by[step - 1]] : null;
      let exit = null;
      for (let e = from ? from.e[0] : 0; from && e < from.e[1] && exit === null; e++) if (scene.e[e].to === activity) exit = e;
      return { activity, exit };
    });
  }
  return finding.shortest ? shortest(finding.activity) : [];
}

function shortest(activity) {
  const steps = [];
  for (let next = activity; next !== null && steps.length <= scene.a.length;) {
    const from = scene.a[next].f;
    steps.push({ activity: next, exit: from ? from[1] : null });
    next = from ? from[0] : null;
  }
  return steps.reverse();
}

let walk = [];

function showDetails() {
  const details = byId("details");
  const close = make("button", { type: "button", class: "close", "aria-label": say("close"), onclick: () => go(state.flow) }, "✕");
  walk = [];
  if (state.finding) {
    walk = pathTo(state.finding);
    details.replaceChildren(close, ...about(state.finding));
  } else if (state.call !== null) {
    walk = walkOf(scene.calls[state.call]);
    details.replaceChildren(close, ...aboutCall(state.call));
  } else if (state.activity !== null && scene) {
    details.replaceChildren(close, ...aboutActivity(state.activity));
  } else {
    details.replaceChildren();
  }
  details.hidden = details.childElementCount === 0;
  // A call is followed from its beginning.
  state.step = state.call === null ? Math.max(0, walk.length - 1) : 0;
  play(false);
  byId("play").hidden = state.call === null || still.matches;
  for (const button of document.querySelectorAll("[data-finding], [data-activity], [data-call]")) {
    const chosen = button.dataset.call !== undefined ? state.call === Number(button.dataset.call) : button.dataset.finding !== undefined ? state.finding && state.finding.number === Number(button.dataset.finding)
      : !state.finding && state.activity === Number(button.dataset.activity);
    chosen ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current");
  }
  showStep();
}

function showStep() {
  byId("walkbar").hidden = walk.length < 2;
  if (walk.length > 1) {
    const at = walk[state.step];
    byId("step").textContent = say("step", state.step + 1, walk.length, scene.a[at.activity].n);
    byId("step-back").disabled = state.step === 0;
    byId("step-on").disabled = state.step === walk.length - 1;
    byId("details").querySelectorAll("ol button").forEach((button, step) =>
      step === state.step ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current"));
  }
  for (const one of stages) one.mark();
}

function toStep(step) {
  if (step < 0 || step >= walk.length) return;
  state.step = step;
  showStep();
  for (const one of stages) one.bringIn([walk[step].activity]);
  announce(byId("step").textContent);
}

function about(finding) {
  const rule = rules.get(finding.rule);
  const parts = [make("h3", {}, make("span", { class: "tag " + finding.severity }, say(finding.severity + "One")), finding.rule),
    make("p", {}, finding.message[state.lang])];
  if (finding.help) parts.push(make("h4", {}, say("help")), make("p", {}, finding.help[state.lang]));
  if (walk.length > 0 && finding === state.finding) {
    const steps = walk.map((step, number) => make("li", {}, make("button", { type: "button", class: "link", onclick: () => toStep(number) },
      scene.a[step.activity].n), step.exit === null ? "" : make("span", { class: "code" }, " ← " + exitName(scene.e[step.exit], 0))));
    parts.push(make("h4", {}, say("path")), make("ol", {}, ...steps.slice(0, 500)));
  } else if (finding.activity !== null) {
    parts.push(make("h4", {}, say("path")), make("p", {}, say("unreached")));
  }
  if (scene && finding.about.length > 1) parts.push(make("h4", {}, say("about")), make("ul", {}, ...finding.about.slice(0, 200).map(index => make("li", {}, target(index)))));
  parts.push(make("h4", {}, say("place")), make("p", { class: "code" }, finding.place, make("br"), finding.pointer));
  if (rule && rule.what[state.lang]) {
    const section = (title, text) => text[state.lang] ? [make("h4", {}, say(title)), make("p", {}, text[state.lang])] : [];
    parts.push(make("details", {}, make("summary", {}, say("what")), make("p", {}, rule.what[state.lang]),
      ...section("why", rule.why), ...section("fix", rule.fix), ...section("basis", rule.basis)));
  }
  return parts;
}

function target(index) {
  return make("button", { type: "button", class: "link", onclick: () => go(state.flow, "activity", index) }, scene.a[index].n);
}

function aboutActivity(index) {
  const activity = scene.a[index];
  const title = data.types[activity.k].title[state.lang];
  const facts = [[say("type"), (title ? title + " · " : "") + (activity.t || "?")], [say("id"), activity.i || "–"]];
  const list = pairs => make("dl", {}, ...pairs.flatMap(([key, value]) => [make("dt", {}, key), make("dd", {}, value)]));
  const parts = [make("h3", {}, activity.n), list(facts)];
  const exits = scene.e.slice(...activity.e).map((exit, row) => {
    const to = exit.to !== undefined ? ["→ ", target(exit.to)] : [exit.w === "open" ? say("open") : exit.id !== undefined ? say("nowhere", exit.id) : say("broken")];
    const name = (exit.d ? SIGNS[exit.d] + " " : "") + exitName(exit, row);
    return make("li", {}, make("span", { class: exit.s ? "tag " + exit.s : "" }, name, exit.d ? make("span", { class: "unseen" }, say(exit.d)) : ""), " ", ...to);
  });
  if (exits.length) parts.push(make("h4", {}, say("exits")), make("ul", {}, ...exits));
  if (activity.p.length) parts.push(make("h4", {}, say("properties")), list(activity.p));
  const findings = findingsOf[state.flow].filter(finding => finding.activity === index);
  if (findings.length) parts.push(make("h4", {}, say("findings")), make("ul", {}, ...findings.slice(0, 100).map(finding =>
    make("li", {}, make("span", { class: "tag " + finding.severity }, make("span", { class: "unseen" }, say(finding.severity + "One"))),
      make("button", { type: "button", class: "link", onclick: () => go(state.flow, "finding", finding.number) }, finding.message[state.lang])))));
  return parts;
}

// ---- the drawing: visible boxes in detail, a few large paths when zoomed out

/** A picture in a frame. That of one of two versions has for each activity of the main picture its index in this one. */
function makeStage(frame) {
  const svg = draw("svg", { "aria-hidden": "true", focusable: "false" });
  const world = draw("g"), far = draw("g"), edges = draw("g"), boxes = draw("g"), marks = draw("g");
  const hatch = draw("pattern", { id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, draw("path", { class: "hatching", d: "M0 0V8" }));
  world.append(far, edges, boxes, marks);
  svg.append(draw("defs", {}, hatch), world);
  frame.append(svg);
  const ruler = document.createElement("canvas").getContext("2d");
  const CELL = 800;
  let here = null, grid = new Map(), drawn = new Map(), at = { k: 1, x: 0, y: 0 }, waiting = false;

  function cellsOf(x, y, w, h) {
    const cells = [];
    for (let column = Math.floor(x / CELL); column <= Math.floor((x + w) / CELL); column++)
      for (let row = Math.floor(y / CELL); row <= Math.floor((y + h) / CELL); row++) cells.push(column + "," + row);
    return cells;
  }
  function put(key, x, y, w, h) {
    for (const cell of cellsOf(x, y, w, h)) { let set = grid.get(cell); if (!set) grid.set(cell, set = new Set()); set.add(key); }
  }

  function open(flow) {
    here = flow; grid = new Map(); drawn = new Map();
    for (const layer of [far, edges, boxes, marks]) layer.replaceChildren();
    if (!flow) return;
    const classes = new Map();
    let lines = "";
    flow.a.forEach((activity, index) => {
      put(index, activity.x - 30, activity.y - 14, WIDTH + 60, activity.h + 28);
      const name = activity.d ? "is-" + activity.d : activity.w || (activity.u ? "unreached" : "");
      classes.set(name, (classes.get(name) || "") + `M${activity.x} ${activity.y}h${WIDTH}v${activity.h}h-${WIDTH}z`);
    });
    flow.e.forEach((exit, number) => {
      const p = exit.p || [];
      for (let i = 0; i + 3 < p.length; i += 2)
        put(-1 - number, Math.min(p[i], p[i + 2]), Math.min(p[i + 1], p[i + 3]), Math.abs(p[i + 2] - p[i]), Math.abs(p[i + 3] - p[i + 1]));
      if (p.length) { lines += "M" + p[0] + " " + p[1]; for (let i = 2; i < p.length; i += 2) lines += "L" + p[i] + " " + p[i + 1]; }
    });
    far.append(draw("path", { class: "far-edge", d: lines }));
    for (const [name, d] of classes) far.append(draw("path", { class: "far-box " + name, d }));
    fit();
  }

  function size() { return { w: frame.clientWidth || 800, h: frame.clientHeight || 500 }; }
  function later() { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; paint(); }); } }

  function paint() {
    world.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${at.k})`);
    if (!here) return;
    const near = at.k >= FAR || here.a.length <= 120;
    far.setAttribute("display", near ? "none" : "inline");
    edges.setAttribute("display", near ? "inline" : "none");
    boxes.setAttribute("display", near ? "inline" : "none");
    if (!near) return;
    const { w, h } = size();
    const wanted = new Set();
    for (const cell of cellsOf(-at.x / at.k, -at.y / at.k, w / at.k, h / at.k)) for (const key of grid.get(cell) || []) wanted.add(key);
    for (const [key, element] of drawn) if (!wanted.has(key)) { element.remove(); drawn.delete(key); }
    for (const key of wanted) if (!drawn.has(key)) {
      const element = key < 0 ? edge(-1 - key) : box(key);
      (key < 0 ? edges : boxes).append(element);
      drawn.set(key, element);
    }
  }

  function line(p) {
    let d = `M${p[0]} ${p[1]}`;
    for (let i = 2; i < p.length; i += 2) {
      if (i + 2 >= p.length) { d += `L${p[i]} ${p[i + 1]}`; break; }
      const near = (a, b) => a + Math.sign(b - a) * Math.min(6, Math.abs(b - a) / 2);
      d += `L${near(p[i], p[i - 2])} ${near(p[i + 1], p[i - 1])}Q${p[i]} ${p[i + 1]} ${near(p[i], p[i + 2])} ${near(p[i + 1], p[i + 3])}`;
    }
    return d;
  }
  function tip(p) {
    const x = p[p.length - 2], y = p[p.length - 1];
    return p[p.length - 4] === x ? `M${x - 5} ${y - 9}L${x} ${y - 1}L${x + 5} ${y - 9}Z` : `M${x - 9} ${y - 5}L${x - 1} ${y}L${x - 9} ${y + 5}Z`;
  }
  function edge(number) {
    const exit = here.e[number], from = owner(number), to = here.a[exit.to];
    const round = from.l !== undefined && from.l === to.l ? (here.loops[from.l] ? "endless" : "silent") : exit.s || (from.u ? "unreached" : "");
    return draw("g", { class: `edge ${exit.d ? "is-" + exit.d : round} ${exit.i === null ? "hidden" : ""}` }, draw("path", { d: line(exit.p) }), draw("path", { class: "tip", d: tip(exit.p) }));
  }
  function owner(exit) {
    let low = 0, high = here.a.length - 1;
    while (low < high) { const middle = (low + high) >> 1; if (here.a[middle].e[1] > exit) high = middle; else low = middle + 1; }
    return here.a[low];
  }

  function fitText(text, size, room, weight = 400) {
    ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
    if (text.length < 60 && ruler.measureText(text).width <= room) return text;
    let low = 0, high = Math.min(text.length, 60);
    while (low < high) { const middle = (low + high + 1) >> 1; if (ruler.measureText(text.slice(0, middle) + "…").width <= room) low = middle; else high = middle - 1; }
    if (/[\uD800-\uDBFF]/.test(text[low - 1] || "")) low--;
    return text.slice(0, low).trimEnd() + "…";
  }

  const TURN = "M4 -1.5a4.3 4.3 0 1 0 .3 2.5M4.8 -4v3h-3";
  const SHAPES = { error: "M-4.5 -10h9l5.5 5.5v9l-5.5 5.5h-9l-5.5 -5.5v-9z", warning: "M0 -11l12 20h-24z", note: "M0 -9a9 9 0 1 0 0 18a9 9 0 1 0 0 -18z" };

  function box(index) {
    const activity = here.a[index];
    const [manner, radius] = data.manners[activity.m];
    const group = draw("g", { class: `box ${manner} ${activity.u ? "unreached" : ""} ${activity.d ? "is-" + activity.d : ""}`, transform: `translate(${activity.x} ${activity.y})`, "data-index": index },
      draw("title", {}, activity.n + (activity.t ? ` (${activity.t})` : "")));
    if (activity.l !== undefined) {
      const kind = here.loops[activity.l] ? "endless" : "silent";
      group.append(draw("rect", { class: "ring " + kind, x: -6, y: -6, width: WIDTH + 12, height: activity.h + 12, rx: radius + 6 }),
        draw("g", { class: "turn " + kind, transform: "translate(4 -6)" }, draw("circle", { r: 9 }), draw("path", { d: TURN })));
    }
    group.append(draw("rect", { class: "body", width: WIDTH, height: activity.h, rx: radius }));
    if (activity.u) group.append(draw("rect", { class: "hatched", width: WIDTH, height: activity.h, rx: radius, fill: "url(#hatch)" }));
    const room = WIDTH - 58 - (activity.c ? 18 : 10);
    group.append(draw("rect", { class: "tile", x: 12, y: 12, width: 36, height: 36, rx: 10 }),
      draw("path", { class: "icon", transform: "translate(18 18)", d: data.types[activity.k].icon }),
      draw("text", { class: "name", x: 58, y: 28 }, fitText(activity.n, 13.5, room, 600)),
      draw("text", { class: "type", x: 58, y: 45 }, fitText(activity.t || "?", 10, room - 6)));
    if (activity.e[1] > activity.e[0]) group.append(draw("path", { class: "rule", d: `M0 ${HEAD - 2}H${WIDTH}` }));
    for (let number = activity.e[0]; number < activity.e[1]; number++) group.append(row(number, number - activity.e[0]));
    if (activity.w) group.append(draw("g", { class: "badge " + activity.w, transform: `translate(${WIDTH - 6} 2)` }, draw("path", { d: SHAPES[activity.w] }),
      draw("text", { y: activity.w === "warning" ? 6 : 4 }, activity.c > 9 ? "9+" : String(activity.c))));
    if (activity.d) group.append(draw("g", { class: "diff-sign", transform: "translate(2 2)" }, draw("circle", { r: 11 }), draw("text", { y: 6 }, SIGNS[activity.d])));
    return group;
  }
  function row(number, place) {
    const exit = here.e[number], y = HEAD + ROW / 2 + place * ROW, room = WIDTH - 32;
    const name = (exit.d ? SIGNS[exit.d] + " " : "") + exitName(exit, place), sign = exit.w === "dangling" ? " ✕ " : exit.w === "jump" ? " ↪ " : "";
    const target = exit.w === "jump" ? here.a[exit.to].n : exit.id || "";
    const text = sign ? fitText(name, 11, room / 2 - 10) + sign + fitText(target, 11, room / 2 - 10) : fitText(name, 11, room);
    const group = draw("g", { class: `exit ${exit.w === "edge" ? "wired" : exit.w} ${exit.s || ""} ${exit.d ? "is-" + exit.d : ""}` }, draw("text", { x: WIDTH - 14, y: y + 4 }, text));
    const x = WIDTH + 22;
    if (exit.w === "dangling") group.append(draw("path", { class: "stub", d: `M${WIDTH} ${y}H${x}M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x - 5} ${y + 5}L${x + 5} ${y - 5}` }));
    if (exit.w === "jump") group.append(draw("path", { class: "leap", d: `M${WIDTH} ${y}h16m-5 -4l5 4l-5 4` }));
    else group.append(draw("circle", { class: "port", cx: WIDTH, cy: y, r: exit.w === "open" ? 5 : 4 }));
    return group;
  }

  /** Marks the selected activity, and the path of a call. */
  function mark() {
    marks.replaceChildren();
    frame.classList.toggle("walking", walk.length > 1);
    if (!here) return;
    const ring = (index, name, by) => draw("rect", { class: name, x: here.a[index].x - by, y: here.a[index].y - by, width: WIDTH + 2 * by, height: here.a[index].h + 2 * by, rx: 14, "data-index": index });
    if (here.indexes) {
      const chosen = here.indexes[state.finding ? state.finding.activity : state.activity] ?? null;
      if (chosen !== null) marks.append(ring(chosen, "pick", 9));
      return;
    }
    walk.forEach((step, number) => {
      if (step.exit === null || number === 0) return;
      const exit = here.e[step.exit], from = here.a[walk[number - 1].activity], to = here.a[step.activity];
      const y = from.y + HEAD + ROW / 2 + (step.exit - from.e[0]) * ROW;
      marks.append(draw("path", exit.p ? { class: "walk-line", d: line(exit.p) } : { class: "walk-line leap", d: `M${from.x + WIDTH} ${y}L${to.x} ${to.y + 30}` }));
    });
    walk.forEach((step, number) => {
      const activity = here.a[step.activity];
      marks.append(ring(step.activity, "walk-box", 4));
      if (walk.length > 1) marks.append(draw("g", { class: "walk-number", transform: `translate(${activity.x} ${activity.y + activity.h})` }, draw("circle", { r: 11 }), draw("text", { y: 4 }, String(number + 1))));
    });
    const chosen = walk.length > 1 ? walk[state.step].activity : state.finding ? state.finding.activity : state.activity;
    if (chosen !== null && here.a[chosen]) marks.append(ring(chosen, "pick", 9));
  }

  function show(x, y, w, h, most) {
    const { w: wide, h: high } = size();
    at.k = Math.max(0.005, Math.min(most, (wide - 40) / w, (high - 40) / h));
    at.x = (wide - w * at.k) / 2 - x * at.k;
    at.y = (high - h * at.k) / 2 - y * at.k;
    later();
  }
  function fit() { if (here) show(...here.area, 1.1); }

  /** Moves the drawing so that these activities are visible. */
  function bringIn(indexes) {
    if (!here) return;
    if (here.indexes) indexes = indexes.map(index => here.indexes[index] ?? null).filter(index => index !== null);
    if (indexes.length === 0) return;
    let [x, y, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const index of indexes) {
      const activity = here.a[index];
      x = Math.min(x, activity.x); y = Math.min(y, activity.y);
      right = Math.max(right, activity.x + WIDTH); bottom = Math.max(bottom, activity.y + activity.h);
    }
    const { w, h } = size();
    const whole = Math.min(w / (right - x + 160), h / (bottom - y + 160));
    if (indexes.length > 1 && whole < 0.45) return bringIn(indexes.slice(-1));
    show(x - 80, y - 80, right - x + 160, bottom - y + 160, indexes.length > 1 ? 1 : Math.min(1, Math.max(at.k, 0.8)));
  }

  function zoom(by, px, py) {
    const { w, h } = size();
    const x = px ?? w / 2, y = py ?? h / 2, k = Math.max(0.005, Math.min(4, at.k * by));
    at.x = x - (x - at.x) * k / at.k; at.y = y - (y - at.y) * k / at.k; at.k = k;
    later();
  }

  const pointers = new Map();
  let moved = 0;
  frame.addEventListener("wheel", event => {
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  frame.addEventListener("pointerdown", event => { pointers.set(event.pointerId, event); moved = 0; });
  frame.addEventListener("pointermove", event => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    moved += Math.abs(dx) + Math.abs(dy);
    if (moved > 4 && !frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      const [other] = [...pointers.values()].filter(pointer => pointer.pointerId !== event.pointerId);
      const apart = pointer => Math.hypot(pointer.clientX - other.clientX, pointer.clientY - other.clientY) || 1;
      const box = frame.getBoundingClientRect();
      zoom(apart(event) / apart(before), (event.clientX + other.clientX) / 2 - box.left, (event.clientY + other.clientY) / 2 - box.top);
    } else { at.x += dx; at.y += dy; later(); }
    pointers.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, event => pointers.delete(event.pointerId));
  frame.addEventListener("click", event => {
    const box = event.target.closest("[data-index]");
    if (!box || moved > 4) return;
    const index = Number(box.dataset.index);
    go(state.flow, "activity", here.indexes ? here.indexes.indexOf(index) : index);
  });
  frame.addEventListener("keydown", event => {
    const step = 80;
    const keys = { ArrowLeft: () => at.x += step, ArrowRight: () => at.x -= step, ArrowUp: () => at.y += step, ArrowDown: () => at.y -= step,
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit };
    if (keys[event.key] && !event.ctrlKey && !event.metaKey) { event.preventDefault(); keys[event.key](); later(); }
  });
  new ResizeObserver(later).observe(frame);
  return { open, fit, zoom, mark, bringIn, redraw: () => { for (const element of drawn.values()) element.remove(); drawn.clear(); paint(); } };
}

const stage = makeStage(byId("stage"));
const sides = { old: makeStage(byId("stage-old")), new: makeStage(byId("stage-new")) };
const stages = [stage, sides.old, sides.new];

// ---- navigation

function go(flow, what, number) {
  const hash = "#/flow/" + flow + (what ? `/${what}/${number}` : "");
  if (location.hash === hash) route(); else location.hash = hash;
}

function route() {
  const [, flow, what, number] = /^#\/flow\/(\d+)(?:\/(finding|activity|call)\/(\d+))?$/.exec(location.hash) || [];
  const isFlow = flow !== undefined && data.flows[flow] !== undefined;
  byId("overview").hidden = isFlow;
  byId("flow").hidden = !isFlow;
  byId("main").classList.toggle("fixed", isFlow);
  if (!isFlow) {
    const came = state.flow;
    play(false);
    Object.assign(state, { flow: null, finding: null, activity: null, call: null });
    document.title = "ivr-lint";
    if (came !== null || !byId("flow-rows").childElementCount) overview();
    if (came !== null) document.querySelector(`a[href="#/flow/${came}"]`)?.focus();
    return;
  }
  const isNew = state.flow !== Number(flow);
  const finding = what === "finding" ? data.findings[number] : null;
  state.finding = finding && finding.flow === Number(flow) ? finding : null;
  state.activity = what === "activity" ? Number(number) : null;
  state.call = what === "call" ? Number(number) : null;
  if (isNew) openFlow(Number(flow));
  if (!scene?.calls?.[state.call]) state.call = null;
  if (isNew) {
    if (scene && state.activity !== null && !scene.a[state.activity]) state.activity = null;
    showFlow();
    // The heading has its final height only now.
    for (const one of stages) one.fit();
    if (!what) byId("flow-name").focus();
  } else {
    if (scene && state.activity !== null && !scene.a[state.activity]) state.activity = null;
    showDetails();
  }
  document.title = flowName(state.flow) + " – ivr-lint";
  const chosen = state.call !== null ? [walk[0].activity] : state.finding ? (walk.length ? walk.map(step => step.activity) : state.finding.activity !== null ? [state.finding.activity] : state.finding.about) : state.activity !== null ? [state.activity] : [];
  if (scene && chosen.length) for (const one of stages) one.bringIn(chosen);
  if (state.finding) announce(say("chosen", state.finding.message[state.lang]));
  else if (state.call !== null) announce(say("chosen", say("call", state.call + 1, scene.calls[state.call].ends[state.lang])));
  else if (state.activity !== null && scene) announce(say("chosen", scene.a[state.activity].n));
  if (what) byId("details").scrollIntoView({ block: "nearest" });
}

// ---- language and theme

function speak() {
  document.documentElement.lang = state.lang ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  const total = severity => data.findings.filter(finding => finding.severity === severity).length;
  const activities = data.flows.reduce((sum, flow) => sum + flow.activities, 0);
  byId("summary").textContent = say("summary", data.flows.length, activities, ...SEVERITIES.map(total)) + (data.suppressed ? say("aside", data.suppressed) : "");
  byId("language").textContent = state.lang ? "English" : "中文";
  byId("language").setAttribute("lang", state.lang ? "en" : "zh-Hans");
  for (const [id, key] of [["zoom-in", "zoomIn"], ["zoom-out", "zoomOut"], ["step-back", "stepBack"], ["step-on", "stepOn"]]) byId(id).setAttribute("aria-label", say(key));
  const chosen = byId("rule").value;
  const used = [...new Set(data.findings.map(finding => finding.rule))].sort();
  byId("rule").replaceChildren(make("option", { value: "" }, say("every")), ...used.map(rule => make("option", { value: rule }, rule)));
  byId("rule").value = chosen;
  paintTheme();
}

function paintTheme() {
  const dark = document.documentElement.dataset.theme === "dark";
  byId("theme").textContent = say(dark ? "light" : "dark");
  byId("theme").setAttribute("aria-label", say("theme") + ": " + say(dark ? "light" : "dark"));
}

const night = matchMedia("(prefers-color-scheme: dark)");
document.documentElement.dataset.theme = night.matches ? "dark" : "light";
night.addEventListener("change", () => { document.documentElement.dataset.theme = night.matches ? "dark" : "light"; paintTheme(); });
byId("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  paintTheme();
});
byId("language").addEventListener("click", () => {
  state.lang = 1 - state.lang;
  announce("");
  speak();
  if (state.flow === null) overview(); else { const step = state.step; showFlow(); if (walk.length) { state.step = step; showStep(); } for (const one of stages) one.redraw(); }
});

let soon = 0;
function filtered() {
  clearTimeout(soon);
  const announced = byId("live").textContent;
  soon = setTimeout(() => {
    state.flow === null ? overview() : showFlowFindings();
    // An announcement made meanwhile, for example by a click on a finding, is newer than this count.
    if (byId("live").textContent === announced) announce(byId(state.flow === null ? "all-count" : "flow-finding-count").textContent + " " + say("findings"));
  }, 120);
}
byId("filter").addEventListener("input", filtered);
byId("filter").addEventListener("submit", event => event.preventDefault());
for (const id of ["all-findings", "flow-findings", "calls", "activities", "flow-rows"]) byId(id).addEventListener("keydown", moveInList);
byId("zoom-in").addEventListener("click", () => stage.zoom(1.25));
byId("zoom-out").addEventListener("click", () => stage.zoom(0.8));
byId("fit").addEventListener("click", () => stage.fit());
byId("play").addEventListener("click", () => play(!playing));
byId("step-back").addEventListener("click", () => toStep(state.step - 1));
byId("step-on").addEventListener("click", () => toStep(state.step + 1));
document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || state.flow === null || event.target.matches("input, select")) return;
  state.finding || state.call !== null || state.activity !== null ? go(state.flow) : location.hash = "#/";
});
addEventListener("beforeprint", () => { for (const one of stages) one.fit(); });
addEventListener("hashchange", route);
speak();
route();
document.documentElement.dataset.ready = "yes";
