import { askResultsOf, type AskResults } from "../../core/targeting/ask-results.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { countAsked } from "../../storage/asked.ts";
import type { Call } from "../call.ts";

/** How many were asked a question, by its benefits, and how many answered. Records are counted one by one. Throws `Unavailable`. */
export async function reportAsked({ program, platform }: Call, key: string, alpha: number): Promise<Result<AskResults, "unknown-ask">> {
  const ask = program.compiled.asks.find((item) => item.key === key);
  if (!ask) return refuse("unknown-ask");
  return ok(askResultsOf(ask, await countAsked(platform.env, program.site.controller, key), alpha));
}
