// What the findings that are wanted say about a flow.

import { type Filter, isWanted } from "./filter";
import { SEVERITIES, type Shown } from "./model";
import type { Scene, Severity } from "./types";

export interface Marks {
  worst: (Severity | null)[];
  counts: number[];
  exits: Map<number, Severity>;
  unreached: Set<number>;
  /** For each activity in one the number of its loop, and whether calls cannot leave each loop. */
  loopOf: Map<number, number>;
  endless: boolean[];
}

const worse = (a: Severity | null | undefined, b: Severity): Severity => a && SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b) ? a : b;

export function marksOf(scene: Scene, findings: Shown[], by: Filter): Marks {
  const marks: Marks = { worst: scene.a.map(() => null), counts: scene.a.map(() => 0), exits: new Map(), unreached: new Set(), loopOf: new Map(), endless: [] };
  for (const finding of findings) {
    if (!isWanted(finding, by)) continue;
    const { activity, exit, severity } = finding;
    if (activity !== null) {
      marks.counts[activity]++;
      marks.worst[activity] = worse(marks.worst[activity], severity);
    }
    if (exit !== null) marks.exits.set(exit, worse(marks.exits.get(exit), severity));
    if (finding.rule === "unreachable-activity") for (const member of finding.about) marks.unreached.add(member);
    if (finding.rule === "endless-loop" || finding.rule === "silent-loop") {
      for (const member of finding.about) if (!marks.loopOf.has(member)) marks.loopOf.set(member, marks.endless.length);
      marks.endless.push(finding.rule === "endless-loop");
    }
  }
  return marks;
}
