// The script of the page is what its sources give, and its types are right.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

const view = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const run = (...args) => execFileSync("npm", ["--silent", "run", ...args], { cwd: join(view, "page"), stdio: "pipe" }).toString();

test("the types of the script are right", () => assert.equal(run("check"), ""));

test("the script that is embedded is what its sources give", () => {
  const file = join(mkdtempSync(join(tmpdir(), "ivr-view-")), "report.js");
  run("build", "--", "--outfile=" + file);
  assert.ok(readFileSync(file).equals(readFileSync(join(view, "assets/report.js"))), "run `npm ci && npm run build` in crates/ivr-view/page, and commit assets/report.js");
});
