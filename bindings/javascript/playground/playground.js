// What is pasted or dropped becomes the report page, in a frame of its own; nothing leaves this page.

import { initSync, Page } from "ivr_flow";

const WORDS = {
  title: ["IVR 流程检查", "IVR flow check"],
  intro: [
    "粘贴或拖入云联络中心的 IVR 流程：流程定义、接口返回结果、控制台导出的文件，或浏览器保存的 HAR 文件。",
    "Paste or drop IVR flows of Alibaba Cloud Contact Center: a definition, an API response, an export of the console, or a HAR file saved by the browser.",
  ],
  private: ["所有内容只在本页面内处理，不会上传；断网也可使用。", "Everything stays in this page: nothing is sent, and it works offline."],
  open: ["打开文件…", "Open files…"], example: ["示例", "Example"], clear: ["清空", "Clear"],
  paste: ["流程内容", "Content"], drop: ["松开即可检查", "Drop to check"],
  how: ["如何获取流程内容？", "Where do I get the content?"],
  how1: [
    "在云联络中心控制台打开“IVR 流程”列表，按 F12 打开浏览器的开发者工具，选择“网络”（Network）。",
    "Open the list of IVR flows in the console, press F12 for the developer tools of the browser, and choose Network.",
  ],
  how2: [
    "刷新页面，打开要检查的流程，然后在“网络”中单击鼠标右键，选择“全部另存为 HAR”。",
    "Reload the page, open the flow, then right-click in Network and choose “Save all as HAR”.",
  ],
  how3: [
    "将 HAR 文件拖入本页面。也可以复制接口 ListContactFlows 的返回结果，粘贴到上方。",
    "Drop the HAR file here. The response of ListContactFlows may also be copied and pasted above.",
  ],
  empty: ["检查结果会显示在这里。", "The result will appear here."],
  done: ["检查完成：{0}，{1}（{2} 毫秒）", "Checked: {0}, {1} ({2} ms)"],
  flow: ["{0} 个流程", "{0} flow"], flows: ["{0} 个流程", "{0} flows"],
  finding: ["{0} 个问题", "{0} finding"], findings: ["{0} 个问题", "{0} findings"],
  failed: ["出现内部错误，请刷新页面后重试：{0}", "Internal error, reload the page and try again: {0}"],
  remove: ["移除 {0}", "Remove {0}"], frame: ["检查结果", "Result"],
};
const EXAMPLE = JSON.stringify({
  activities: [
    { type: "INCOMING_CALL", id: "start", name: "开始", events: [{ event: "complete", next: "welcome" }] },
    { type: "PLAY_SAY", id: "welcome", name: "欢迎语", properties: { say: "您好，欢迎致电。" }, events: [{ event: "complete", next: "menu" }] },
    {
      type: "GATHER_INPUT", id: "menu", name: "主菜单", properties: { say: "人工服务请按1，重听请按2。" },
      events: [{ event: "success", next: "agent" }, { event: "failure", next: "welcome" }, { event: "timeout", next: null }],
    },
    { type: "HANGUP", id: "end", name: "挂机", events: [{ event: "complete", next: null }] },
  ],
}, null, 2);
/** A file as large as this is shown in a list, not as text. */
const MOST_TEXT = 1 << 20;

const byId = id => document.getElementById(id);
const state = { lang: 0, files: [], name: "flow.json", frame: null, flows: 0, timer: 0, isComposing: false, run: 0 };
const say = (key, ...values) => WORDS[key][state.lang].replace(/\{(\d)\}/g, (_, number) => values[number]);

function speak() {
  document.documentElement.lang = state.lang ? "en" : "zh-Hans";
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  byId("language").textContent = state.lang ? "中文" : "English";
  byId("language").lang = state.lang ? "zh-Hans" : "en";
  if (state.frame) state.frame.title = say("frame");
  listFiles();
}

function listFiles() {
  byId("list").hidden = state.files.length === 0;
  byId("list").replaceChildren(...state.files.map(({ name }, number) => {
    const [item, label, button] = ["li", "span", "button"].map(tag => document.createElement(tag));
    label.textContent = name;
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", say("remove", name));
    button.addEventListener("click", () => { state.files.splice(number, 1); listFiles(); check(); });
    item.append(label, button);
    return item;
  }));
}

