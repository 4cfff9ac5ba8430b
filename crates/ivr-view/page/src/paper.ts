// What is printed: everything, in light colours, and the drawing as large as it can be read.

import { byId, draw, make } from "./dom";
import { filter, fits } from "./filter";
import { findingRow } from "./flow";
import { report, state } from "./model";
import { marks, scene } from "./scene";
import { Grid } from "./stage/grid";
import { box, edge } from "./stage/shapes";
import { local, say } from "./words";

/** The room for the drawing on a sheet of A4 or letter, in pixels of paper: 96 an inch. */
const WIDE = 700, HIGH = 880;
/** The least scale at which a drawing is read on paper. */
const LEAST = 0.5;
/** How much neighbouring sheets have in common, in pixels of the drawing. */
const OVERLAP = 80;
const MOST_SHEETS = 60;

export function listenToPrinter(): void {
  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", () => byId("paper").replaceChildren());
}

function prepare(): void {
  const paper = byId("paper");
  paper.replaceChildren();
  if (state.flow === null) { unfoldAll(); return; }
  const here = scene(), found = marks();
  if (here && found) {
    const grid = new Grid(here);
    const [x, y, w, h] = here.area;
    const sheet = (left: number, top: number, wide: number, high: number, title: string, marks: SVGElement[]) => {
      const svg = draw("svg", { viewBox: `${left} ${top} ${wide} ${high}`, class: "sheet", preserveAspectRatio: "xMidYMin meet" });
      const within = [...grid.within(left, top, wide, high)];
      svg.append(...within.filter(key => key < 0).map(key => edge(here, found, -1 - key, grid.owner(-1 - key))),
        ...within.filter(key => key >= 0).map(key => box(here, found, key, null, 1)), ...marks);
      paper.append(make("div", { class: "page-of-drawing" }, title ? make("p", { class: "sheet-title" }, title) : "", svg as unknown as HTMLElement));
    };
    sheet(x, y, w, h, "", []);
    const fitted = Math.min(WIDE / w, HIGH / h);
    if (fitted < LEAST) {
      // As large as it can be read, on as many sheets as that takes.
      const [stepX, stepY] = [WIDE / LEAST - OVERLAP, HIGH / LEAST - OVERLAP];
      const [columns, rows] = [Math.max(1, Math.ceil((w - OVERLAP) / stepX)), Math.max(1, Math.ceil((h - OVERLAP) / stepY))];
      if (columns * rows <= MOST_SHEETS) for (let number = 0; number < columns * rows; number++) {
        const [column, row] = [number % columns, Math.floor(number / columns)];
        const [left, top, wide, high] = [x + column * stepX, y + row * stepY, stepX + OVERLAP, stepY + OVERLAP];
        const marks: SVGElement[] = [];
        const mark = (d: string, text: string, at: [number, number]) => marks.push(draw("path", { class: "overlap", d }), draw("text", { class: "overlap-text", x: at[0], y: at[1] }, text));
        if (column + 1 < columns) mark(`M${left + stepX} ${top}v${high}`, say("continues", number + 2), [left + stepX + 6, top + 24]);
        if (column > 0) mark(`M${left + OVERLAP} ${top}v${high}`, say("continues", number), [left + 6, top + 24]);
        if (row + 1 < rows) mark(`M${left} ${top + stepY}h${wide}`, say("continues", number + 1 + columns), [left + 100, top + stepY + 24]);
        if (row > 0) mark(`M${left} ${top + OVERLAP}h${wide}`, say("continues", number + 1 - columns), [left + 100, top + OVERLAP - 10]);
        sheet(left, top, wide, high, report.flows[state.flow].name + " · " + say("sheet", number + 1, columns * rows), marks);
      }
    }
  }
  const by = filter();
  const findings = report.findingsOf[state.flow].filter(finding => fits(finding, by));
  if (findings.length) {
    const list = make("ul", { class: "findings" });
    for (const finding of findings) {
      const row = findingRow(finding, false, () => {});
      if (finding.help) row.append(make("p", { class: "help" }, local(finding.help)));
      list.append(row);
    }
    paper.append(make("h3", {}, say("findings") + " " + say("shown", findings.length, report.findingsOf[state.flow].length)), list);
  }
}

/** All flows and findings, and not only those that have been unfolded. */
function unfoldAll(): void {
  for (;;) {
    const more = document.querySelector<HTMLElement>("#overview .more");
    if (!more) return;
    more.click();
  }
}
