import { askResultsOf, type AskResults } from "../../core/targeting/ask-results.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { countAsked } from "../../storage/asked.ts";
import type { Call } from "../call.ts";

/** How many were asked a question, by its benefits, and how many answered. Records of one person are one. Throws `Unavailable`. */
export async function reportAsked({ program, platform }: Call, key: string, alpha: number): Promise<Result<AskResults, "unknown-ask">> {
  const ask = program.compiled.asks.find((item) => item.key === key);
  if (!ask) return refuse("unknown-ask");
  return ok(askResultsOf(ask, await countAsked(platform.env, program.site.controller, [key]), alpha));
}

/** The same of all questions of a program, in its order. Throws `Unavailable`. */
export async function reportAllAsked({ program, platform }: Call, alpha: number): Promise<readonly AskResults[]> {
  const { asks } = program.compiled;
  const keys = asks.map(({ key }) => key);
  const counts = Map.groupBy(await countAsked(platform.env, program.site.controller, keys), ({ ask }) => ask);
  return asks.map((ask) => askResultsOf(ask, counts.get(ask.key) ?? [], alpha));
}
