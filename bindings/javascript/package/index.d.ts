/** Reads, lints and draws IVR flows of Alibaba Cloud Contact Center (云联络中心). */

import type { Report } from "./report.js";
import type { Stats } from "./stats.js";

export type { Report, Stats };

/** One finding of a report. */
export type Finding = Report["findings"][number];

/**
 * The content of a file: a flow's definition, a response of ListContactFlows or GetContactFlow, an export of the console,
 * or any JSON that holds flows.
 */
export type Data = string | Uint8Array | ArrayBuffer;

export interface Options {
  /** What the report calls the file; "flow.json" if absent. */
  name?: string;
  /** The text of an `ivr-lint.toml`. */
  config?: string;
  /** The language of messages; "en" if absent. */
  lang?: "en" | "zh";
}

export interface DrawOptions extends Options {
  /** The name or id of the flow; needed where the data has several. */
  flow?: string;
}

/** A flow, with what its list says of it. */
export interface Flow {
  /** Its index in the data, as reports give it. */
  index: number;
  id: string | null;
  name: string | null;
  /** For instance "MAIN_FLOW". */
  type: string | null;
  published: boolean | null;
  /** The telephone numbers that are bound to it. */
  numbers: string[];
  /** The items of `activities` that are objects, in the order of the text. */
  activities: Activity[];
}

/** A module of a flow. */
export interface Activity {
  /** Its index among `Flow.activities`. */
  index: number;
  /** Its index among all items of `activities`, those included that are no objects, as reports give it. */
  item: number;
  id: string | null;
  name: string | null;
  /** The type as it is written. */
  type: string | null;
  properties: Record<string, unknown>;
  exits: Exit[];
}

/** An exit of a module. */
export interface Exit {
  /** Its index among all items of `events`, as reports give it. */
  index: number;
  event: string | null;
  /** The id that it leads to; `null` where it is not connected. */
  next: string | null;
  /** The index among `Flow.activities` of the module that it leads to; `null` where there is none. */
  target: number | null;
}

/**
 * Lints data. Whatever is wrong with the data is a finding.
 *
 * @throws TypeError for arguments of a wrong type.
 * @throws Error for mistakes in the configuration, each with its place, and an unknown language.
 */
export function lint(data: Data, options?: Options): Report;

/** The same as text: what `ivr-lint --format json` prints, the newline at its end included. */
export function lintToJson(data: Data, options?: Options): string;

/** The flows in data. Those that cannot be read are left out: `lint` says why. */
export function parse(data: Data): Flow[];

/** The statistics of all flows in data. */
export function stats(data: Data, options?: Options): Stats;

/**
 * Draws a flow, with what is wrong in it, as an SVG document.
 *
 * @throws Error where there is no such flow or more than one, and what `lint` throws.
 */
export function draw(data: Data, options?: DrawOptions): string;
