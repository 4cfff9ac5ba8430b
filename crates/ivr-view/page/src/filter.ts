// What the reader wants to see: it holds for lists, counts and drawing, and is in the address.

import { byId } from "./dom";
import { SEVERITIES, type Shown } from "./model";
import type { Severity } from "./types";

export interface Filter { text: string; rule: string; severities: Set<Severity> }

export function filter(): Filter {
  return { text: byId<HTMLInputElement>("text").value.trim().toLowerCase(), rule: byId<HTMLSelectElement>("rule").value,
    severities: new Set(SEVERITIES.filter(severity => byId<HTMLInputElement>(severity).checked)) };
}

/** Whether a finding is of the rule and the severities that are wanted. */
export function isWanted(finding: Shown, by: Filter): boolean {
  return by.severities.has(finding.severity) && (!by.rule || finding.rule === by.rule);
}

export function fits(finding: Shown, by: Filter): boolean {
  return isWanted(finding, by) && (!by.text || finding.words.includes(by.text));
}

export function isNarrow(by: Filter): boolean { return by.rule !== "" || by.severities.size < SEVERITIES.length; }

/** The filter as the query of an address, with its question mark; empty where nothing is filtered. */
export function query(sort: string): string {
  const by = filter();
  const query = new URLSearchParams();
  const text = byId<HTMLInputElement>("text").value.trim();
  if (text) query.set("text", text);
  if (by.rule) query.set("rule", by.rule);
  const hidden = SEVERITIES.filter(severity => !by.severities.has(severity));
  if (hidden.length) query.set("hide", hidden.join(","));
  if (sort) query.set("sort", sort);
  const all = query.toString();
  return all && "?" + all;
}

/** Sets the filter to that of an address. Returns whether it is another one. */
export function setFilter(query: URLSearchParams): boolean {
  let changed = false;
  const text = byId<HTMLInputElement>("text"), rule = byId<HTMLSelectElement>("rule");
  const wanted = query.get("text") ?? "";
  if (text.value.trim() !== wanted) { text.value = wanted; changed = true; }
  const rules = [...rule.options].map(option => option.value);
  const wantedRule = rules.includes(query.get("rule") ?? "") ? query.get("rule") ?? "" : "";
  if (rule.value !== wantedRule) { rule.value = wantedRule; changed = true; }
  const hidden = (query.get("hide") ?? "").split(",");
  for (const severity of SEVERITIES) {
    const box = byId<HTMLInputElement>(severity);
    if (box.checked === hidden.includes(severity)) { box.checked = !box.checked; changed = true; }
  }
  return changed;
}
