// The report and the pictures in a real browser. `./check-browser` at the root runs this.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { broken, hostile, large } from "./flows.js";
import { context, eventually, folder, frames, lint, most, open, program, reportOf, root } from "./harness.js";

const require = createRequire(import.meta.url);

test("a finding is found by filter and text, chosen, and shown with its path", async () => {
  const page = await open(reportOf("broken", broken()));
  const count = () => page.locator("#all-findings li button").count();
  const all = await count();
  assert.ok(all > 4, `${all} findings`);
  await page.uncheck("#warning");
  await page.uncheck("#note");
  await page.waitForFunction(all => document.querySelectorAll("#all-findings li button").length < all, all);
  await page.selectOption("#rule", "dangling-next");
  await page.fill("#text", "主菜单");
  await page.waitForFunction(() => document.querySelectorAll("#all-findings li button").length === 1);
  await page.click("#all-findings li button");
  await page.waitForSelector("#flow:not([hidden])");
  await frames(page);
  await eventually(async () => assert.match(await page.locator("#details").innerText(), /dangling-next[\s\S]*goodby[\s\S]*did you mean[\s\S]*开始[\s\S]*主菜单/));
  const pick = await page.locator("#stage .pick").getAttribute("data-index");
  await eventually(async () => assert.equal(await page.evaluate(index => document.querySelector(`#stage .box[data-index="${index}"] .name`).textContent, pick), "主菜单"));
  await eventually(async () => assert.equal(await page.locator("#stage .walk-line").count(), 1));
  await eventually(async () => assert.equal(await page.locator("#stage .walk-box").count(), 2));
  await eventually(async () => assert.match(await page.locator("#step").innerText(), /Step 2 of 2: 主菜单/));
  await page.click("#step-back");
  await eventually(async () => assert.match(await page.locator("#step").innerText(), /Step 1 of 2: 开始/));
  await eventually(async () => assert.match(await page.locator("#live").textContent(), /开始/));
  assert.deepEqual(page.troubles, []);
});

/** Two versions of a flow, and the page about what differs. */
function diffOf(name, change) {
  const [old, is] = [broken(), broken()];
  change(is.activities);
  writeFileSync(join(folder, name + "-old.json"), JSON.stringify(old));
  writeFileSync(join(folder, name + "-new.json"), JSON.stringify(is));
  lint("diff", "--fail-on", "never", name + "-old.json", name + "-new.json", "--out", name + ".html");
  return pathToFileURL(join(folder, name + ".html")).href;
}

test("a change is chosen, and all pictures go there", async () => {
  const page = await open(diffOf("diff", activities => {
    const menu = activities.find(activity => activity.id === "menu");
    menu.name = "总菜单";
    menu.events[2].next = "goodbye";
    activities.splice(activities.findIndex(activity => activity.id === "older"), 1);
    activities.push({ type: "PLAY_SAY", id: "new", name: "新公告", properties: { say: "您好" }, events: [{ event: "complete", next: "end" }] });
    activities[0].events[0].next = "new";
  }));
  await page.click("#flow-rows a");
  await page.waitForSelector("#flow.compared");
  await frames(page);
  const of = (stage, name) => page.evaluate(([stage, name]) => {
    const box = [...document.querySelectorAll(`#${stage} .box`)].find(box => box.querySelector(".name").textContent === name);
    return box && { classes: box.getAttribute("class"), sign: box.querySelector(".diff-sign text")?.textContent };
  }, [stage, name]);
  for (const [name, kind, sign] of [["新公告", "is-new", "+"], ["旧短信", "is-gone", "−"], ["总菜单", "is-changed", "~"]]) {
    const box = await of("stage", name);
    assert.ok(box.classes.includes(kind), `${name}: ${box.classes}`);
    assert.equal(box.sign, sign);
  }
  await eventually(async () => assert.ok(await page.locator("#stage .edge.is-gone").count() > 0));
  await eventually(async () => assert.ok(await page.locator("#stage .edge.is-changed").count() > 0));
  await eventually(async () => assert.equal(await of("stage-old", "新公告"), undefined));
  await eventually(async () => assert.equal(await of("stage-new", "旧短信"), undefined));

  const picked = stage => page.evaluate(stage => {
    const pick = document.querySelector(`#${stage} .pick`)?.getBoundingClientRect();
    const frame = document.getElementById(stage).getBoundingClientRect();
    return pick && { inside: pick.left >= frame.left && pick.right <= frame.right && pick.top >= frame.top && pick.bottom <= frame.bottom };
  }, stage);
  const choose = async text => { await page.click(`#changes button:has-text("${text}")`); await frames(page); };
  await choose("总菜单");
  for (const stage of ["stage", "stage-old", "stage-new"]) await eventually(async () => assert.deepEqual(await picked(stage), { inside: true }, stage));
  await choose("new module");
  await eventually(async () => assert.deepEqual(await picked("stage-new"), { inside: true }));
  await eventually(async () => assert.equal(await picked("stage-old"), undefined));
  await choose("the module is gone");
  await eventually(async () => assert.deepEqual(await picked("stage-old"), { inside: true }));
  await eventually(async () => assert.equal(await picked("stage-new"), undefined));
  await page.click("#stage-old .box:has-text('主菜单')");
  await frames(page);
  await eventually(async () => assert.match(await page.locator("#details h3").first().innerText(), /总菜单/));
  await eventually(async () => assert.match(await page.locator("#details").innerText(), /~ timeout[\s\S]*→ 再见/));
  await page.click("#language");
  await eventually(async () => assert.match(await page.locator("#changes").innerText(), /新增模块[\s\S]*统计/));
  assert.deepEqual(page.troubles, []);
});

