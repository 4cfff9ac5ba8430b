// The flow that is open, and its pictures.

import { byId } from "./dom";
import { filter } from "./filter";
import { type Marks, marksOf } from "./marks";
import { comparedOf, report, sceneOf, state } from "./model";
import { type Actions, Stage } from "./stage/stage";
import type { Group, Scene } from "./types";

const open = { scene: null as Scene | null, lines: null as Group[] | null };
let all: { main: Stage; old: Stage; new: Stage };

export const scene = () => open.scene;
export const lines = () => open.lines;
export const stage = () => all.main;
export const stages = () => [all.main, all.old, all.new];

export function makeStages(actions: Actions): void {
  all = { main: new Stage(byId("stage"), actions, true), old: new Stage(byId("stage-old"), actions, false), new: new Stage(byId("stage-new"), actions, false) };
}

/** What the filter leaves of the findings, on the drawing. */
export function marks(): Marks | null {
  return open.scene && state.flow !== null ? marksOf(open.scene, report.findingsOf[state.flow], filter()) : null;
}

/** Opens the pictures of a flow. */
export function openScene(flow: number): void {
  open.scene = sceneOf(flow);
  const compared = comparedOf(flow);
  open.lines = compared.lines;
  byId("undrawn").hidden = open.scene !== null;
  byId("tools").hidden = byId("stage").hidden = open.scene === null;
  byId("flow").classList.toggle("compared", compared.old !== null || compared.new !== null);
  byId("sides").hidden = compared.old === null && compared.new === null;
  all.main.open(open.scene, marks());
  for (const side of ["old", "new"] as const) all[side].open(compared[side], compared[side] && marksOf(compared[side], [], filter()));
}
