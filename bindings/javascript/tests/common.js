// What the tests share: the program, the flows of testdata, and the package as npm installs it.

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
export const root = resolve(here, "../../..");
export const target = resolve(process.env.CARGO_TARGET_DIR ?? join(root, "target"));
export const testdata = join(root, "testdata");
export const program = join(target, "debug/ivr-lint");

/** Every file of testdata with flows in it, as the program is given it. */
export function flows() {
  const names = readdirSync(testdata, { recursive: true }).map(name => name.replaceAll("\\", "/"));
  return names.filter(name => /\.jsonl?$/.test(name)).sort();
}

export const read = name => readFileSync(join(testdata, name));

/** What the program prints in testdata, whatever it found. */
export async function lint(...args) {
  const run = promisify(execFile)(program, [...args, "--isolated"], { cwd: testdata, maxBuffer: 1 << 28 });
  const { stdout } = await run.catch(error => { if (![1, 2].includes(error.code)) throw error; return error; });
  return stdout;
}

/** Calls something for each item, on as many as there are cores. */
export async function forEach(items, call) {
  const left = items.values();
  await Promise.all(Array.from({ length: availableParallelism() }, async () => { for (const item of left) await call(item); }));
}

let installed;
/** A folder in which the package is installed, as it would be published. */
export function install() {
  if (installed) return installed;
  const folder = mkdtempSync(join(tmpdir(), "ivr-flow-"));
  const npm = (...args) => execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] }).toString();
  const archive = JSON.parse(npm("pack", join(target, "npm/ivr-flow"), "--json", "--ignore-scripts"))[0].filename;
  npm("init", "-y");
  npm("install", "--no-audit", "--no-fund", "--ignore-scripts", "--offline", join(folder, archive));
  return (installed = folder);
}

/** The package as it is installed. */
export const load = () => import(pathToFileURL(join(install(), "node_modules/ivr-flow/index.js")));
