import type { Content } from "../core/program/compiled-experience.ts";
import type { SlotDecision } from "../core/targeting/decide.ts";
import type { ShownTrust } from "../core/targeting/trust.ts";
import { becauseText, trustText } from "./trust-text.ts";

/** Decisions as the members of a JSON object, in the order of their slots. */
export function decisionsText(
  slots: readonly string[],
  decisions: readonly SlotDecision[],
  exposures: readonly (string | null)[],
  trust?: readonly (readonly ShownTrust[])[],
): string {
  let text = "";
  let index = 0;
  for (const decision of decisions) {
    text += `${index === 0 ? "" : ","}${JSON.stringify(slots[index])}:${slotText(decision, exposures[index] ?? null, trustText(trust?.[index]))}`;
    index += 1;
  }
  return text;
}

/** A slot as JSON. Keys and tokens need no escaping, and content, the bulk of it, is written once per program. */
function slotText(slot: SlotDecision, exposure: string | null, trust: string): string {
  if (slot.experience === null) {
    return `{"experience":null,"variant":null,"content":null,"reason":"${slot.reason}","because":[],"exposure":null${trust}}`;
  }
  const shown = `"experience":"${slot.experience}","variant":"${slot.variant}","content":${contentText(slot.content)}`;
  const token = exposure === null ? "null" : `"${exposure}"`;
  return `{${shown},"reason":"${slot.reason}","because":[${becauseText(slot.because)}],"exposure":${token}${trust}}`;
}

const written = new WeakMap<Content, string>();

function contentText(content: Content | null): string {
  if (content === null) return "null";
  const known = written.get(content);
  if (known !== undefined) return known;
  const text = JSON.stringify(content);
  written.set(content, text);
  return text;
}