test("what differs can be told apart in light, dark and grey", async () => {
  const url = diffOf("grey", activities => {
    activities[1].name = "总菜单";
    activities.splice(7, 1);
    activities.push({ type: "SMS", id: "new", name: "新短信", properties: {}, events: [] });
  });
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(url, { colorScheme });
    await page.click("#flow-rows a");
    await page.waitForSelector("#flow.compared");
    await frames(page);
    const looks = await page.evaluate(() => ["new", "gone", "changed"].map(kind => {
      const box = document.querySelector(`#stage .box.is-${kind}`);
      const style = getComputedStyle(box.querySelector(".body"));
      const luminance = colour => { const [r, g, b] = colour.match(/\d+/g).map(part => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const [line, page] = [style.stroke, getComputedStyle(document.body).backgroundColor].map(luminance);
      return { sign: box.querySelector(".diff-sign text").textContent, dashed: style.strokeDasharray !== "none",
        contrast: (Math.max(line, page) + 0.05) / (Math.min(line, page) + 0.05) };
    }));
    // Without any colour there are the sign and the dashes.
    assert.deepEqual(looks.map(look => [look.sign, look.dashed]), [["+", false], ["−", true], ["~", false]]);
    for (const look of looks) assert.ok(look.contrast >= 3, `${colorScheme} ${look.sign}: ${look.contrast}`);
    assert.deepEqual(page.troubles, []);
  }
});

test("a count that comes late does not speak over a click", async () => {
  const page = await open(reportOf("late", broken()));
  const live = await page.evaluate(async () => {
    const text = document.querySelector("#text");
    text.focus();
    text.value = "主菜单";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("#all-findings li button").click();
    await new Promise(done => setTimeout(done, 400));
    return document.querySelector("#live").textContent;
  });
  assert.doesNotMatch(live, /Findings/);
  assert.notEqual(live, "");
});

test("every defect has its sign on the drawing", async () => {
  const page = await open(reportOf("signs", broken()) + "#/flow/0");
  await frames(page);
  for (const [selector, count] of [[".exit.dangling .stub", 1], [".exit.open.warning", 1], [".hatched", 2], [".ring.endless", 2], [".badge.error", 2]])
    await eventually(async () => assert.equal(await page.locator("#stage " + selector).count(), count, selector));
  await eventually(async () => assert.equal(await page.locator("#stage .box").count(), 10));
});

test("a flow shows its numbers in the language of the page", async () => {
  const page = await open(reportOf("amounts", broken()) + "#/flow/0");
  const amount = title => page.locator("#amounts dt", { hasText: title }).first().locator("xpath=following-sibling::dd[1]").innerText();
  await eventually(async () => assert.equal(await amount(/^(activities|modules)$/), "10"));
  await eventually(async () => assert.equal(await amount(/^unreachable (activities|modules)$/), "2"));
  await page.click("#language");
  await eventually(async () => assert.equal(await amount(/^模块$/), "10"));
  await eventually(async () => assert.equal(await page.locator("#amounts dt").count(), await page.locator("#amounts dd").count()));
  assert.deepEqual(page.troubles, []);
});

test("an activity shows its properties and exits, also by the keyboard alone", async () => {
  const page = await open(reportOf("keys", broken()));
  await page.focus("#flow-rows a");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#flow:not([hidden])");
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "flow-name"));
  await page.focus("#activities li button");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#details:not([hidden])");
  await eventually(async () => assert.match(await page.locator("#details").innerText(), /主菜单[\s\S]*GATHER_INPUT[\s\S]*success → 判断按键[\s\S]*goodby/));
  await page.focus("#stage");
  const before = await page.locator("#stage svg > g").getAttribute("transform");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("+");
  await frames(page);
  await eventually(async () => assert.notEqual(await page.locator("#stage svg > g").getAttribute("transform"), before));
  await page.keyboard.press("Escape");
  await page.waitForSelector("#details", { state: "hidden" });
  await page.keyboard.press("Escape");
  await page.waitForSelector("#overview:not([hidden])");
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#/flow/keys.json"));
  assert.deepEqual(page.troubles, []);
});

