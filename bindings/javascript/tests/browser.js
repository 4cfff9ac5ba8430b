// Chromium, which reports every error of a page and every request that leaves it.

import { chromium } from "playwright-core";

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"] });
}

/** Opens a page; `allowed` begins the addresses that it may ask for. */
export async function open(browser, url, allowed, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "zh-CN", ...options });
  const page = await context.newPage();
  page.troubles = [];
  page.on("console", message => message.type() === "error" && page.troubles.push(message.text()));
  page.on("pageerror", error => page.troubles.push(error.message));
  page.on("dialog", dialog => { page.troubles.push("dialog " + dialog.message()); dialog.dismiss(); });
  page.on("request", request => allowed.every(start => !request.url().startsWith(start)) && page.troubles.push("request " + request.url()));
  await page.goto(url);
  return page;
}
