import { h } from "../element.ts";
import type { Kit } from "../kit.ts";
import { css } from "./style.ts";

let isStyled = false;

/** A modal dialog with a row for buttons; the browser keeps the focus in it, closes it on Escape and gives the focus back. */
export function openDialog(kit: Kit, heading: string, close: string, content: readonly Node[]): { readonly row: HTMLElement } {
  const surface = kit.surface();
  surface.querySelector("dialog")?.close();
  addStyle(surface.getRootNode() as ShadowRoot);
  const row = h("div", { className: "row" });
  const dialog: HTMLDialogElement = h(
    "dialog",
    { ariaLabel: heading, onclose: () => dialog.remove() },
    h(
      "div",
      { className: "line" },
      h("h2", {}, heading),
      h("button", { className: "close", ariaLabel: close, onclick: () => dialog.close() }, "✕"),
    ),
    h("div", { className: "text" }, ...content),
    row,
  );
  surface.append(dialog);
  dialog.showModal();
  return { row };
}

/** A sheet that a script constructs needs no nonce. */
function addStyle({ adoptedStyleSheets }: ShadowRoot): void {
  if (isStyled) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  adoptedStyleSheets.push(sheet);
  isStyled = true;
}
