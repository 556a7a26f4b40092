import { keptByLaw } from "../../core/rights/kept-by-law.ts";
import type { Erased } from "../../core/rights/erasure-plan.ts";
import { writeEndHint } from "../../storage/cache/deny.ts";
import { dropServerPasses } from "../../storage/cache/server-pass.ts";
import { writeTomb } from "../../storage/cache/tomb.ts";
import { commit } from "../../storage/commit.ts";
import { hasEvents, type EraseStep } from "../../storage/erase.ts";
import type { Platform } from "../../storage/platform.ts";
import { listSites } from "../../storage/program.ts";
import { readSubject } from "../../storage/register.ts";
import { forgetShards, shardOf, whereItIs } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";

const WAIT_MS = 5_000;
const MOST_TRIES = 8;

/** Keeps the tombstone in KV, and lets go of every pass there. Throws when KV is away. */
export async function eraseCaches(platform: Platform, { subject, name }: Erased, controller: string, at: number): Promise<void> {
  await writeTomb(platform, name, controller, at);
  await writeEndHint(platform, subject);
  const sites = await listSites(platform.env.DB);
  await dropServerPasses(
    platform,
    sites.map(({ key }) => key),
    subject,
  );
}

/** Takes away what lives with a subject, but for what law keeps of the profile. Throws `Unavailable`. */
export async function eraseRows(platform: Platform, call: Call | null, erased: Erased, now: number): Promise<void> {
  const { subject } = erased;
  await write(platform, erased, { kind: "rows", subject, at: now }, now);
  while (await whereItIs(async () => hasEvents(await shardOf(platform.env, subject), subject)))
    await write(platform, erased, { kind: "events", subject, at: now }, now);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { profile } = await whereItIs(async () => readSubject(await shardOf(platform.env, subject), subject, [], WAIT_MS));
    if (!profile) return;
    const kept = call ? keptByLaw(call.program, profile.attributes, now) : {};
    const left = Object.keys(kept).length === 0 ? null : kept;
    if (await write(platform, erased, { kind: "profile", subject, left, expected: profile.version }, now)) return;
  }
  throw new Unavailable("a profile could not be erased");
}

/** False where somebody else wrote in between, or nothing was left to write. */
async function write({ env }: Platform, { subject, name }: Erased, step: EraseStep, now: number): Promise<boolean> {
  const audit = { at: now, actor: "system:erase", action: `rights.erase-${step.kind}`, target: name, detail: {} };
  const written = await commit(await shardOf(env, subject), { kind: "erase", step }, audit);
  if (written.ok) return true;
  if (written.error === "moved") forgetShards();
  if (written.error !== "conflict") throw new Unavailable(`a subject could not be erased: ${written.error}`);
  return false;
}