test("a mouse pans, zooms and chooses", async () => {
  const page = await open(reportOf("mouse", broken()) + "#/flow/0");
  await frames(page);
  const place = () => page.locator("#stage svg > g").getAttribute("transform");
  const before = await place();
  await page.mouse.move(300, 600);
  await page.mouse.down();
  await page.mouse.move(380, 640, { steps: 4 });
  await page.mouse.up();
  await frames(page);
  await eventually(async () => assert.notEqual(await place(), before));
  const panned = await place();
  await page.mouse.wheel(0, -200);
  await frames(page);
  await eventually(async () => assert.notEqual(await place(), panned));
  await page.click("#fit");
  await frames(page);
  const isWhole = () => page.evaluate(() => { const [frame, world] = ["#stage", "#stage .world"].map(name => document.querySelector(name).getBoundingClientRect());
    return world.left >= frame.left && world.right <= frame.right && world.top >= frame.top && world.bottom <= frame.bottom; });
  await eventually(async () => assert.ok(await isWhole()));
  await page.locator("#stage .box", { hasText: "人工服务" }).click();
  await page.waitForSelector("#details:not([hidden])");
  await eventually(async () => assert.match(await page.locator("#details").innerText(), /人工服务/));
  assert.deepEqual(page.troubles, []);
});

test("the language is switched everywhere, and colours follow the reader", async () => {
  const page = await open(reportOf("language", broken()) + "#/flow/0", { colorScheme: "dark" });
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark"));
  await page.click("#flow-findings li button");
  await page.click("#language");
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-Hans"));
  await eventually(async () => assert.match(await page.locator("body").innerText(), /全部流程[\s\S]*出口/));
  assert.doesNotMatch(await page.locator("body").innerText(), /Findings|Modules|Severity|points to/);
  await page.click("#theme");
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light"));
  assert.deepEqual(page.troubles, []);
});

test("a test call is stepped and played on the picture, also by the keyboard alone", async () => {
  const page = await open(reportOf("calls", broken()) + "#/flow/0");
  await eventually(async () => assert.equal(await page.locator("#calls li button").count(), Number(await page.locator("#call-count").innerText())));
  await page.focus("#calls li button");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#play:not([hidden])");
  await eventually(async () => assert.match(await page.locator("#details").innerText(), /Call 2[\s\S]*开始[\s\S]*dial in → complete[\s\S]*主菜单/));
  await eventually(async () => assert.match(await page.locator("#step").innerText(), /Step 1 of \d+: 开始/));
  const steps = Number((await page.locator("#step").innerText()).match(/of (\d+)/)[1]);
  await eventually(async () => assert.ok(await page.locator("#stage .walk-line").count() >= 1));
  await page.focus("#step-on");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.match(await page.locator("#live").textContent(), /Step 2 of \d+: 主菜单/));
  await page.click("#step-back");
  await page.focus("#play");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await page.locator("#play").innerText(), "Pause"));
  await page.waitForFunction(() => /Step 2/.test(document.querySelector("#step").textContent));
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await page.locator("#play").innerText(), "Play"));
  for (let step = 0; step < steps; step++) if (await page.locator("#step-on").isEnabled()) await page.click("#step-on");
  await eventually(async () => assert.match(await page.locator("#step").innerText(), new RegExp(`Step ${steps} of ${steps}`)));
  await page.click("#language");
  await eventually(async () => assert.match(await page.locator("#details").innerText(), /通话 2[\s\S]*拨入电话/));
  // The address changes first, and the page follows it.
  await page.keyboard.press("Escape");
  await page.waitForSelector("#play", { state: "hidden" });
  assert.deepEqual(page.troubles, []);
  const still = await open(reportOf("calls", broken()) + "#/flow/0/call/1", { reducedMotion: "reduce" });
  await eventually(async () => assert.equal(await still.locator("#play").isVisible(), false));
  await eventually(async () => assert.equal(await still.locator("#step-on").isVisible(), true));
});

