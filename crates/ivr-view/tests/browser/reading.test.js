// The page is read, followed and searched; on every screen and on paper.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { broken, large } from "./flows.js";
import { eventually, folder, frames, lint, open, reportOf, root } from "./harness.js";

const require = createRequire(import.meta.url);
const bank = JSON.parse(readFileSync(join(root, "crates/ivr-view/tests/flows/bank-defects.json"), "utf8"));
const screens = { wide: { width: 1440, height: 900 }, middle: { width: 1024, height: 768 }, phone: { width: 390, height: 844 },
  // A window of 1440×900 at 200 %.
  zoomed: { width: 720, height: 450 } };

/** How high the texts of a selector are on the screen, those in sight. */
const heights = (page, selector) => page.evaluate(selector => {
  const frame = document.querySelector("#stage").getBoundingClientRect();
  return [...document.querySelectorAll(selector)].filter(text => { const box = text.getBoundingClientRect(); return box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom; })
    .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getCTM().a);
}, selector);

/** Whether all of an element is in the window. */
const isSeen = (page, selector) => page.evaluate(selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.width > 0 && box.left >= 0 && box.right <= innerWidth + 1 && box.top >= 0 && box.bottom <= innerHeight + 1;
}, selector);

for (const [name, viewport] of Object.entries(screens)) for (const colorScheme of ["light", "dark"]) {
  test(`names can be read and the finding is in sight on a ${name} screen, ${colorScheme}`, async () => {
    const page = await open(reportOf("bank", bank), { viewport, colorScheme });
    await eventually(async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out"));
    await page.goto(page.url().split("#")[0] + "#/flow/0");
    await page.waitForSelector("#flow:not([hidden])");
    await frames(page);
    await eventually(async () => {
      const opened = await heights(page, "#stage .name");
      assert.ok(opened.length > 0 && Math.min(...opened) >= 9, `opened: ${opened}`);
    });
    await page.click("#fit");
    await frames(page);
    await eventually(async () => {
      const fitted = await heights(page, "#stage .name");
      assert.ok(fitted.every(height => height >= 9), `whole: ${fitted}`);
      if (name === "wide") assert.equal(fitted.length >= 43, true, "every name is there");
    });
    const finding = page.locator("#flow-findings li button").first();
    await finding.scrollIntoViewIfNeeded();
    await finding.click();
    await page.waitForSelector("#details:not([hidden])");
    await frames(page);
    await eventually(async () => assert.ok(await isSeen(page, "#stage .pick"), "the module is in sight"));
    await eventually(async () => assert.ok(await isSeen(page, "#details .message"), "and what is said of it"));
    await eventually(async () => assert.ok((await heights(page, "#stage .name")).every(height => height >= 9)));
    assert.deepEqual(page.troubles, []);
  });
}

test("axe finds nothing on a phone", async () => {
  for (const where of ["", "#/flow/0/finding/0", "#/flow/0/exit/1"]) {
    const page = await open(reportOf("axe", broken()) + where, { viewport: screens.phone, bypassCSP: true });
    await page.addScriptTag({ content: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
    const { violations } = await page.evaluate(() => axe.run());
    assert.deepEqual(violations.map(found => [found.id, found.nodes.map(node => node.html).slice(0, 3)]), []);
  }
});

test("edges light up under the pointer, with their activity, and when they are chosen", async () => {
  const page = await open(reportOf("lit", broken()) + "#/flow/0");
  await page.click("#fit");
  await frames(page);
  const box = await page.locator("#stage .box", { hasText: "主菜单" }).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.waitForSelector("#stage .lit.in");
  await eventually(async () => assert.equal(await page.locator("#stage .lit.in").count(), 1));
  await eventually(async () => assert.equal(await page.locator("#stage .lit.out").count(), 1, "one exit leads somewhere"));
  await eventually(async () => assert.equal(await page.locator("#stage .tooltip").innerText(), "主菜单"));
  const from = await page.locator("#stage .edge[data-exit='0'] path").first().evaluate(path => { const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()); return [at.x, at.y]; });
  await page.mouse.move(...from);
  await page.waitForFunction(() => document.querySelector("#stage .tooltip").textContent.includes("→"));
  await eventually(async () => assert.match(await page.locator("#stage .tooltip").innerText(), /开始 · complete → 主菜单/));
  await eventually(async () => assert.equal(await page.locator("#stage .end-ring").count(), 2));
  await page.mouse.click(...from);
  await page.waitForURL(/exit\/start\/complete/);
  await page.waitForSelector("#details:not([hidden])");
  await eventually(async () => assert.match(await page.locator("#details").innerText(), /开始[\s\S]*主菜单/));
  await page.mouse.move(5, 5);
  await page.waitForFunction(() => document.querySelectorAll("#stage .lit.out").length === 1);
  // The focus on an exit in the details does the same.
  await page.goto(page.url().split("#")[0] + "#/flow/0/activity/1");
  await page.waitForSelector("#details .out [data-exit]");
  await page.focus("#details .into [data-exit]");
  await page.waitForFunction(() => document.querySelectorAll("#stage .end-ring").length === 2);
  assert.deepEqual(page.troubles, []);
});

test("the edge of a finding stays clear, and all that it is about is marked", async () => {
  const page = await open(reportOf("clear", broken()) + "#/flow/0");
  await page.locator("#flow-findings button", { hasText: "endless-loop" }).click();
  await page.waitForSelector("#stage .pick.error");
  await eventually(async () => assert.equal(await page.locator("#stage .about-ring.error").count() + await page.locator("#stage .pick.error").count(), 2));
  await page.locator("#flow-findings button", { hasText: "dangling-next" }).click();
  await page.waitForSelector("#stage .lit.error", { state: "attached" });
  assert.deepEqual(page.troubles, []);
});

test("a module is found by its texts, ids and exits, in a flow and over all", async () => {
  const page = await open(reportOf("found", bank));
  await page.fill("#text", "满意度评价");
  await page.waitForSelector("#modules-part:not([hidden])");
  await eventually(async () => assert.equal(await page.locator("#modules button").count() > 0, true));
  await page.locator("#modules button").first().click();
  await page.waitForSelector("#details:not([hidden])");
  await eventually(async () => assert.match(await page.locator("#details").innerText(), /满意度评价/));
  await frames(page);
  await eventually(async () => assert.ok(await isSeen(page, "#stage .pick")));
  await eventually(async () => assert.match(await page.locator("#activity-count").innerText(), /^\d+ of 43$/));
  await eventually(async () => assert.ok(await page.locator("#stage .found").count() > 0));
  await page.fill("#text", "overflow");
  await page.waitForFunction(() => /^[1-9]\d* of 43$/.test(document.querySelector("#activity-count").textContent));
  await page.press("#text", "Enter");
  await page.waitForURL(/activity\/[0-9a-f]+\?text=overflow/);
  assert.deepEqual(page.troubles, []);
});

test("errors come first, the table is sorted by its heads, and rules are counted", async () => {
  writeFileSync(join(folder, "one.json"), JSON.stringify(broken()));
  writeFileSync(join(folder, "zero.json"), JSON.stringify({ activities: broken().activities.slice(0, 1).concat(broken().activities.slice(9)).map(activity => ({ ...activity, events: activity.events.map(event => ({ ...event, next: activity.id === "start" ? "end" : null })) })) }));
  lint("report", "one.json", "zero.json", "--out", "two.html");
  const page = await open(pathToFileURL(join(folder, "two.html")).href);
  const severities = await page.locator("#all-findings .tag").evaluateAll(tags => tags.map(tag => ["error", "warning", "note"].findIndex(name => tag.classList.contains(name))));
  assert.deepEqual(severities, [...severities].sort());
  const names = () => page.locator("#flow-rows a").allInnerTexts();
  await eventually(async () => assert.deepEqual(await names(), ["one", "zero"]));
  await page.click("[data-sort=activities]");
  await page.click("[data-sort=activities]");
  await eventually(async () => assert.deepEqual(await names(), ["zero", "one"]));
  await eventually(async () => assert.equal(await page.locator("th[aria-sort=ascending]").count(), 1));
  await page.waitForURL(/sort=activities/);
  await page.locator("#rules button", { hasText: "dangling-next" }).click();
  await page.waitForURL(/rule=dangling-next/);
  await eventually(async () => assert.equal(await page.locator("#all-findings li").count(), 1));
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  await eventually(async () => assert.equal(await page.locator("#all-findings li").count(), 1, "it survives a reload"));
  await eventually(async () => assert.deepEqual(await names(), ["one"]));
  assert.deepEqual(page.troubles, []);
});

test("filters hold for the drawing, too", async () => {
  const page = await open(reportOf("marks", broken()) + "#/flow/0");
  await page.waitForSelector("#stage .badge.warning");
  await page.uncheck("#warning");
  await page.waitForFunction(() => !document.querySelector("#stage .badge.warning"));
  await eventually(async () => assert.ok(await page.locator("#stage .badge.error").count() > 0));
  await page.waitForURL(/hide=warning/);
  assert.deepEqual(page.troubles, []);
});

test("findings follow each other by key, and their links hold in the next run", async () => {
  const page = await open(reportOf("keys2", broken()) + "#/flow/0");
  await page.keyboard.press("n");
  await page.waitForFunction(() => /^1 of/.test(document.querySelector("#finding-place")?.textContent ?? ""));
  await page.keyboard.press("n");
  await page.waitForFunction(() => /^2 of/.test(document.querySelector("#finding-place").textContent));
  await page.keyboard.press("p");
  await page.waitForFunction(() => /^1 of/.test(document.querySelector("#finding-place").textContent));
  await eventually(async () => assert.ok(await isSeen(page, "#flow-findings [aria-current]")));
  const message = await page.locator("#details .message").innerText();
  await page.waitForURL(/finding\/[0-9a-f]{32}/);
  const hash = new URL(page.url()).hash;
  assert.match(hash, /finding\/[0-9a-f]{32}/);
  // The next run: another flow comes first, and the lines have moved.
  const moved = broken();
  moved.activities.push({ type: "SMS", id: "fresh", name: "新", properties: {}, events: [] });
  writeFileSync(join(folder, "keys2.json"), JSON.stringify(moved, null, 2));
  writeFileSync(join(folder, "a-first.json"), JSON.stringify(broken()));
  lint("report", "a-first.json", "keys2.json", "--out", "next.html");
  const next = await open(pathToFileURL(join(folder, "next.html")).href + hash);
  await next.waitForSelector("#details:not([hidden])");
  await eventually(async () => assert.equal(await next.locator("#details .message").innerText(), message));
  await eventually(async () => assert.equal(await next.locator("#flow-name").innerText(), "keys2"));
  const gone = await open(pathToFileURL(join(folder, "next.html")).href + "#/finding/0123");
  await eventually(async () => assert.equal(await gone.locator("#notice").isVisible(), true));
  const none = await open(pathToFileURL(join(folder, "next.html")).href + "#/flow/nobody");
  await eventually(async () => assert.match(await none.locator("#notice").innerText(), /no such flow/));
  assert.deepEqual([...page.troubles, ...next.troubles], []);
});

test("language and colours are kept, and Chinese readers get Chinese", async () => {
  const page = await open(reportOf("kept", broken()) + "#/flow/0");
  await page.click("#language");
  await page.click("#theme");
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  await eventually(async () => assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ["zh-Hans", "dark"]));
  await eventually(async () => {
    const types = await page.locator("#stage .type").allTextContents();
    assert.ok(types.includes("收号") && !types.includes("GATHER_INPUT"), types.join());
  });
  await eventually(async () => assert.ok((await page.locator("#stage .exit text").allTextContents()).includes("成功")));
  await eventually(async () => assert.match(await page.locator("#rule").innerText(), /（dangling-next）/));
  assert.deepEqual(page.troubles, []);
});

test("a healthy flow has no sign of a defect, and the legend says what there is", async () => {
  const healthy = broken();
  const of = id => healthy.activities.find(activity => activity.id === id);
  of("menu").events[1].next = of("menu").events[2].next = "goodbye";
  of("split").events[1].next = "goodbye";
  of("agent").events.unshift({ event: "success", next: null });
  healthy.activities = healthy.activities.filter(activity => !["music", "again", "old", "older"].includes(activity.id));
  const page = await open(reportOf("healthy", healthy) + "#/flow/0");
  await eventually(async () => assert.equal(await page.locator("#stage .exit.open, #stage .exit.dangling").count(), 0));
  await page.click("#legend summary");
  await eventually(async () => assert.match(await page.locator("#signs").innerText(), /start[\s\S]*plays/));
  assert.doesNotMatch(await page.locator("#signs").innerText(), /not connected|missing/);
  const other = await open(reportOf("signs2", broken()) + "#/flow/0");
  await other.click("#legend summary");
  await eventually(async () => assert.match(await other.locator("#signs").innerText(), /missing module[\s\S]*unreachable[\s\S]*endless loop/));
  assert.deepEqual(page.troubles, []);
});

test("the small map shows where one is, and goes there", async () => {
  const page = await open(reportOf("map", bank) + "#/flow/0");
  await frames(page);
  const sight = () => page.locator(".sight").evaluate(sight => sight.getBoundingClientRect().left);
  const before = await sight();
  const map = await page.locator("#minimap").boundingBox();
  await page.mouse.click(map.x + map.width * 0.8, map.y + map.height * 0.5);
  await frames(page);
  await eventually(async () => assert.ok(await sight() > before + 20));
  await page.click("#fit");
  await frames(page);
  await eventually(async () => assert.equal(await page.locator("#minimap").isVisible(), false, "all is in sight"));
});

test("from afar a box can be chosen, and says its name", async () => {
  const page = await open(reportOf("afar", large(400, 3)) + "#/flow/0");
  await page.click("#fit");
  await page.waitForSelector("#stage .far-box");
  await frames(page);
  const at = await page.evaluate(() => { const world = document.querySelector("#stage .far-box").getBoundingClientRect(); return [world.left + 1, world.top + world.height / 2]; });
  let found = null;
  for (let x = at[0]; x < at[0] + 60 && !found; x += 2) for (let y = at[1] - 60; y < at[1] + 60 && !found; y += 3) {
    await page.mouse.move(x, y);
    if (await page.locator("#stage .tooltip").isVisible() && !(await page.locator("#stage .tooltip").innerText()).includes("→")) found = [x, y];
  }
  assert.ok(found, "something has a name");
  await frames(page);
  const name = await page.locator("#stage .tooltip").innerText();
  await page.mouse.click(...found);
  await page.waitForSelector("#details:not([hidden])");
  await eventually(async () => assert.equal(await page.locator("#details h3").first().innerText(), name));
});

test("a pinch on a trackpad, a double click, and the right button do what people know", async () => {
  const page = await open(reportOf("pinch", broken()) + "#/flow/0");
  await frames(page);
  const scale = () => page.locator("#stage .world").evaluate(world => world.getCTM().a);
  const place = () => page.locator("#stage .world").getAttribute("transform");
  const before = await scale();
  await page.locator("#stage").evaluate(stage => { for (let i = 0; i < 20; i++) stage.dispatchEvent(new WheelEvent("wheel", { deltaY: -2, ctrlKey: true, cancelable: true, clientX: 400, clientY: 400 })); });
  await frames(page);
  await eventually(async () => assert.ok(await scale() / before > 1.5, `${await scale() / before}`));
  const here = await place();
  await page.mouse.move(300, 650);
  await page.mouse.down({ button: "right" });
  await page.mouse.move(400, 700, { steps: 3 });
  await page.mouse.up({ button: "right" });
  await frames(page);
  await eventually(async () => assert.equal(await place(), here));
  const k = await scale();
  await page.mouse.dblclick(60, 700);
  await frames(page);
  await eventually(async () => assert.ok(await scale() > k * 1.9));
  await page.click("#fit");
  await frames(page);
  await page.setViewportSize({ width: 900, height: 600 });
  await frames(page);
  const isInside = () => page.evaluate(() => { const [frame, world] = ["#stage", "#stage .world"].map(name => document.querySelector(name).getBoundingClientRect()); return world.left >= frame.left && world.right <= frame.right; });
  await eventually(async () => assert.ok(await isInside(), "it fits again"));
});

/** How many pages a PDF has. */
function pagesOf(pdf) {
  const text = pdf.toString("latin1");
  return (text.match(/\/Type \/Page\b(?!s)/g) ?? []).length;
}

test("paper has everything: all findings, the drawing as a whole and on sheets, in light colours", async () => {
  const page = await open(reportOf("paper", bank) + "#/flow/0", { colorScheme: "dark" });
  const pages = pagesOf(await page.pdf({ format: "A4", printBackground: true }));
  assert.ok(pages >= 4 && pages <= 12, `${pages} pages`);
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await eventually(async () => assert.equal(await page.locator("#filter").isVisible(), false));
  const sheets = await page.locator("#paper svg.sheet").evaluateAll(sheets => sheets.map(sheet => ({ boxes: sheet.querySelectorAll(".box").length, wide: sheet.getBoundingClientRect().right, names: [...sheet.querySelectorAll(".name")].map(name => 13.5 * name.getCTM().a) })));
  assert.equal(sheets[0].boxes, 43, "nothing is cropped");
  assert.ok(sheets.length > 2 && sheets.slice(1).every(sheet => sheet.boxes > 0 && sheet.wide <= 719));
  assert.ok(sheets.slice(1).every(sheet => sheet.names.every(height => height >= 5.5)), "names of the sheets can be read");
  const shown = new Set((await page.locator("#paper .page-of-drawing:not(:first-child) .box").evaluateAll(boxes => boxes.map(box => box.dataset.index))));
  assert.equal(shown.size, 43, "every module is on some sheet");
  await eventually(async () => assert.ok(await page.locator("#paper .overlap-text").count() > 0));
  await eventually(async () => assert.equal(await page.locator("#paper .findings li").count(), 16));
  await eventually(async () => assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)"));
  await eventually(async () => assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(23, 32, 44)"));
});

test("the texts of the drawing and of all findings are in the PDF, none outside of its sheet", async () => {
  const page = await open(reportOf("texts", bank) + "#/flow/0");
  const messages = (await page.locator("#flow-findings button").evaluateAll(buttons => buttons.map(button => [...button.childNodes].filter(node => node.nodeName !== "SMALL" && !node.classList?.contains("tag")).map(node => node.textContent).join(""))));
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const read = await getDocument({ data: new Uint8Array(pdf), useSystemFonts: true, isEvalSupported: false, verbosity: 0 }).promise;
  let text = "";
  for (let number = 1; number <= read.numPages; number++) {
    const sheet = await read.getPage(number);
    const [, , wide, high] = sheet.view;
    for (const { str, transform, width } of (await sheet.getTextContent()).items) {
      text += str;
      const [x, y] = transform.slice(4);
      // A sheet of a drawing may cut a box in two; its neighbour has the whole.
      if (str.trim()) assert.ok(x >= -1 && y >= -1 && y <= high + 1 && x <= wide + 1 && (width < 200 || x + width <= wide + 1), `${str} at ${x}, ${y} of ${wide} × ${high}`);
    }
  }
  // Radicals share their glyphs with characters, and that of 户 counts as another form of it.
  const plain = text => text.normalize("NFKC").replace(/\s/g, "").replaceAll("户", "戶");
  const found = plain(text);
  assert.equal(messages.length, 16);
  for (const message of messages) assert.ok(found.includes(plain(message)), message);
  // Names of up to six characters are on one line.
  const names = bank.activities.map(activity => activity.name).filter(name => name.length <= 6);
  assert.ok(names.length > 20);
  for (const name of names) assert.ok(found.includes(plain(name)), name);
});

test("paper has all flows of a long report", async () => {
  const flows = Array.from({ length: 150 }, (_, number) => ({ ContactFlowId: "id-" + number, Name: "流程 " + number, Definition: JSON.stringify(broken()) }));
  writeFileSync(join(folder, "many.json"), JSON.stringify({ Data: { List: flows } }));
  lint("report", "many.json", "--out", "many.html");
  const page = await open(pathToFileURL(join(folder, "many.html")).href);
  await eventually(async () => assert.equal(await page.locator("#flow-rows tr").count(), 120));
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await eventually(async () => assert.equal(await page.locator("#flow-rows tr").count(), 150));
  await eventually(async () => assert.equal(String(await page.locator("#all-findings li").count()), (await page.locator("#all-count").innerText()).split(" ")[0]));
});

test("the foot says how the report was made, and the page takes another report", async () => {
  const page = await open(reportOf("made", broken()));
  await eventually(async () => assert.match(await page.locator("#made").innerText(), /ivr-lint \d+\.\d+\.\d+ · \d{4}-\d\d-\d\d[\s\S]*made\.json/));
  await page.evaluate(() => {
    const blocks = Object.fromEntries([...document.querySelectorAll("script[type='application/json']")].map(block => [block.id, JSON.parse(block.textContent)]));
    blocks.data.flows[0].name = "另一个";
    blocks.data.findings = blocks.data.findings.slice(0, 1);
    ivrLint.show(blocks);
  });
  await eventually(async () => assert.deepEqual(await page.locator("#flow-rows a").allInnerTexts(), ["另一个"]));
  await eventually(async () => assert.equal(await page.locator("#all-findings li").count(), 1));
  assert.deepEqual(page.troubles, []);
});

test("lines that carry meaning have a contrast of 3:1", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(reportOf("contrast", broken()) + "#/flow/0", { colorScheme });
    await frames(page);
    const contrasts = await page.evaluate(() => {
      const parse = colour => colour.match(/[\d.]+/g).map(Number);
      const luminance = ([r, g, b]) => [r, g, b].map(part => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const ratio = (a, b) => { const [x, y] = [luminance(parse(a)), luminance(parse(b))]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
      const style = selector => getComputedStyle(document.querySelector(selector));
      const page = getComputedStyle(document.body).backgroundColor;
      return { box: ratio(style("#stage .body").stroke, page), edge: ratio(style("#stage .edge path").stroke, page),
        hatching: ratio(style("#stage .hatching").stroke, style("#stage .unreached .body").fill), field: ratio(style("#text").borderTopColor, style("#text").backgroundColor) };
    });
    for (const [what, contrast] of Object.entries(contrasts)) assert.ok(contrast >= 3, `${colorScheme} ${what}: ${contrast.toFixed(2)}`);
  }
});
