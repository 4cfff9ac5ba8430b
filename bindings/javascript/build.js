// Makes the npm package and the playground of the WebAssembly that the compiler wrote: `node build.js TARGET`, with
// the folder of cargo, where `npm/ivr-flow` and `playground.html` are written. `../../check-wasm` runs it.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compile } from "json-schema-to-typescript";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const root = resolve(here, "../..");
const target = resolve(process.argv[2]);
const bound = join(target, "wasm-bindgen");
const packed = join(target, "npm/ivr-flow");
const asset = name => readFileSync(join(root, "crates/ivr-view/assets", name), "utf8");

rmSync(bound, { recursive: true, force: true });
execFileSync(join(target, "debug/ivr-flow-bindgen"), [join(target, "wasm32-unknown-unknown/wasm/ivr_flow_javascript.wasm"), bound], { stdio: "inherit" });
const wasm = readFileSync(join(bound, "ivr_flow_bg.wasm"));
await packageTo(packed);
await playgroundTo(join(target, "playground.html"));

async function packageTo(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(here, "package"), folder, { recursive: true });
  copyFileSync(join(bound, "ivr_flow.js"), join(folder, "ivr_flow.js"));
  writeFileSync(join(folder, "module.js"), `export const module = "${wasm.toString("base64")}";\n`);
  for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(join(root, licence), join(folder, licence));
  for (const [of, file] of [["output", "report"], ["stats", "stats"]]) {
    const schema = JSON.parse(execFileSync(join(target, "debug/ivr-lint"), ["schema", of]).toString());
    const options = { bannerComment: "", additionalProperties: false, unreachableDefinitions: false };
    writeFileSync(join(folder, file + ".d.ts"), await compile(schema, schema.title, options));
  }
}

/** One file: the shell, its script with the WebAssembly in it, and the hashes of what may run. */
async function playgroundTo(file) {
  const bundled = await build({
    entryPoints: [join(here, "playground/playground.js")], bundle: true, minify: true, format: "iife", target: "es2022",
    alias: { ivr_flow: join(bound, "ivr_flow.js") }, write: false, logLevel: "error",
    // Only loading by an address would need it.
    define: { "import.meta.url": '""' },
  });
  const script = bundled.outputFiles[0].text;
  if (script.includes("</script")) throw new Error("the script would end itself");
  const style = `:root {\n${asset("light.css")}${asset("font.css")}}\n:root[data-theme="dark"] {\n${asset("dark.css")}}\n${readFileSync(join(here, "playground/playground.css"), "utf8")}`;
  // The frame of the report inherits the policy, so that what may run there is allowed here too.
  const report = await policyOfReport();
  const hash = text => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = [
    "default-src 'none'", `script-src 'wasm-unsafe-eval' ${hash(script)} ${report.script}`, `style-src ${hash(style)} ${report.style}`,
    "base-uri 'none'", "form-action 'none'",
  ].join("; ");
  const parts = { policy, style, wasm: gzipSync(wasm, { level: 9 }).toString("base64"), script };
  const shell = readFileSync(join(here, "playground/index.html"), "utf8");
  writeFileSync(file, shell.replace(/\{(policy|style|wasm|script)\}/g, (_, name) => parts[name]));
}

async function policyOfReport() {
  const { initSync, Page } = await import(pathToFileURL(join(bound, "ivr_flow.js")));
  initSync({ module: wasm });
  const page = new Page();
  page.make("zh");
  const part = name => new RegExp(`${name} ([^;"]+)`).exec(page.html)[1];
  return { script: part("script-src"), style: part("style-src") };
}
