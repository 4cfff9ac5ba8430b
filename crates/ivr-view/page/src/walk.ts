// Calls that are followed step by step.

import { announce, byId, still } from "./dom";
import { type Shown, state } from "./model";
import { scene, stages } from "./scene";
import type { Call, CallStep, Step } from "./types";
import { say } from "./words";

export const walk = { steps: [] as Step[] };
let playing = 0;

/** What is done in a test call, step by step. */
export function stepsOf(call: Call): CallStep[] {
  const all = scene()?.steps ?? [];
  return call.s.map(place => all[place]);
}

/** The walk of a test call. */
export function walkOf(call: Call): Step[] {
  const here = scene();
  if (!here) return [];
  const steps = stepsOf(call);
  return steps.map((step, number) => {
    const from = steps[number - 1];
    let exit = from?.e ?? null;
    // An id in the properties leads on.
    if (from && exit === null) for (let e = here.a[from.a].e[0]; e < here.a[from.a].e[1]; e++) if (here.e[e].i === null && here.e[e].to === step.a) exit = e;
    return { activity: step.a, exit };
  });
}

/** The path of a call to the activity of a finding. */
export function pathTo(finding: Shown): Step[] {
  const here = scene();
  if (!here || finding.activity === null) return [];
  if (!finding.by) return finding.shortest ? shortest(finding.activity) : [];
  const by = finding.by.filter((activity): activity is number => activity !== null);
  return by.map((activity, step) => {
    const from = step ? here.a[by[step - 1]] : null;
    let exit: number | null = null;
    for (let e = from ? from.e[0] : 0; from && e < from.e[1] && exit === null; e++) if (here.e[e].to === activity) exit = e;
    return { activity, exit };
  });
}

function shortest(activity: number): Step[] {
  const here = scene();
  const steps: Step[] = [];
  for (let next: number | null = activity; here && next !== null && steps.length <= here.a.length;) {
    const from: [number, number] | undefined = here.a[next].f;
    steps.push({ activity: next, exit: from ? from[1] : null });
    next = from ? from[0] : null;
  }
  return steps.reverse();
}

/** Plays the call step by step; whoever wants no motion has the steps alone. */
export function play(on: boolean): void {
  window.clearInterval(playing);
  playing = 0;
  if (on) {
    if (state.step >= walk.steps.length - 1) toStep(0);
    playing = window.setInterval(() => { toStep(state.step + 1); if (state.step >= walk.steps.length - 1) play(false); }, 1500);
  }
  byId("play").textContent = say(playing ? "pause" : "play");
}

export const isPlaying = () => playing !== 0;

export function showStep(): void {
  const here = scene();
  byId("walkbar").hidden = walk.steps.length < 2;
  byId("play").hidden = state.call === null || still.matches;
  if (here && walk.steps.length > 1) {
    byId("step").textContent = say("step", state.step + 1, walk.steps.length, here.a[walk.steps[state.step].activity].n);
    byId<HTMLButtonElement>("step-back").disabled = state.step === 0;
    byId<HTMLButtonElement>("step-on").disabled = state.step === walk.steps.length - 1;
    byId("details").querySelectorAll("ol button").forEach((button, step) =>
      step === state.step ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current"));
  }
  for (const one of stages()) one.mark();
}

export function toStep(step: number): void {
  if (step < 0 || step >= walk.steps.length) return;
  state.step = step;
  showStep();
  for (const one of stages()) one.bringIn([walk.steps[step].activity], true);
  announce(byId("step").textContent ?? "");
  stepped.remember();
}

/** Who keeps the step in the address. */
export const stepped = { remember: () => {} };
