import { metNow, seasonOf } from "../../core/exchange/challenge.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { dayOf } from "../../core/kernel/instant.ts";
import { moveJob, readJob, writeJob } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases } from "../../storage/shards.ts";
import { listLocked, readUnlockedOf, type Locked } from "../../storage/unlocked.ts";
import type { Call } from "../call.ts";
import { readStanding } from "../consent/read-standing.ts";
import { USUAL, type Portion } from "../insight/count-audiences.ts";
import { audiencesHeld } from "../profile/audiences-held.ts";
import { schemeName } from "./move-points.ts";
import { challenging, unlockChallenges } from "./unlock-challenges.ts";

const JOB = "meet-challenges";
/** In the place of a subject: the day is through. */
const DONE = "-";

type Calls = ReadonlyMap<string, Call>;

/**
 * Looks once a day at everybody of whom a challenge of this season is not unlocked yet, so that a new season or a challenge
 * that was published needs no new event: a bounded portion of each database a run, the next goes on where it stopped. Whoever
 * could not be looked at keeps nobody waiting, and is looked at the day after.
 */
export async function meetChallenges(platform: Platform, calls: Calls, now: number, portion: Portion = USUAL): Promise<void> {
  const locked = [...calls].flatMap(([controller, call]) => lockedOf(controller, call));
  if (locked.length === 0) return;
  const failures: unknown[] = [];
  for (const { db } of allDatabases(platform.env)) failures.push(...(await walkOn(db, calls, locked, now, portion)));
  if (failures.length > 0) throw new AggregateError(failures, `challenges of ${failures.length} people failed`);
}

/** Walks on through one database; answers what failed. */
async function walkOn(db: D1Database, calls: Calls, locked: readonly Locked[], now: number, portion: Portion): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  const place = await placeIn(db, now);
  let { cursor, after } = place;
  for (let page = 0; page < portion.pages && after !== DONE; page++) {
    const people = await listLocked(db, locked, after, portion.subjects);
    failures.push(...(await unlockAll(db, calls, people)));
    after = (people.length === portion.subjects ? people.at(-1)?.subject : undefined) ?? DONE;
    const next = `${place.day}|${after}`;
    if (!(await moveJob(db, JOB, cursor, next, now))) break;
    cursor = next;
  }
  return failures;
}

interface Place {
  readonly cursor: string;
  readonly day: string;
  readonly after: string;
}

/** Where the last run stopped in a database; the beginning on a new day after one that is through. */
async function placeIn(db: D1Database, now: number): Promise<Place> {
  const today = dayOf(now);
  const known = (await readJob(db, JOB))?.cursor;
  if (known === undefined) await writeJob(db, JOB, `${today}|`, 0, now);
  const cursor = known ?? `${today}|`;
  const [day = "", after = DONE] = cursor.split("|");
  return after === DONE && day !== today ? { cursor, day: today, after: "" } : { cursor, day, after };
}

function lockedOf(controller: string, call: Call): readonly Locked[] {
  return challenging(call).flatMap((reward) =>
    reward.challenges.map((challenge) => ({
      ...{ controller, scheme: schemeName(call, reward), challenge: challenge.key, season: seasonOf(challenge, call.now) },
    })),
  );
}

async function unlockAll(db: D1Database, calls: Calls, people: Awaited<ReturnType<typeof listLocked>>): Promise<readonly unknown[]> {
  const locked = people.filter(({ isLocked }) => isLocked === 1);
  if (locked.length === 0) return [];
  const known = await readUnlockedOf(
    db,
    locked.map(({ subject }) => subject),
  );
  const failures: unknown[] = [];
  for (const [controller, own] of Map.groupBy(locked, (person) => person.controller)) {
    const call = calls.get(controller);
    if (!call) continue;
    const met = await meetingNow(
      call,
      own.map(({ subject }) => subject),
      known,
    );
    const outcomes = await Promise.allSettled(met.map((subject) => unlockChallenges(call, subject)));
    failures.push(...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : [])));
  }
  return failures;
}

/** Those who meet a challenge that their own record has not unlocked: few, and only they are looked at one by one. */
async function meetingNow(
  call: Call,
  subjects: readonly SubjectId[],
  known: Awaited<ReturnType<typeof readUnlockedOf>>,
): Promise<readonly SubjectId[]> {
  const held = await readStanding(call, subjects);
  return [...held].flatMap(([subject, own]) => {
    const audiences = audiencesHeld(call, own);
    const isMet = challenging(call).some((reward) => {
      const scheme = schemeName(call, reward);
      const rows = (known.get(subject) ?? []).filter((row) => row.scheme === scheme);
      return metNow(reward, audiences, rows, call.now).length > 0;
    });
    return isMet ? [subject] : [];
  });
}
