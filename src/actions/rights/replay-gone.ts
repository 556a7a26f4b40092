import { sha256Hex } from "../../core/kernel/bytes.ts";
import { asReceiptId, type SubjectId } from "../../core/kernel/ids.ts";
import { readHint, type DenyHint } from "../../storage/cache/deny.ts";
import { readTomb } from "../../storage/cache/tomb.ts";
import { graveName, readTombstones } from "../../storage/erasure.ts";
import { controllerOf, listNamed } from "../../storage/left-behind.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { settleWithdrawal } from "../consent/settle-withdrawal.ts";
import { eraseSubject } from "./erase-subject.ts";

/** A place among all subjects: after which of which database. */
export interface ReplayPlace {
  readonly database: string;
  readonly after: string;
}

export interface Replayed {
  readonly subjects: number;
  readonly erased: number;
  readonly withdrawn: number;
  /** Null when all have been gone through. */
  readonly next: ReplayPlace | null;
}

const WAIT_MS = 3_000;

/**
 * After a database was put back from an older copy: erases again whoever lies under a tombstone, and withdraws again what was
 * withdrawn since, from what is kept outside of it. Goes through the subjects of a page; taking it again changes nothing.
 * Null for an unknown database. Throws when a store is away.
 */
export async function replayGone(
  platform: Platform,
  callFor: (controller: string) => Promise<Call | null>,
  { database, after }: ReplayPlace,
  limit: number,
): Promise<Replayed | null> {
  const databases = allDatabases(platform.env);
  const index = databases.findIndex(({ name }) => name === database);
  const here = databases[index];
  if (!here) return null;
  const subjects = await listNamed(here.db, after, limit);
  const done = { erased: 0, withdrawn: 0 };
  for (const subject of subjects) {
    const replayed = await replayOne(platform, callFor, subject);
    if (replayed) done[replayed] += 1;
  }
  const last = subjects.length === limit ? subjects.at(-1) : undefined;
  const onward = databases[index + 1]?.name;
  const onwards = onward === undefined ? null : { database: onward, after: "" };
  return { subjects: subjects.length, ...done, next: last === undefined ? onwards : { database, after: last } };
}

async function replayOne(
  platform: Platform,
  callFor: (controller: string) => Promise<Call | null>,
  subject: SubjectId,
): Promise<"erased" | "withdrawn" | null> {
  const name = await graveName(platform, subject);
  const buried = (await readTombstones(platform.env.DB, [name])).get(name) ?? (await readTomb(platform, name));
  if (buried !== null) {
    const call = await callFor(buried);
    const again = call && (await eraseSubject(call, subject, true));
    if (!again?.ok) throw new Unavailable("somebody could not be erased again");
    return "erased";
  }
  return withdrawAgain(platform, callFor, subject);
}

async function withdrawAgain(
  platform: Platform,
  callFor: (controller: string) => Promise<Call | null>,
  subject: SubjectId,
): Promise<"withdrawn" | null> {
  const hint = await readHint(platform, subject);
  const controller = hint && hint.refused?.length !== 0 ? await lostBy(platform, subject, hint) : null;
  const call = controller === null ? null : await callFor(controller);
  if (!hint || !call) return null;
  const id = asReceiptId(`rcp_${(await sha256Hex(`replay|${subject}|${hint.version}`)).slice(0, 32)}`);
  const withdrawal = id && ({ id, at: call.now, purposes: hint.refused, method: "settings" } as const);
  if (withdrawal && (await settleWithdrawal(call, subject, withdrawal, hint.version - 1))) return "withdrawn";
  throw new Unavailable("a withdrawal could not be written again");
}

/** The controller whose register does not know of a withdrawal; null where it does, or the root it was merged to answers for it. */
async function lostBy({ env }: Platform, subject: SubjectId, { version }: DenyHint): Promise<string | null> {
  const { root, registered, shard } = await readRoot(env, subject, [], WAIT_MS);
  if (root !== subject) return null;
  if (registered === null) return controllerOf(shard, subject);
  return registered.version < version ? registered.controller : null;
}
