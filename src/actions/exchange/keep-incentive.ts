import { incentiveOfAsk } from "../../core/exchange/incentive.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import { canonical } from "../../core/kernel/canonical.ts";
import type { CompiledAsk } from "../../core/program/compiled-ask.ts";
import { keepTexts } from "../../storage/notice-text.ts";
import type { Call } from "../call.ts";

/**
 * Keeps the notice of what an answer was given for, before it is written down, and tells its hash; null where there is none.
 * Throws `Unavailable`: there is no exchange whose words are lost.
 */
export async function keepIncentive(call: Call, ask: CompiledAsk, locale: string): Promise<string | null> {
  const { compiled } = call.program;
  const incentive = incentiveOfAsk(compiled, ask, locale);
  if (incentive === null) return null;
  const body = canonical({ ask: ask.key, locale, ...incentive });
  const hash = await sha256Hex(body);
  await keepTexts(call.platform.env.DB, [{ hash, program: compiled.key, version: `ask:${ask.key}`, locale, body }], call.now);
  return hash;
}
