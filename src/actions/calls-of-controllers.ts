import { NO_SIGNAL } from "../core/consent/signals/signals.ts";
import { ruleById } from "../core/consent/resolve-rule.ts";
import { programOf } from "../storage/cache/program.ts";
import type { Platform } from "../storage/platform.ts";
import { listSites } from "../storage/program.ts";
import type { Actor, Call } from "./call.ts";

/** A call for each controller, by its key: what is done for all of its people is done in its name. */
export async function callsOfControllers(platform: Platform, now: number, actor: Actor): Promise<ReadonlyMap<string, Call>> {
  const calls = new Map<string, Call>();
  const rule = ruleById("DEFAULT");
  for (const { key } of await listSites(platform.env.DB)) {
    const program = await programOf(platform.env, key, platform.defer);
    if (program && rule) calls.set(program.site.controller, { platform, program, rule, country: null, signals: NO_SIGNAL, now, actor });
  }
  return calls;
}
