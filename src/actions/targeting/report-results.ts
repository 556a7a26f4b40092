import { refuse, ok, type Result } from "../../core/kernel/result.ts";
import { resultsOf, type Results } from "../../core/targeting/results.ts";
import { experienceOf } from "../../core/targeting/trial.ts";
import { readSums } from "../../storage/trial-sum.ts";
import type { Call } from "../call.ts";

/** What an experiment of the program came to; refused for an experience that compares nothing. Throws `Unavailable`. */
export async function reportResults(call: Call, key: string, alpha: number): Promise<Result<Results, "unknown-experiment">> {
  const experience = experienceOf(call.program, key);
  if (!experience) return refuse("unknown-experiment");
  return ok(resultsOf(call.program, experience, await readSums(call.platform.env, call.program.compiled.key, key), alpha));
}
