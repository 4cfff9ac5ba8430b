// Reads, lints and draws IVR flows of Alibaba Cloud Contact Center. What is here makes objects of the text that the
// WebAssembly gives; index.d.ts has the documentation.

import * as wasm from "./ivr_flow.js";
import { module } from "./module.js";

let isReady = false;

/** The WebAssembly is compiled when something is asked for the first time. */
function ready() {
  if (!isReady) {
    wasm.initSync({ module: Uint8Array.from(atob(module), (char) => char.charCodeAt(0)) });
    isReady = true;
  }
  return wasm;
}

function bytes(data) {
  if (typeof data === "string") return new TextEncoder().encode(data);
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw new TypeError("data must be a string, a Uint8Array or an ArrayBuffer");
}

const TYPES = { name: "string", config: "string", lang: "string", flow: "string" };

function options(given = {}, ...more) {
  if (typeof given !== "object" || given === null) throw new TypeError("the options must be an object");
  for (const [key, value] of Object.entries(given)) {
    if (!["name", "config", "lang", ...more].includes(key)) throw new TypeError(`unknown option ${key}`);
    if (value !== undefined && typeof value !== TYPES[key]) throw new TypeError(`${key} must be a string`);
  }
  const { name = "flow.json", config, lang = "en", flow } = given;
  return { name, config, lang, flow };
}

export function lint(data, given) {
  return JSON.parse(lintToJson(data, given));
}

export function lintToJson(data, given) {
  const { name, config, lang } = options(given);
  return ready().lint(bytes(data), name, config, lang);
}

export function stats(data, given) {
  const { name, config, lang } = options(given);
  return JSON.parse(ready().stats(bytes(data), name, config, lang));
}

export function draw(data, given) {
  const { name, config, lang, flow } = options(given, "flow");
  return ready().draw(bytes(data), name, config, lang, flow);
}

export function parse(data) {
  const flows = JSON.parse(ready().parse(bytes(data)));
  for (const { activities } of flows) {
    for (const activity of activities) activity.properties = JSON.parse(activity.properties);
  }
  return flows;
}
