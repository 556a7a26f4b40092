import { h, surface } from "./surface.ts";

let dialog: HTMLDialogElement | null = null;

/** A modal dialog; the browser keeps the focus in it, closes it on Escape and gives the focus back. */
export function openDialog(heading: string, content: readonly Node[], ...buttons: readonly Node[]): void {
  closeDialog();
  const opened: HTMLDialogElement = h(
    "dialog",
    { ariaLabel: heading, onclose: () => opened.remove() },
    h("h2", {}, heading),
    ...content,
    h("div", { className: "row" }, ...buttons),
  );
  surface().append(opened);
  opened.showModal();
  dialog = opened;
}

export function closeDialog(): void {
  dialog?.close();
}
