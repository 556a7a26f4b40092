import type { Gate } from "../profile/gate.ts";
import { positionsFor, type SlotIndex } from "../program/slot-index.ts";

/** Positions of the experiences that could match: those whose selective value the view of their own purpose holds, and all without one. */
export function candidates(gate: Gate, index: SlotIndex): readonly (readonly number[])[] {
  const lists = [index.rest];
  for (const selective of index.byValue) {
    const view = gate.view(selective.purpose);
    const found = view && positionsFor(selective, view.read(selective.attribute));
    if (found) lists.push(found);
  }
  return lists;
}
