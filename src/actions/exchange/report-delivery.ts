import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { readSubject } from "../../storage/register.ts";
import { readPromise, type Outcome, type PromiseRow } from "../../storage/promise.ts";
import { shardOf } from "../../storage/shards.ts";
import type { Call } from "../call.ts";
import { endPromise } from "./keep-promise.ts";
import { haltAsks } from "./raise-overdue.ts";

const WAIT_MS = 2_000;

/**
 * Takes a brand's word that what somebody was promised has come, or that it knows it will not: then the question may be put
 * to others again. The first word holds. `unknown`: nothing was promised under this id to people of this controller. Throws `Unavailable`.
 */
export async function reportDelivery(call: Call, id: string, outcome: Outcome): Promise<Result<PromiseRow, "unknown" | "unavailable">> {
  const { env } = call.platform;
  const promise = await readPromise(env, id);
  if (!promise || !(await isOurs(call, promise))) return refuse("unknown");
  if (promise.endedAt !== null) return ok(promise);
  if (!(await endPromise(call, promise, outcome))) return refuse("unavailable");
  const ended = await readPromise(env, id);
  if (promise.due <= call.now) await haltAsks(call.program.compiled.sites.map((site) => ({ ...call, program: { ...call.program, site } })));
  return ended ? ok(ended) : refuse("unavailable");
}

async function isOurs(call: Call, { subject }: PromiseRow): Promise<boolean> {
  const { registered } = await readSubject(await shardOf(call.platform.env, subject), subject, [], WAIT_MS);
  return registered?.controller === call.program.site.controller;
}
