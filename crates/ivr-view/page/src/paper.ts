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
const LEAST = 0.44, MOST = 0.62;
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
    const sheet: Sheet = (left, top, wide, high, title, marks) => {
      const svg = draw("svg", { viewBox: `${left} ${top} ${wide} ${high}`, class: "sheet", preserveAspectRatio: "xMidYMin meet" });
      const within = [...grid.within(left, top, wide, high)];
      svg.append(...within.filter(key => key < 0).map(key => edge(here, found, -1 - key, grid.owner(-1 - key))),
        ...within.filter(key => key >= 0).map(key => box(here, found, key, null, 1)), ...marks);
      paper.append(make("div", { class: "page-of-drawing" }, title ? make("p", { class: "sheet-title" }, title) : "", svg as unknown as HTMLElement));
    };
    sheet(x, y, w, h, "", []);
    if (Math.min(WIDE / w, HIGH / h) < LEAST) tiles(here.area, sheet, grid);
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

type Sheet = (left: number, top: number, wide: number, high: number, title: string, marks: SVGElement[]) => void;

/** A drawing as large as it can be read, on as few sheets as that takes; neighbours overlap. */
function tiles([x, y, w, h]: [number, number, number, number], sheet: Sheet, grid: Grid): void {
  const count = (length: number, room: number) => Math.max(1, Math.ceil((length - OVERLAP) / (room - OVERLAP)));
  let best = { k: LEAST, columns: Infinity, rows: 1 };
  for (let k = LEAST; k <= MOST; k += 0.02) {
    const [columns, rows] = [count(w, WIDE / k), count(h, HIGH / k)];
    if (columns * rows <= best.columns * best.rows) best = { k, columns, rows };
  }
  const { k, columns, rows } = best;
  const [stepX, stepY] = [WIDE / k - OVERLAP, HIGH / k - OVERLAP];
  // Sheets on which nothing would be are left out.
  const places: [number, number][] = [];
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++)
    if (grid.within(x + column * stepX, y + row * stepY, stepX, stepY).size > 0) places.push([column, row]);
  if (places.length > MOST_SHEETS) return;
  const numberOf = (column: number, row: number) => places.findIndex(place => place[0] === column && place[1] === row) + 1;
  places.forEach(([column, row], number) => {
    const [left, top] = [x + column * stepX, y + row * stepY];
    const [wide, high] = [stepX + OVERLAP, Math.min(stepY + OVERLAP, y + h - top)];
    const marks: SVGElement[] = [];
    const mark = (other: number, d: string, at: [number, number]) => {
      if (other) marks.push(draw("path", { class: "overlap", d }), draw("text", { class: "overlap-text", x: at[0], y: at[1] }, say("continues", other)));
    };
    mark(numberOf(column + 1, row), `M${left + stepX} ${top}v${high}`, [left + stepX - 180, top + 24]);
    mark(numberOf(column - 1, row), `M${left + OVERLAP} ${top}v${high}`, [left + OVERLAP + 8, top + 24]);
    mark(numberOf(column, row + 1), `M${left} ${top + stepY}h${wide}`, [left + wide / 2, top + stepY - 8]);
    mark(numberOf(column, row - 1), `M${left} ${top + OVERLAP}h${wide}`, [left + wide / 2, top + OVERLAP + 20]);
    sheet(left, top, wide, high, report.flows[state.flow ?? 0].name + " · " + say("sheet", number + 1, places.length), marks);
  });
}

/** All flows and findings, and not only those that have been unfolded. */
function unfoldAll(): void {
  for (;;) {
    const more = document.querySelector<HTMLElement>("#overview .more");
    if (!more) return;
    more.click();
  }
}
