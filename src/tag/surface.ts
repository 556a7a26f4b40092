import { on } from "./events.ts";
import { css } from "./style.ts";

type Attributes = Readonly<Record<string, string | ((event: never) => unknown)>>;

const host = document.createElement("earnest-ui");
const status = h("p", { class: "toast", role: "status" });
const root = h("div", { class: "all" }, status);

/** An element with its attributes (`onclick` and the like take a function) and children. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") element.setAttribute(name, value);
    else element.addEventListener(name.slice(2), value as EventListener);
  }
  element.append(...children);
  return element;
}

/** Where the tag draws: a shadow root outside the body, so that no page rule and no page layout is touched. */
export function surface(): HTMLElement {
  if (!host.shadowRoot) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const shadow = host.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(root);
    root.dir = document.dir;
    document.documentElement.append(host);
  }
  return root;
}

/** Says a short text to everyone, screen readers included, and takes it away again. */
export function announce(text: string): void {
  status.textContent = text;
  setTimeout(() => (status.textContent = ""), 8000);
}

/** Lets the page scroll clear of what covers its lower edge by so many pixels (WCAG 2.2, 2.4.11). */
export function makeRoom(height: number): void {
  document.documentElement.style.scrollPaddingBottom = height ? `${height}px` : "";
  host.style.cssText = height ? `--height:${height}px;--top:${document.body.scrollHeight}px` : "";
}

on("notice", ({ locale, dir }) => Object.assign(surface(), { lang: locale, dir }));