test("hostile names stay text", async () => {
  const page = await open(reportOf("hostile", hostile()));
  await eventually(async () => assert.match(await page.locator("#flow-rows").innerText(), /<\/script><img src=x onerror=alert\(1\)>/));
  await page.click("#flow-rows a");
  await frames(page);
  const findings = await page.locator("#flow-findings li button").count();
  assert.ok(findings > 10);
  for (let index = 0; index < findings; index++) await page.locator("#flow-findings li button").nth(index).click();
  for (let index = 0; index < 10; index++) await page.locator("#activities li button").nth(index).click();
  await page.click("#language");
  await eventually(async () => assert.equal(await page.locator("img, iframe, object, b, #stage script").count(), 0));
  await eventually(async () => assert.equal(await page.locator("body script:not([type])").count(), 1));
  assert.deepEqual(page.troubles, []);
});

test("nothing inline runs that the policy does not know", async () => {
  const page = await open(reportOf("policy", broken()));
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return window.ran === true;
  });
  assert.equal(ran, false);
  assert.equal(page.troubles.length, 1, "the browser says so");
});

for (const [colorScheme, where] of [["light", ""], ["dark", ""], ["light", "#/flow/0/finding/0"], ["dark", "#/flow/0/finding/0"], ["light", "#/flow/0/activity/1"], ["light", "#/flow/0/call/0"]]) {
  test(`axe finds nothing in ${colorScheme} at '${where}'`, async () => {
    const page = await open(reportOf("axe", broken()) + where, { colorScheme, bypassCSP: true });
    await page.addScriptTag({ content: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
    const { violations } = await page.evaluate(() => axe.run());
    assert.deepEqual(violations.map(found => [found.id, found.impact, found.nodes.map(node => node.html).slice(0, 3)]), []);
  });
}

test("it prints all findings and the drawing", async () => {
  const page = await open(reportOf("print", broken()) + "#/flow/0");
  await eventually(async () => assert.ok((await page.pdf({ format: "A4" })).length > 10_000));
  await page.emulateMedia({ media: "print" });
  await eventually(async () => assert.equal(await page.locator("#filter").isVisible(), false));
});

test("a flow of 5,000 activities neither freezes the page nor fills it", async () => {
  const page = await open(reportOf("large", large(5000, 7)));
  const took = await page.evaluate(async () => {
    const started = performance.now();
    location.hash = "#/flow/0";
    await new Promise(done => addEventListener("hashchange", () => requestAnimationFrame(() => requestAnimationFrame(done)), { once: true }));
    return performance.now() - started;
  });
  assert.ok(took < 30_000, `${took} ms`);
  for (let step = 0; step < 15; step++) await page.click("#zoom-in");
  await frames(page);
  await eventually(async () => assert.ok(await page.locator("#stage .box").count() < 1000));
  await eventually(async () => assert.ok(await page.evaluate(() => document.querySelectorAll("*").length) < 30_000));
  assert.deepEqual(page.troubles, []);
});

test("every fixture and every hostile name makes SVG, DOT and Mermaid that others read", async () => {
  writeFileSync(join(folder, "hostile.json"), JSON.stringify(hostile()));
  lint("report", join(root, "testdata"), "hostile.json", "--out", "fixtures.html");
  const page = await open(pathToFileURL(join(folder, "fixtures.html")).href);
  const flows = (await page.evaluate(() => JSON.parse(document.querySelector("#data").textContent).flows.map(({ file, id, drawn }) => ({ file, id, drawn })))).filter(flow => flow.drawn);
  const one = flows.filter(flow => flows.filter(other => other.file === flow.file).length === 1);
  assert.ok(one.length > 200, `${one.length} flows`);
  const read = await (await context()).newPage();
  await read.addScriptTag({ path: require.resolve("mermaid/dist/mermaid.min.js") });
  let graphs = "";
  for (const { file } of one) {
    const graph = format => { const run = spawnSync(program, ["graph", file, "--format", format], most); return run.status === 0 ? run.stdout.toString() : null; };
    const svg = graph("svg");
    if (svg === null) continue;
    graphs += graph("dot");
    const mermaid = graph("mermaid");
    const trouble = await read.evaluate(async ([svg, text]) => {
      const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
      const wrong = parsed.querySelector("parsererror, script, foreignObject, img") ? "SVG: " + parsed.documentElement.textContent.slice(0, 200) : null;
      return wrong ?? mermaid.parse(text).then(() => null, error => "Mermaid: " + error.message);
    }, [svg, mermaid]);
    assert.equal(trouble, null, file);
  }
  const drawn = spawnSync("dot", ["-Tsvg"], { ...most, input: graphs });
  assert.equal(drawn.status, 0, drawn.stderr.toString().slice(0, 500));
  assert.doesNotMatch(drawn.stderr.toString(), /syntax|Error/i);
});
