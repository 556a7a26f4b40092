import { openChoices, withdrawButton } from "./choices.ts";
import { closeDialog, openDialog } from "./dialog.ts";
import { loadNotice } from "./notice.ts";
import { decisionAround } from "./slots.ts";
import { h } from "./surface.ts";

/** Says what a slot's content rests on: which attribute, under which purpose, and how to take it back. */
export async function openWhy(button: Element): Promise<void> {
  const { texts, attributes, purposes } = await loadNotice();
  const items = (decisionAround(button)?.because ?? []).map(({ attribute, purpose }) =>
    h("li", {}, h("b", {}, attributes[attribute]?.name ?? attribute), " — ", purposes.find(({ key }) => key === purpose)?.name ?? purpose),
  );
  openDialog(
    texts.why,
    [h("p", {}, texts.because), h("ul", {}, ...items)],
    h("button", { onclick: () => openChoices() }, texts.choices),
    h("button", { onclick: closeDialog }, texts.close),
    withdrawButton(texts.withdraw),
  );
}
