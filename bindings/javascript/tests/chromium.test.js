// The npm package in Chromium, from an ES module and from a bundle.

import assert from "node:assert/strict";
import { createReadStream, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { launch, open } from "./browser.js";
import { install, lint, read } from "./common.js";

let browser, server;
before(async () => {
  browser = await launch();
  const types = { js: "text/javascript", html: "text/html" };
  server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    response.setHeader("Content-Type", types[path.split(".").at(-1)] ?? "text/plain");
    createReadStream(join(install(), path)).on("error", () => response.writeHead(404).end()).pipe(response);
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
});
after(async () => { await browser?.close(); server?.close(); });

const USE = "globalThis.checked = (data, options) => ({ json: lintToJson(data, options), picture: draw(data, options), flows: parse(data).length });";

async function gives(page) {
  const name = "shapes/plain.json";
  await page.waitForFunction(() => globalThis.checked);
  const said = await page.evaluate(([data, options]) => globalThis.checked(data, options), [read(name).toString(), { name, lang: "zh" }]);
  assert.equal(said.json, await lint(name, "--format", "json", "--lang", "zh"));
  assert.equal(said.picture, await lint("graph", name, "--lang", "zh"));
  assert.equal(said.flows, 1);
  assert.deepEqual(page.troubles, []);
}

test("from an ES module", async () => {
  writeFileSync(join(install(), "module.html"), `<!doctype html><link rel="icon" href="data:,"><script type="module">import { draw, lintToJson, parse } from "./node_modules/ivr-flow/index.js"; ${USE}</script>`);
  const address = `http://127.0.0.1:${server.address().port}/`;
  await gives(await open(browser, address + "module.html", [address, "data:"]));
});

test("from a bundle", async () => {
  const folder = install();
  writeFileSync(join(folder, "entry.js"), `import { draw, lintToJson, parse } from "ivr-flow"; ${USE}`);
  await build({ entryPoints: [join(folder, "entry.js")], bundle: true, minify: true, format: "iife", outfile: join(folder, "bundle.js"), logLevel: "error", define: { "import.meta.url": '""' } });
  writeFileSync(join(folder, "bundle.html"), '<!doctype html><script src="bundle.js"></script>');
  await gives(await open(browser, pathToFileURL(join(folder, "bundle.html")).href, ["file:"], { offline: true }));
});