/** Lints what is there, and shows the page of it in place of the one before when that is ready. */
function check() {
  const run = ++state.run;
  const started = performance.now();
  const text = byId("text").value;
  if (text.trim() === "" && state.files.length === 0) {
    state.frame = null;
    byId("language").hidden = false;
    const empty = document.createElement("p");
    empty.className = "empty";
    empty.dataset.say = "empty";
    empty.textContent = say("empty");
    byId("output").replaceChildren(empty);
    byId("status").textContent = "";
    return;
  }
  let html, flows, findings, isAboutFiles;
  try {
    const page = new Page();
    try {
      if (text.trim() !== "") page.add(state.name, new TextEncoder().encode(text));
      for (const { name, bytes } of state.files) page.add(name, bytes);
      page.make(state.lang ? "en" : "zh");
      ({ html, flows, findings, is_about_files: isAboutFiles } = page);
    } finally { page.free(); }
  } catch (error) {
    byId("status").textContent = say("failed", error.message);
    return;
  }
  const frame = document.createElement("iframe");
  frame.title = say("frame");
  frame.className = "loading";
  // What is loading must not take the focus from who is typing.
  frame.inert = true;
  frame.addEventListener("load", () => {
    if (run !== state.run) return frame.remove();
    keepPlaces(frame);
    frame.contentWindow.location.hash = place(flows, isAboutFiles);
    frame.inert = false;
    frame.className = "";
    for (const other of [...byId("output").children]) if (other !== frame) other.remove();
    state.frame = frame;
    // The report has one of its own.
    byId("language").hidden = true;
    state.flows = flows;
    follow(frame);
    byId("status").textContent = say("done", say(flows === 1 ? "flow" : "flows", flows), say(findings === 1 ? "finding" : "findings", findings), Math.round(performance.now() - started));
    document.documentElement.dataset.checked = String(run);
  });
  frame.srcdoc = html;
  byId("output").append(frame);
}

/** Where in the report to begin: where it was, else at the flow if there is only one. */
function place(flows, isAboutFiles) {
  const now = state.frame?.contentWindow.location.hash;
  if (now && flows === state.flows) return now;
  return flows === 1 && !isAboutFiles ? "#/flow/0" : "#/";
}

/** A frame without an address of its own takes places in it for places in this page: they are meant for the frame. */
function keepPlaces({ contentWindow, contentDocument }) {
  contentDocument.addEventListener("click", event => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    contentWindow.location.hash = link.getAttribute("href");
  });
  const replace = contentWindow.history.replaceState.bind(contentWindow.history);
  contentWindow.history.replaceState = (data, title, hash) => replace(data, title, contentWindow.location.href.split("#")[0] + hash);
}

/** The report has its own switches for language and theme: this page follows them, and a new report follows this page. */
function follow({ contentDocument }) {
  const { documentElement } = contentDocument;
  const look = () => {
    const lang = documentElement.lang === "en" ? 1 : 0;
    if (lang !== state.lang) { state.lang = lang; speak(); }
    if (documentElement.dataset.theme) document.documentElement.dataset.theme = documentElement.dataset.theme;
  };
  const isDark = ({ dataset }) => dataset.theme === "dark";
  if (state.lang !== (documentElement.lang === "en" ? 1 : 0)) contentDocument.getElementById("language").click();
  if (isDark(document.documentElement) !== isDark(documentElement)) contentDocument.getElementById("theme").click();
  new MutationObserver(look).observe(documentElement, { attributes: true, attributeFilter: ["lang", "data-theme"] });
}

function soon() {
  clearTimeout(state.timer);
  state.timer = setTimeout(check, 150);
}

async function take(files) {
  const read = await Promise.all([...files].map(async file => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
  const [only] = read;
  if (read.length === 1 && only.bytes.length <= MOST_TEXT) {
    try {
      byId("text").value = new TextDecoder("utf-8", { fatal: true }).decode(only.bytes);
      state.name = only.name;
      state.files = [];
      listFiles();
      return check();
    } catch { /* What is no text is for the report to tell. */ }
  }
  byId("text").value = "";
  state.files = read;
  listFiles();
  check();
}

/** The WebAssembly is packed: as it is, this file would be twice as large. */
async function start() {
  const packed = Uint8Array.from(atob(byId("wasm").textContent), char => char.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  initSync({ module: await new Response(unpacked).arrayBuffer() });
}

const night = matchMedia("(prefers-color-scheme: dark)");
document.documentElement.dataset.theme = night.matches ? "dark" : "light";
byId("text").addEventListener("compositionstart", () => { state.isComposing = true; });
byId("text").addEventListener("compositionend", () => { state.isComposing = false; soon(); });
byId("text").addEventListener("input", () => { if (!state.isComposing) soon(); });
byId("files").addEventListener("change", event => { take(event.target.files); event.target.value = ""; });
byId("example").addEventListener("click", () => { state.files = []; state.name = "flow.json"; byId("text").value = EXAMPLE; listFiles(); check(); });
byId("clear").addEventListener("click", () => { state.files = []; state.name = "flow.json"; byId("text").value = ""; listFiles(); check(); byId("text").focus(); });
byId("language").addEventListener("click", () => {
  state.lang = 1 - state.lang;
  speak();
});
addEventListener("dragover", event => { event.preventDefault(); byId("drop").hidden = false; });
addEventListener("dragleave", event => { if (event.relatedTarget === null) byId("drop").hidden = true; });
addEventListener("drop", event => {
  event.preventDefault();
  byId("drop").hidden = true;
  if (event.dataTransfer.files.length > 0) return take(event.dataTransfer.files);
  const text = event.dataTransfer.getData("text");
  if (text) { byId("text").value = text; check(); }
});
speak();
start().then(() => {
  check();
  document.documentElement.dataset.ready = "yes";
}, error => { byId("status").textContent = say("failed", error.message); });
