// Flows for the browser: one with many defects, one whose names are hostile, and large ones from a seed.

const HOSTILE = [
  "</script><img src=x onerror=alert(1)>", "<script>alert(1)</script>", "\"]; click n0 \"javascript:alert(1)\"", "#quot; `**bold**` & &amp;",
  "\\N \\\" ] --> end\nsubgraph x", "{policy}{script}<!--", "\u202e\u2028\u2029\u0000\uffff", "]]><b>", "${开始.x}", "😀".repeat(60),
];

/** A flow whose every text tries to be something else. */
export function hostile() {
  const activities = HOSTILE.map((text, index) => ({
    type: index === 0 ? "INCOMING_CALL" : index === 3 ? "HANGUP" : text, id: "h" + index + text, name: text,
    properties: { say: text, [text]: { deep: text }, position: { x: 60 + 230 * index, y: 100 } },
    events: [{ event: text, next: index + 1 < HOSTILE.length ? "h" + (index + 1) + HOSTILE[index + 1] : null }, { event: text + "2", next: text }],
  }));
  return { Data: { List: [{ ContactFlowId: HOSTILE[1], Name: HOSTILE[0], Type: HOSTILE[0], NumberList: [HOSTILE[0]], Published: false, Definition: JSON.stringify({ activities }) }] } };
}

/** A flow with a dangling exit, an open one, an unreachable region and a loop that no call leaves. */
export function broken() {
  const activity = (type, id, name, events) => ({ type, id, name, properties: {}, events: Object.entries(events).map(([event, next]) => ({ event, next })) });
  return { activities: [
    activity("INCOMING_CALL", "start", "开始", { complete: "menu" }),
    activity("GATHER_INPUT", "menu", "主菜单", { success: "split", failure: "goodby", timeout: null }),
    activity("SPLIT", "split", "判断按键", { "branch-1": "agent", "branch-2": "music", default: "goodbye" }),
    activity("TRANSFER_TO_AGENT", "agent", "人工服务", { failure: "goodbye", timeout: "goodbye" }),
    activity("PLAY_SAY", "music", "音乐", { complete: "again" }),
    activity("SET_VARIABLES", "again", "再放一遍", { complete: "music" }),
    activity("PLAY_SAY", "old", "旧公告", { complete: "older" }),
    activity("SMS", "older", "旧短信", { complete: "goodbye" }),
    activity("PLAY_SAY", "goodbye", "再见", { complete: "end" }),
    activity("HANGUP", "end", "挂机", { complete: null }),
  ] };
}

/** A flow of so many activities, the same for the same seed. */
export function large(count, seed) {
  let state = seed;
  const random = most => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor(state / 2 ** 32 * most); };
  const types = ["PLAY_SAY", "GATHER_INPUT", "SPLIT", "RUN_FUNCTION", "SET_VARIABLES", "TRANSFER_TO_AGENT"];
  const activities = [{ type: "INCOMING_CALL", id: "start", name: "开始", events: [{ event: "complete", next: "n0" }] }];
  for (let index = 0; index < count - 2; index++) {
    const next = () => random(5) === 0 ? "end" : "n" + Math.min(count - 3, index + 1 + random(6));
    const events = ["success", "failure", "default"].slice(0, 1 + random(3)).map((event, exit) => ({ event, next: exit === 0 ? "n" + Math.min(count - 3, index + 1) : next() }));
    if (index === count - 3) events[0].next = random(2) ? "end" : "gone";
    activities.push({ type: types[random(types.length)], id: "n" + index, name: "模块 " + index, properties: { say: "您好" }, events });
  }
  activities.push({ type: "HANGUP", id: "end", name: "挂机", events: [{ event: "complete", next: null }] });
  return { activities };
}
