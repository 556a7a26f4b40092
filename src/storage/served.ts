import { adviceStatements, type AdviceStep } from "./advice.ts";
import { sharedStatements, type SharedStep } from "./shared.ts";
import type { Shard } from "./shards.ts";

/** What people do who help a person: who saw what to advise them, and what they let another see. */
export type ServedStep = AdviceStep | SharedStep;

export function servedStatements(shard: Shard, step: ServedStep): readonly D1PreparedStatement[] {
  return step.kind === "view" || step.kind === "told" ? adviceStatements(shard, step) : sharedStatements(shard, step);
}
