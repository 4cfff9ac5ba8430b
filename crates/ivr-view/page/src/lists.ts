// Long lists, shown a slice at a time.

import { type Child, make } from "./dom";
import { say } from "./words";

const SLICE = 120;

/** Fills a list or the body of a table. */
export function fill<T>(list: HTMLElement, items: T[], row: (item: T) => Node, empty: string): void {
  const isTable = list.tagName === "TBODY";
  const after = isTable ? list.closest(".scroll") as HTMLElement : list;
  list.replaceChildren();
  if (after.nextElementSibling?.classList.contains("more")) after.nextElementSibling.remove();
  if (items.length === 0) {
    list.append(isTable ? make("tr", {}, make("td", { class: "notice", colspan: 7 }, empty)) : make("li", {}, make("p", { class: "notice" }, empty)));
    return;
  }
  let shown = 0;
  let button: HTMLElement | null = null;
  const more = (count: number) => {
    const part = document.createDocumentFragment();
    for (const item of items.slice(shown, shown + count)) part.append(row(item));
    list.append(part);
    shown = Math.min(items.length, shown + count);
    if (shown === items.length) { button?.remove(); button = null; return; }
    if (!button) {
      button = make("button", { type: "button", class: "more", onclick: () => {
        const before = shown;
        more(SLICE * 4);
        if (document.activeElement === document.body || document.activeElement?.classList.contains("more")) list.children[before]?.querySelector<HTMLElement>("button, a")?.focus();
      } });
      after.after(button);
    }
    button.textContent = say("more", items.length - shown);
  };
  more(SLICE);
}

/** Arrow keys, Home and End move the focus in a list of buttons. */
export function moveInList(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("button, a")];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
  const next = to[event.key] === undefined ? undefined : buttons[to[event.key]];
  if (at >= 0 && next) { event.preventDefault(); next.focus(); }
}

/** Titles and texts as a list of terms. */
export function terms(pairs: [string, string | Child[]][]): HTMLElement {
  return make("dl", {}, ...pairs.flatMap(([term, text]) => [make("dt", {}, term), make("dd", {}, ...(typeof text === "string" ? [text] : text))]));
}
