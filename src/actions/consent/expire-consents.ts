import { expiryOf } from "../../core/consent/choose.ts";
import { NOTHING_SAID } from "../../core/consent/state.ts";
import { receiptId, type SubjectId } from "../../core/kernel/ids.ts";
import { readJob, writeJob } from "../../storage/job.ts";
import { randomBytes, type Platform } from "../../storage/platform.ts";
import { readExpired, type Registered } from "../../storage/register.ts";
import { allDatabases } from "../../storage/shards.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "./append-record.ts";

const CHUNK = 100;
const MOST_CHUNKS = 20;

/**
 * Writes an `expired` entry for every grant past its time, in chunks that remember how far they came; a run that is cut
 * off is taken up by the next. Grants are not used past their time in any case: this makes the ledger say so.
 */
export async function expireConsents(
  platform: Platform,
  callFor: (controller: string) => Promise<Call | null>,
  now: number,
): Promise<number> {
  let done = 0;
  for (const { name, db } of allDatabases(platform.env)) {
    const job = `expire-consents:${name}`;
    let cursor = (await readJob(platform.env.DB, job))?.cursor ?? "";
    for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
      const expired = await readExpired(db, cursor, now, CHUNK);
      done += await expireChunk(callFor, expired);
      cursor = expired.length < CHUNK ? "" : (expired.at(-1)?.subject ?? "");
      await writeJob(platform.env.DB, job, cursor, done, now);
      if (cursor === "") break;
    }
  }
  return done;
}

type Expired = Registered & { readonly subject: SubjectId };

async function expireChunk(callFor: (controller: string) => Promise<Call | null>, expired: readonly Expired[]): Promise<number> {
  let done = 0;
  for (const held of expired) if (await expireOne(await callFor(held.controller), held)) done += 1;
  return done;
}

async function expireOne(call: Call | null, held: Expired): Promise<boolean> {
  if (!call) return false;
  const record = expiryOf(held.state, {
    at: call.now,
    site: call.program.site.key,
    controller: held.controller,
    signals: call.signals,
  });
  if (!record) return false;
  const id = receiptId(randomBytes(16));
  return (
    await appendRecord(call, { subject: held.subject, id, carried: NOTHING_SAID, unheard: [], held, record: () => record, once: true })
  ).ok;
}
