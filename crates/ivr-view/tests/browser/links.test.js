// Links to modules and exits, long flows, and what is drawn of a call.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { broken } from "./flows.js";
import { eventually, folder, lint, open, reportOf } from "./harness.js";

const heading = page => page.locator("#details h3").first().innerText();
const shows = (page, name) => eventually(async () => assert.equal(await heading(page), name));

/** A flow in which names in the address could be mistaken: for numbers, for each other, or for parts of the address. */
function awkward() {
  const activity = (id, name, events) => ({ type: "PLAY_SAY", id, name, properties: { say: name }, events });
  const flow = broken();
  flow.activities.push(activity("2", "名为二", [{ event: "complete", next: "end" }]), activity("a/b?c#d%e", "特殊", [{ event: "x/y", next: "end" }, { event: "twice", next: "end" }, { event: "twice", next: "again" }]),
    activity("same", "第一", []), activity("same", "第二", []), activity(undefined, "无名", []), activity("#0", "井号", []));
  return flow;
}

test("a module and an exit have links that hold in the next run", async () => {
  const url = reportOf("links", awkward());
  const page = await open(url + "#/flow/0");
  // What the page itself writes leads to the same module when it is opened anew.
  const names = await page.locator("#activities button").evaluateAll(buttons => buttons.map(button => button.firstChild.textContent));
  assert.equal(names.length, 16);
  const other = await open(url);
  for (const [index, name] of names.entries()) {
    await page.locator("#activities button").nth(index).click();
    await shows(page, name);
    await other.goto(page.url());
    await shows(other, name);
  }
  // The next run: other modules come first.
  const moved = awkward();
  moved.activities.unshift({ type: "SMS", id: "fresh", name: "新", properties: {}, events: [{ event: "success", next: "start" }] });
  moved.activities.find(activity => activity.id === "menu").events.unshift({ event: "first", next: "goodbye" });
  const next = reportOf("links", moved);
  const later = await open(next);
  for (const [hash, name] of [["activity/menu", "主菜单"], ["activity/a%2Fb%3Fc%23d%25e", "特殊"], ["activity/2", "名为二"], ["exit/menu/success", "主菜单 · success"],
    ["exit/a%2Fb%3Fc%23d%25e/x%2Fy", "特殊 · x/y"], ["exit/a%2Fb%3Fc%23d%25e/%232", "特殊 · twice"]]) {
    await later.goto(`${next}#/flow/links.json/${hash}`);
    await shows(later, name);
    assert.equal(await later.locator("#notice").isVisible(), false);
  }
});

test("links by number go on to work, and one that leads nowhere says so", async () => {
  const url = reportOf("old", broken());
  for (const [hash, name] of [["activity/1", "主菜单"], ["exit/1", "主菜单 · success"]]) await shows(await open(`${url}#/flow/0/${hash}`), name);
  for (const hash of ["activity/nobody", "activity/999", "exit/999", "exit/menu/nothing", "exit/nobody/success", "activity/%E0%A4%A"]) {
    const page = await open(`${url}#/flow/0/${hash}`);
    await eventually(async () => assert.match(await page.locator("#notice").innerText(), /no such module/));
    assert.equal(await page.locator("#details").isVisible(), false);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  }
});

test("a chosen exit is linked by its module and event", async () => {
  const page = await open(reportOf("exits", broken()) + "#/flow/0/exit/1");
  await shows(page, "主菜单 · success");
  await page.click("#language");
  await eventually(async () => assert.equal(await heading(page), "主菜单 · 成功"));
  assert.deepEqual(page.troubles, []);
});

test("a chain of 5,000 modules fits the window, and its modules can be found there", async () => {
  const activities = Array.from({ length: 5000 }, (_, index) => ({ type: index ? "PLAY_SAY" : "INCOMING_CALL", id: "n" + index, name: "模块 " + index,
    properties: { say: "第 " + index + " 段" }, events: [{ event: "complete", next: "n" + (index + 1) }] }));
  const page = await open(reportOf("chain", { activities }) + "#/flow/0");
  await page.click("#fit");
  await eventually(async () => {
    const [width, height, scale] = await page.evaluate(() => { const box = document.querySelector("#stage .far-box").getBoundingClientRect(); return [box.width, box.height, document.querySelector("#stage .world").getCTM().a]; });
    assert.ok(width > 600 && height > 300, `${width} × ${height}: it fills the window`);
    assert.ok(180 * scale > 5, `${180 * scale} pixels for each module`);
  });
  // Nothing lies under the tools.
  const apart = await page.evaluate(() => document.querySelector("#stage .world").getBoundingClientRect().bottom <= document.querySelector("#tools").getBoundingClientRect().top);
  assert.ok(apart);
  assert.deepEqual(page.troubles, []);
});

test("one of something is not called several", async () => {
  const page = await open(reportOf("one", { activities: [{ type: "INCOMING_CALL", id: "a", name: "a", events: [{ event: "complete", next: "gone" }] }] }));
  await eventually(async () => assert.match(await page.locator("#summary").innerText(), /^1 flow · 1 module · \d+ errors? /));
  assert.doesNotMatch(await page.locator("#summary").innerText(), /\b1 \w+s\b/);
});

test("the call that breaks a policy is drawn, and names from right to left are cut off at their end", async () => {
  const flow = broken();
  flow.activities[4].name = "مرحبا بكم في خدمة العملاء لدينا نحن هنا من أجلكم دائما";
  writeFileSync(join(folder, "policy.toml"), "[[policy]]\nname = \"farewell\"\non = { type = \"TRANSFER_TO_AGENT\" }\nafter = { name = \"再见\" }\n");
  writeFileSync(join(folder, "policy.json"), JSON.stringify(flow));
  lint("report", "policy.json", "--config", "policy.toml", "--out", "policy.html");
  const page = await open(pathToFileURL(join(folder, "policy.html")).href + "#/flow/0");
  await page.locator("#flow-findings button", { hasText: "policy/farewell" }).click();
  await eventually(async () => assert.match(await page.locator("#step").innerText(), /Step 4 of 4: 人工服务/));
  await eventually(async () => assert.equal(await page.locator("#stage .walk-line").count(), 3));
  assert.equal(await page.locator("#stage .walk-tip").count(), 3);
  await page.click("#fit");
  await eventually(async () => {
    const cut = await page.locator("#stage .name", { hasText: "…" }).allTextContents();
    assert.ok(cut.some(text => text.startsWith("\u2067") && text.endsWith("…\u2069")), JSON.stringify(cut));
  });
  assert.deepEqual(page.troubles, []);
});
