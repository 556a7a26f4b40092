import { choose, withdraw } from "./choose.ts";
import type { Consent, NoticePurpose } from "./contract.ts";
import { closeDialog, openDialog } from "./dialog.ts";
import { silently } from "./events.ts";
import { loadNotice } from "./notice.ts";
import { standing } from "./standing.ts";
import { announce, h } from "./surface.ts";
import type { Failure } from "./transport.ts";

/** Opens the choices as they stand; at first open nothing is ticked. */
export function openChoices(remark = ""): Promise<unknown> {
  return silently(drawChoices(remark));
}

async function drawChoices(remark: string): Promise<void> {
  const { texts, purposes } = await loadNotice();
  const consent = standing();
  const boxes = new Map<string, HTMLInputElement>();
  const rows = purposes.map((purpose) => {
    if (!purpose.choice) return h("p", {}, ...plainly(purpose));
    const box = h("input", { type: "checkbox", checked: isOn(consent, purpose.key) });
    boxes.set(purpose.key, box);
    return h("label", {}, box, h("span", {}, ...plainly(purpose)));
  });
  openDialog(
    texts.choices,
    [h("p", {}, remark), ...rows],
    h("button", { onclick: () => save(consent, boxes) }, texts.save),
    h("button", { onclick: closeDialog }, texts.close),
    ...(consent.noticeDue ? [] : [withdrawButton(texts.withdraw)]),
  );
}

/** One press takes everything back. */
export function withdrawButton(text: string): HTMLButtonElement {
  return h("button", { className: "quiet", onclick: () => answered(withdraw()) }, text);
}

/** Closes, and says how the choice ended; where someone chose otherwise meanwhile, shows how things stand now. */
export function answered(work: Promise<void>): Promise<unknown> {
  closeDialog();
  return silently(tellOutcome(work));
}

/** What a purpose is called, what it is for and what it brings. */
export function plainly({ name, why, benefit }: NoticePurpose): readonly (Node | string)[] {
  return [h("b", {}, name), `: ${why}${benefit && ` — ${benefit}`}`];
}

async function tellOutcome(work: Promise<void>): Promise<void> {
  const outcome = work.catch((failure: unknown) => failure as Failure);
  const { texts } = await loadNotice();
  const failure = await outcome;
  if (!failure) announce(texts.saved);
  else if (failure.status === 409) await openChoices(texts.failed);
  else announce(texts.failed);
}

function save(consent: Consent, boxes: ReadonlyMap<string, HTMLInputElement>): void {
  const chosen: Record<string, boolean> = {};
  for (const [purpose, { checked }] of boxes) {
    // What is on without a word from the person, and stays on, is no yes of theirs.
    if (!checked || consent.state[purpose] === "granted" || !isOn(consent, purpose)) chosen[purpose] = checked;
  }
  void answered(choose(chosen, "settings"));
}

function isOn({ noticeDue, state, allowed }: Consent, purpose: string): boolean {
  return !noticeDue && (state[purpose] === "granted" || (state[purpose] === "unknown" && allowed[purpose] === true));
}
