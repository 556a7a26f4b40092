import type { Decision, Decisions } from "./contract.ts";
import { readChoice } from "./cookie.ts";
import { isCounted, unwatch, watch } from "./exposures.ts";
import { fillField } from "./field.ts";

const SLOT = "[data-earnest-slot]";

interface Shown {
  readonly decision: Decision;
  readonly look: string;
  readonly undo: readonly (() => void)[];
}

const shown = new Map<Element, Shown>();

/** The slots of the page, in page order. */
export function slotNames(): readonly string[] {
  return slots().map(nameOf);
}

/** What the slot around this element shows now. */
export function decisionAround(element: Element): Decision | undefined {
  return shown.get(element.closest(SLOT) ?? element)?.decision;
}

/** True once an answer has been applied to this slot, be it the default. */
export function isShown(slot: Element): boolean {
  return shown.has(slot);
}

/** Shows each decision whose slot `may` change now; the others keep what they have. */
export function place(decisions: Decisions, may: (slot: Element) => boolean): void {
  const { no } = readChoice();
  for (const slot of shown.keys()) if (!slot.isConnected) restore(slot);
  for (const slot of slots()) {
    const decision = decisions[nameOf(slot)];
    if (decision && !uses(decision, no)) show(slot, decision, may);
  }
}

/** Puts the default back wherever it is not certain that none of these purposes was used. */
export function restoreSlots(refused: readonly string[]): void {
  for (const [slot, { decision }] of shown) {
    if (decision.because.length === 0 || uses(decision, refused)) restore(slot);
  }
}

function uses(decision: Decision, purposes: readonly string[]): boolean {
  return decision.because.some((because) => purposes.includes(because.purpose));
}

function show(slot: Element, decision: Decision, may: (slot: Element) => boolean): void {
  const before = shown.get(slot);
  const look = lookOf(decision);
  if (look === (before?.look ?? lookOf())) {
    if (!isCounted(before?.decision.exposure)) note(slot, { decision, look, undo: before?.undo ?? [] });
  } else if (may(slot)) {
    restore(slot);
    note(slot, { decision, look, undo: fill(slot, decision) });
  }
}

function note(slot: Element, now: Shown): void {
  const { experience, exposure } = now.decision;
  shown.set(slot, now);
  if (experience && exposure) watch(slot, exposure);
}

function fill(slot: Element, { content, experience, because }: Decision): readonly (() => void)[] {
  const undo = within(slot, "field").flatMap((field) => {
    return fillField(field, content?.[field.getAttribute("data-earnest-field") ?? ""] ?? {});
  });
  if (!experience || because.length === 0) return undo;
  const buttons = within(slot, "why");
  const hide = (hidden: boolean) => buttons.forEach((button) => button.toggleAttribute("hidden", hidden));
  hide(false);
  return [...undo, () => hide(true)];
}

/** Decisions that look alike may take each other's place without anyone seeing it. */
function lookOf(decision?: Decision): string {
  return JSON.stringify([decision?.experience, decision?.variant, decision?.content]);
}

function restore(slot: Element): void {
  shown.get(slot)?.undo.forEach((step) => step());
  shown.delete(slot);
  unwatch(slot);
}

function slots(): readonly Element[] {
  return [...document.querySelectorAll(SLOT)];
}

function nameOf(slot: Element): string {
  return slot.getAttribute("data-earnest-slot") ?? "";
}

/** Marked elements of this slot, but not of a slot inside it. */
function within(slot: Element, mark: "field" | "why"): readonly Element[] {
  return [...slot.querySelectorAll(`[data-earnest-${mark}]`)].filter((element) => element.closest(SLOT) === slot);
}
