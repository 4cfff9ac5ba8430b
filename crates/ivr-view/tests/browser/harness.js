// A browser, and reports of flows to open in it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const root = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../../..");
export const program = process.env.IVR_LINT ?? join(root, "target/debug/ivr-lint");
export const folder = mkdtempSync(join(tmpdir(), "ivr-view-"));
export const most = { maxBuffer: 1 << 30, cwd: folder };
let browser;

export function lint(...args) { return execFileSync(program, args, { ...most, stdio: ["ignore", "pipe", "ignore"] }).toString(); }

/** Writes flows, and the report of them. */
export function reportOf(name, flow) {
  writeFileSync(join(folder, name + ".json"), JSON.stringify(flow));
  lint("report", name + ".json", "--out", name + ".html");
  return pathToFileURL(join(folder, name + ".html")).href;
}

/** Opens a page, and notes every error and every request that leaves it. */
export async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1300, height: 800 }, ...options });
  const page = await context.newPage();
  page.troubles = [];
  page.on("console", message => message.type() === "error" && page.troubles.push(message.text()));
  page.on("pageerror", error => page.troubles.push(error.message));
  page.on("dialog", dialog => { page.troubles.push("dialog " + dialog.message()); dialog.dismiss(); });
  page.on("request", request => request.url().split("#")[0] !== url.split("#")[0] && page.troubles.push("request " + request.url()));
  await page.goto(url);
  await page.waitForSelector("html[data-ready]");
  return page;
}

/** What holds only some time after an event, as the page follows it: asked again until it does, with its own error in the end. */
export async function eventually(check) {
  for (const end = Date.now() + 20_000; ;) {
    try { return await check(); } catch (error) { if (Date.now() > end) throw error; }
    await new Promise(done => setTimeout(done, 50));
  }
}

/** Waits until the drawing is at rest and painted. */
export const frames = async page => {
  const painted = () => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  await painted();
  await page.waitForFunction(() => !document.querySelector("[data-moving]"));
  await painted();
};

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"] });
});
after(() => browser?.close());

export const context = options => browser.newContext(options);
