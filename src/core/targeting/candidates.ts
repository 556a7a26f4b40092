import type { Gate } from "../profile/gate.ts";
import { positionsFor, type SlotIndex } from "../program/slot-index.ts";

/** Positions of experiences whose selective value is the one the view of their own purpose holds. */
export function candidates(gate: Gate, index: SlotIndex): readonly (readonly number[])[] {
  return index.byValue.flatMap((selective) => {
    const view = gate.view(selective.purpose);
    const found = view && positionsFor(selective, view.read(selective.attribute));
    return found ? [found] : [];
  });
}
