import type { Decision, Decisions } from "./contract.ts";
import { readChoice } from "./cookie.ts";
import { isCounted, unwatch, watch } from "./exposures.ts";
import { fillField } from "./field.ts";

const SLOT = "[data-earnest-slot]";

/** The steps back to the default; none where it is not in the page: such a slot stays as it is. */
type Undo = readonly (() => void)[] | undefined;

const shown = new Map<Element, readonly [Decision, Undo]>();

/** The slots of the page, in page order. */
export function slotNames(): readonly string[] {
  return slots().map(nameOf);
}

/** What the slot around this element shows now. */
export function decisionAround(element: Element): Decision | undefined {
  return shown.get(element.closest(SLOT) ?? element)?.[0];
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
  for (const [slot, [decision]] of shown) {
    if (decision.because.length === 0 || uses(decision, refused)) restore(slot);
  }
}

function uses(decision: Decision, purposes: readonly string[]): boolean {
  return decision.because.some((because) => purposes.includes(because.purpose));
}

function show(slot: Element, decision: Decision, may: (slot: Element) => boolean): void {
  const [before, undo] = shown.get(slot) ?? [undefined, []];
  if (!undo) return;
  if (lookOf(decision) === lookOf(before)) {
    if (!isCounted(before?.exposure)) note(slot, decision, undo);
  } else if (may(slot)) {
    restore(slot);
    note(slot, decision, fill(slot, decision));
  }
}

/** What a slot shows from now on, and the steps back to its default. */
export function note(slot: Element, decision: Decision, undo?: Undo): void {
  const { experience, exposure } = decision;
  shown.set(slot, [decision, undo]);
  if (experience && exposure) watch(slot, exposure);
}

function fill(slot: Element, { content }: Decision): Undo {
  return [...slot.querySelectorAll("[data-earnest-field]")].flatMap((field) => {
    // A field of a slot inside this one is that slot's.
    return field.closest(SLOT) === slot ? fillField(field, content?.[field.getAttribute("data-earnest-field") as string] ?? {}) : [];
  });
}

/** Decisions that look alike may take each other's place without anyone seeing it. */
function lookOf(decision?: Decision): string {
  return JSON.stringify([decision?.experience, decision?.variant, decision?.content]);
}

function restore(slot: Element): void {
  shown.get(slot)?.[1]?.forEach((step) => step());
  shown.delete(slot);
  unwatch(slot);
}

function slots(): readonly Element[] {
  return [...document.querySelectorAll(SLOT)];
}

function nameOf(slot: Element): string {
  return slot.getAttribute("data-earnest-slot") as string;
}
