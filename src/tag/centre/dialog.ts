import { cross, h } from "../element.ts";
import type { Kit } from "../kit.ts";
import { css } from "./style.ts";

/** What the button in the corner is called, and what it says where it does not just close. */
interface Close {
  readonly name: string;
  readonly says?: () => unknown;
}

let isStyled = false;

/** A modal dialog with a row for buttons; the browser keeps the focus in it, closes it on Escape and gives the focus back. */
export function openDialog(kit: Kit, heading: string, close: Close, content: readonly Node[]): { readonly row: HTMLElement } {
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
      cross(close.name, () => (close.says ?? (() => dialog.close()))()),
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
