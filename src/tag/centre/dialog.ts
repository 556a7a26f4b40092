import { h } from "../element.ts";
import type { Kit } from "../kit.ts";

/** A modal dialog with a row for buttons; the browser keeps the focus in it, closes it on Escape and gives the focus back. */
export function openDialog(kit: Kit, heading: string, content: readonly Node[]): { dialog: HTMLDialogElement; row: HTMLElement } {
  const surface = kit.surface();
  surface.querySelector("dialog")?.close();
  const row = h("div", { className: "row" });
  const dialog: HTMLDialogElement = h(
    "dialog",
    { ariaLabel: heading, onclose: () => dialog.remove() },
    h("h2", {}, heading),
    ...content,
    row,
  );
  surface.append(dialog);
  dialog.showModal();
  return { dialog, row };
}
