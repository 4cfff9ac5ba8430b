// The npm package under Node.js.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { flows, forEach, install, lint, load, read, root } from "./common.js";

const require = createRequire(import.meta.url);
const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const { draw, lint: check, lintToJson, parse, stats } = await load();

for (const lang of ["en", "zh"]) {
  test(`the JSON of every file is that of the program (${lang})`, async () => {
    const names = flows();
    assert.ok(names.length > 800, `${names.length} files`);
    await forEach(names, async name => {
      assert.equal(lintToJson(read(name), { name, lang }), await lint(name, "--format", "json", "--lang", lang), name);
    });
  });
}

test("numbers and pictures are those of the program", async () => {
  let drawn = 0;
  await forEach(flows().filter((_, number) => number % 5 === 0), async name => {
    const data = read(name);
    assert.deepEqual(stats(data, { name }), JSON.parse(await lint("stats", name, "--format", "json")), name);
    const picture = await lint("graph", name);
    if (picture === "") return assert.throws(() => draw(data, { name }), Error, name);
    assert.equal(draw(data, { name }), picture, name);
    drawn++;
  });
  assert.ok(drawn > 80, `${drawn} pictures`);
});

test("a report is an object, from text as from bytes", () => {
  const bytes = read("real/list-contact-flows.json");
  const report = check(bytes);
  assert.equal(report.version, 1);
  assert.equal(report.summary.flows, parse(bytes).length);
  assert.deepEqual(check(bytes.toString()), report);
  assert.deepEqual(check(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)), report);
});

test("flows have modules, exits and targets", () => {
  const [flow] = parse(JSON.stringify({ activities: [
    { type: "INCOMING_CALL", id: "a", name: "开始", properties: { x: { y: 1 } }, events: [{ event: "complete", next: "b" }] },
    "no activity", { type: "HANGUP", id: "b", events: [{ event: "complete", next: null }, { event: "other", next: "gone" }] },
  ] }));
  assert.deepEqual(flow.activities[0], {
    index: 0, item: 0, id: "a", name: "开始", type: "INCOMING_CALL", properties: { x: { y: 1 } },
    exits: [{ index: 0, event: "complete", next: "b", target: 1 }],
  });
  assert.equal(flow.activities[1].item, 2);
  assert.deepEqual(flow.activities[1].exits.map(exit => [exit.next, exit.target]), [[null, null], ["gone", null]]);
});

test("bad data is a finding", () => {
  for (const data of ["", "{", new Uint8Array([255, 254]), "[".repeat(200_000), "null", "\ud800"]) {
    assert.deepEqual(check(data).findings.map(finding => finding.severity), ["error"]);
    assert.deepEqual(parse(data), []);
    assert.throws(() => draw(data), Error);
  }
});

test("wrong arguments are errors that say what is wrong", () => {
  for (const data of [undefined, null, 1, {}, []]) assert.throws(() => check(data), /TypeError: data must be/);
  assert.throws(() => check("{}", null), TypeError);
  assert.throws(() => check("{}", { name: 1 }), /name must be a string/);
  assert.throws(() => check("{}", { language: "zh" }), /unknown option language/);
  assert.throws(() => check("{}", { lang: "fr" }), /"en" or "zh"/);
  assert.throws(() => check("{}", { config: '[rulez]\n[limits]\nprompt-length = "5"' }), /ivr-lint\.toml:1:2: .*\n.*ivr-lint\.toml:3:17: /);
  const two = JSON.stringify([{ Name: "a", Definition: { activities: [] } }, { Name: "b", Definition: { activities: [] } }]);
  assert.throws(() => draw(two), /more than one/);
  assert.match(draw(two, { flow: "b" }), /^<svg/);
  assert.throws(() => draw(two, { flow: "c", lang: "zh" }), /没有此流程/);
});

test("a configuration counts", () => {
  const data = '{"activities": [{"type": "INCOMING_CALL", "id": "a", "events": [{"event": "complete", "next": "gone"}]}]}';
  const rules = config => check(data, { config }).findings.map(finding => finding.rule);
  assert.ok(rules().includes("dangling-next"));
  assert.ok(!rules('[rules]\ndangling-next = "off"').includes("dangling-next"));
});

test("types are right for tsc in strict mode", () => {
  const folder = install();
  copyFileSync(join(here, "types.ts"), join(folder, "types.ts"));
  const tsc = (...more) => execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "--noEmit", "--strict", "--target", "es2022", ...more, "types.ts"], { cwd: folder }).toString();
  for (const resolution of ["NodeNext", "Bundler"]) {
    tsc("--module", resolution === "NodeNext" ? "NodeNext" : "ESNext", "--moduleResolution", resolution);
  }
  // That it is checked at all.
  writeFileSync(join(folder, "types.ts"), 'import { lint } from "ivr-flow";\nconst rule: number = lint("").findings[0]!.rule;\n');
  assert.throws(() => tsc("--module", "NodeNext"), error => /not assignable to type 'number'/.test(error.stdout.toString()));
});

test("the package has what it needs and no more", () => {
  const files = readdirSync(join(install(), "node_modules/ivr-flow")).sort();
  assert.deepEqual(files, [
    "LICENSE-APACHE", "LICENSE-MIT", "README.md", "index.d.ts", "index.js", "ivr_flow.js", "module.js", "package.json", "report.d.ts", "stats.d.ts",
  ]);
  const { version } = JSON.parse(readFileSync(join(install(), "node_modules/ivr-flow/package.json"), "utf8"));
  assert.match(readFileSync(join(root, "Cargo.toml"), "utf8"), new RegExp(`^version = "${version}"$`, "m"));
});

test("the example of the README runs", () => {
  const readme = readFileSync(join(install(), "node_modules/ivr-flow/README.md"), "utf8");
  const folder = install();
  writeFileSync(join(folder, "example.mjs"), readme.split("```js\n")[1].split("```")[0]);
  writeFileSync(join(folder, "flow.json"), read("shapes/plain.json"));
  const said = execFileSync(process.execPath, ["example.mjs"], { cwd: folder }).toString();
  assert.match(said, /<svg/);
});
