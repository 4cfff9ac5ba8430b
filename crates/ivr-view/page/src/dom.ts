// Elements. Data from a flow becomes text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";

export type Child = Node | string | null;
type Value = string | number | boolean | null | undefined | ((event: MouseEvent) => void);

export function byId<E extends HTMLElement = HTMLElement>(id: string): E { return document.getElementById(id) as E; }

/** Makes an element; texts become text nodes. */
export function make<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, Value> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener("click", event => value(event as MouseEvent));
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

/** Makes an element of a drawing. */
export function draw(name: string, attributes: Record<string, string | number> = {}, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** A text in which what stands between backticks is code. */
export function prose(text: string): Child[] {
  return text.split(/`([^`]+)`/).map((part, number) => number % 2 ? make("code", {}, part) : part);
}

export function announce(text: string): void { byId("live").textContent = text; }

/** Whether the reader wants no motion. */
export const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Remembers what the reader decided, where the browser allows it. */
export const kept = {
  get(key: string): string | null { try { return localStorage.getItem("ivr-lint-" + key); } catch { return null; } },
  set(key: string, value: string): void { try { localStorage.setItem("ivr-lint-" + key, value); } catch { /* Then it is forgotten. */ } },
};
