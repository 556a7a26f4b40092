import type { Consent } from "../contract.ts";
import { h } from "../element.ts";
import type { Kit } from "../kit.ts";
import { plainly } from "../plainly.ts";
import { openDialog } from "./dialog.ts";

/** The choices as they stand; at first open nothing is ticked. */
export async function openCentre(kit: Kit, remark: string): Promise<void> {
  const { texts, purposes } = await kit.loadNotice();
  const consent = kit.standing();
  const boxes = new Map<string, HTMLInputElement>();
  const rows = purposes.map((purpose) => {
    if (!purpose.choice) return h("p", {}, ...plainly(purpose));
    const box = h("input", { type: "checkbox", checked: isOn(consent, purpose.key) });
    boxes.set(purpose.key, box);
    return h("label", {}, box, h("span", {}, ...plainly(purpose)));
  });
  const { dialog, row } = openDialog(kit, texts.choices, [h("p", {}, remark), ...rows]);
  row.append(
    h("button", { onclick: () => save(kit, consent, boxes) }, texts.save),
    h("button", { onclick: () => dialog.close() }, texts.close),
    ...(consent.noticeDue ? [] : [withdrawButton(kit, texts.withdraw)]),
  );
}

/** Says what a slot's content rests on: which attribute, under which purpose, and how to take it back. */
export async function openWhy(kit: Kit, button: Element): Promise<void> {
  const { texts, attributes, purposes } = await kit.loadNotice();
  const items = (kit.decisionAround(button)?.because ?? []).map(({ attribute, purpose }) =>
    h("li", {}, h("b", {}, attributes[attribute]?.name ?? attribute), " — ", purposes.find(({ key }) => key === purpose)?.name ?? purpose),
  );
  const { dialog, row } = openDialog(kit, texts.why, [h("p", {}, texts.because), h("ul", {}, ...items)]);
  row.append(
    h("button", { onclick: () => kit.openChoices() }, texts.choices),
    h("button", { onclick: () => dialog.close() }, texts.close),
    withdrawButton(kit, texts.withdraw),
  );
}

/** One press takes everything back. */
function withdrawButton(kit: Kit, text: string): HTMLButtonElement {
  return h("button", { className: "quiet", onclick: () => kit.answered(kit.withdraw()) }, text);
}

function save(kit: Kit, consent: Consent, boxes: ReadonlyMap<string, HTMLInputElement>): void {
  const chosen: Record<string, boolean> = {};
  for (const [purpose, { checked }] of boxes) {
    // What is on without a word from the person, and stays on, is no yes of theirs.
    if (!checked || consent.state[purpose] === "granted" || !isOn(consent, purpose)) chosen[purpose] = checked;
  }
  void kit.answered(kit.choose(chosen, "settings"));
}

function isOn({ noticeDue, state, allowed }: Consent, purpose: string): boolean {
  return !noticeDue && (state[purpose] === "granted" || (state[purpose] === "unknown" && allowed[purpose] === true));
}
