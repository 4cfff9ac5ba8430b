// All texts of the page, in English and Chinese.

import type { Both } from "./types";

const WORDS = {
  skip: ["Skip to main content", "跳转到主要内容"], search: ["Search", "搜索"], severity: ["Severity", "级别"],
  searchHint: ["modules, texts, ids, findings", "模块、文本、ID、问题"],
  error: ["Errors", "错误"], warning: ["Warnings", "警告"], note: ["Notes", "提示"], rule: ["Rule", "规则"],
  errorOne: ["error", "错误"], warningOne: ["warning", "警告"], noteOne: ["note", "提示"],
  every: ["all rules", "全部规则"], flows: ["Flows", "流程"], flow: ["Flow", "流程"], type: ["Type", "类型"],
  published: ["Published", "已发布"], numbers: ["Numbers", "号码"], activities: ["Modules", "模块"],
  findings: ["Findings", "问题"], file: ["File", "文件"], back: ["← All flows", "← 全部流程"], fit: ["Fit", "适应窗口"],
  keys: ["arrows: move · + −: zoom · 0: fit · n p: findings", "方向键：移动 · + −：缩放 · 0：适应窗口 · n p：切换问题"], yes: ["yes", "是"], no: ["no", "否"],
  light: ["Light", "浅色"], dark: ["Dark", "深色"], theme: ["Theme", "主题"], close: ["Close", "关闭"],
  more: ["Show {0} more", "再显示 {0} 个"], none: ["No findings.", "没有问题。"], nothing: ["No matches.", "没有符合筛选条件的内容。"],
  zoomIn: ["Zoom in", "放大"], zoomOut: ["Zoom out", "缩小"], stepBack: ["Previous step", "上一步"], stepOn: ["Next step", "下一步"],
  step: ["Step {0} of {1}: {2}", "第 {0} 步，共 {1} 步：{2}"], path: ["Path of a call", "到达路径"],
  unreached: ["Unreachable.", "任何来电都无法到达。"], what: ["About this rule", "规则说明"], why: ["Impact", "影响"],
  fix: ["How to fix it", "如何修复"], basis: ["Basis", "依据"], place: ["Location", "位置"], help: ["Help", "处理建议"],
  calls: ["Test calls", "测试通话"], call: ["Call {0}: {1}", "通话 {0}：{1}"], steps: ["{0} step{0s}", "{0} 步"], prepare: ["Prepare", "准备"],
  play: ["Play", "播放"], pause: ["Pause", "暂停"], hear: ["hear: {0}", "听到：{0}"],
  exits: ["Exits", "出口"], comesFrom: ["Arrives from", "来自"], properties: ["Properties", "属性"], id: ["ID", "ID"],
  open: ["not connected", "未连接"], end: ["the call ends here", "通话在此结束"],
  nowhere: ["points to {0}, which does not exist", "指向不存在的“{0}”"], broken: ["is invalid", "格式错误"], jump: ["continues at {0}", "跳转至“{0}”"],
  exit: ["exit {0}", "出口 {0}"], hidden: ["by a property", "由属性引用"], edge: ["{0} · {1} → {2}", "{0} · {1} → {2}"],
  undrawn: ["This flow cannot be drawn: its definition is invalid, or it is too large.", "无法绘制此流程：流程定义有误，或流程过大。"],
  drawing: ["Diagram of {0}: {1} module{1s}", "“{0}”的流程图：{1} 个模块"], shown: ["{0} of {1}", "{0} / {1}"],
  summary: ["{0} flow{0s} · {1} module{1s} · {2} error{2s} · {3} warning{3s} · {4} note{4s}", "{0} 个流程 · {1} 个模块 · {2} 个错误 · {3} 个警告 · {4} 个提示"],
  aside: [" · {0} ignored", " · 已忽略 {0} 个"], amounts: ["Statistics", "统计"], chosen: ["Selected: {0}", "已选择：{0}"], about: ["Related", "涉及的模块"],
  oldVersion: ["Old version", "旧版本"], newVersion: ["New version", "新版本"], newFindings: ["New findings", "新问题"],
  new: ["new", "新增"], gone: ["gone", "已删除"], changed: ["changed", "已变更"], changes: ["Changes", "变更"],
  next: ["Next finding (n)", "下一个问题（n）"], previous: ["Previous finding (p)", "上一个问题（p）"],
  copy: ["Copy link", "复制链接"], copied: ["Link copied", "已复制链接"], byRule: ["By rule", "按规则统计"],
  legend: ["Legend", "图例"], overview: ["Overview of the diagram", "流程图缩略图"], count: ["Count", "数量"], foundModules: ["Modules found", "找到的模块"],
  missingFlow: ["This report has no such flow.", "此报告中没有该流程。"], missingModule: ["This flow has no such module or exit.", "此流程中没有该模块或出口。"],
  missingFinding: ["This report has no such finding: it may have been fixed.", "此报告中没有该问题：可能已修复。"],
  signDangling: ["points to a missing module", "指向不存在的模块"], signOpen: ["not connected", "未连接"], signEnd: ["the call ends here", "通话在此结束"],
  signJump: ["continues at the named module", "跳转至所示模块"], signUnreached: ["unreachable", "无法到达"], signEndless: ["endless loop", "无法退出的循环"],
  signSilent: ["loop without waiting for input", "循环中没有等待或询问"], signHidden: ["by a property", "由属性引用"],
  made: ["Made by ivr-lint {0}", "由 ivr-lint {0} 生成"], inputs: ["Inputs", "输入"], settings: ["Settings", "设置"],
  sheet: ["Sheet {0} of {1}", "第 {0} 张，共 {1} 张"], continues: ["continues on sheet {0}", "接第 {0} 张"],
} as const;

export type Word = keyof typeof WORDS;

/** The events that the console has a word for. */
const EVENTS: Record<string, string> = {
  success: "成功", failure: "失败", timeout: "超时", complete: "完成", default: "默认", overflow: "溢出", error: "错误",
};

/** 0 for English, 1 for Chinese. */
export const language = { index: 0 as 0 | 1 };

/** A text of the page, with values in it; `{0s}` is the plural of what there are `{0}` of. */
export function say(word: Word, ...values: (string | number)[]): string {
  return WORDS[word][language.index].replace(/\{(\d)(s?)\}/g, (_, number, plural) => plural ? values[number] === 1 ? "" : "s" : String(values[number]));
}

/** A text of the report in the language of the page. */
export function local(text: Both): string { return text[language.index]; }

/** An event as it is called in the language of the page. */
export function event(name: string): string {
  return language.index === 1 && Object.hasOwn(EVENTS, name) ? EVENTS[name] : name;
}
