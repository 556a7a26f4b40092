import { h } from "./element.ts";
import { on } from "./events.ts";
import { css } from "./style.ts";

/** Between the end of the page and what covers it, in px. */
const ROOM = 8;

const host = document.createElement("earnest-ui");
const status = h("p", { className: "toast", role: "status" });
const root = h("div", { className: "all", lang: "en" }, status);

/** Where the tag draws: a shadow root outside the body, so that no page rule and no page layout is touched. */
export function surface(): HTMLElement {
  if (!host.shadowRoot) {
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
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
  const end = document.body.getBoundingClientRect().top + scrollY + document.body.scrollHeight + ROOM;
  root.style.cssText = height ? `position:absolute;width:1px;height:${height}px;top:${end}px` : "";
}

on("notice", ({ locale, dir }) => Object.assign(surface(), { lang: locale, dir }));
