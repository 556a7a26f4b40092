import { addPeople, NO_TALLY, rankedOf, type Tally } from "../../core/insight/tally.ts";
import { ruleById } from "../../core/consent/resolve-rule.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { DAY } from "../../core/kernel/instant.ts";
import { usableFor } from "../../core/profile/ceiling.ts";
import { listProfiles } from "../../storage/audience-size.ts";
import { readJob } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { readTallies, readViewed, writeTallies } from "../../storage/ranking.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import type { Call } from "../call.ts";
import { permitOfRegister } from "../gate-message.ts";
import { USUAL, type Portion } from "./count-audiences.ts";

const JOB = "rank-items";
const WAIT_MS = 5_000;
/** Where a walk begins, and where one has come to its end. */
const START = "";

type Calls = ReadonlyMap<string, Call>;

/**
 * Counts what people look at, and at what besides, through all profiles of controllers with a catalogue: a bounded
 * portion a run. Everybody is asked of by the register as it is now; who took the purpose back is in no later count.
 * True when a count came to its end, and its orders are new.
 */
export async function rankItems(platform: Platform, calls: Calls, now: number, portion: Portion = USUAL): Promise<boolean> {
  const withCatalogue = new Map([...calls].filter(([, { program }]) => program.compiled.catalogue !== null));
  if (withCatalogue.size === 0) return false;
  const db = platform.env.DB;
  const from = (await readJob(db, JOB))?.cursor ?? START;
  const tallies = new Map(from === START ? [] : await readTallies(db));
  const to = await walkOn(platform, withCatalogue, from, tallies, portion);
  const moved = { job: JOB, from, to, now };
  if (to !== START) await writeTallies(db, moved, tallies, new Map());
  else await writeTallies(db, moved, new Map(), ordersOf(withCatalogue, tallies));
  return to === START;
}

function ordersOf(calls: Calls, tallies: ReadonlyMap<string, Tally>): ReadonlyMap<string, ReturnType<typeof rankedOf>> {
  return new Map([...calls.keys()].map((controller) => [controller, rankedOf(tallies.get(controller) ?? NO_TALLY)]));
}

async function walkOn(
  platform: Platform,
  calls: Calls,
  from: string,
  tallies: Map<string, Tally>,
  { pages, subjects }: Portion,
): Promise<string> {
  let after = from;
  for (let page = 0; page < pages; page++) {
    after = await countPage(platform, calls, after, tallies, subjects);
    if (after === START) break;
  }
  return after;
}

async function countPage(platform: Platform, calls: Calls, after: string, tallies: Map<string, Tally>, limit: number): Promise<string> {
  const profiles = await listProfiles(platform.env, after, limit);
  for (const [controller, group] of Map.groupBy(profiles, (profile) => profile.controller)) {
    const call = calls.get(controller);
    if (!call) continue;
    const subjects = group.map(({ subject }) => subject);
    const people = await viewedBy(call, await allowed(platform, call, subjects));
    const items = call.program.recommended?.items;
    tallies.set(
      controller,
      addPeople(tallies.get(controller) ?? NO_TALLY, people, (key) => items?.has(key) ?? false),
    );
  }
  return (profiles.length === limit ? profiles.at(-1)?.subject : undefined) ?? START;
}

/** Those whose register lets their views be counted now. Somebody merged to another, or with something yet to be purged, waits. */
async function allowed(platform: Platform, call: Call, subjects: readonly SubjectId[]): Promise<readonly Together[]> {
  const purpose = call.program.compiled.catalogue?.viewed.purpose ?? 0;
  const known = await readTogether(platform.env, new Map(subjects.map((subject) => [subject, []])), WAIT_MS);
  return subjects.flatMap((subject) => {
    const held = known.get(subject);
    if (!held?.registered || held.root !== subject || held.purges.length > 0) return [];
    const own: Call = { ...call, rule: ruleById(held.registered.state.rule) ?? call.rule };
    const permit = permitOfRegister(own, held.registered, "server");
    return (usableFor(call.program, permit, "observed") & (1 << purpose)) === 0 ? [] : [held];
  });
}

async function viewedBy({ program, now }: Call, people: readonly Together[]): Promise<readonly (readonly string[])[]> {
  const { catalogue } = program.compiled;
  if (!catalogue) return [];
  const { event, field } = catalogue.viewed;
  const viewed = { event, field, since: now - catalogue.days * DAY, now };
  const parts = [...Map.groupBy(people, ({ shard }) => shard.db)].map(([db, here]) =>
    readViewed(
      db,
      here.map(({ root }) => root),
      viewed,
    ),
  );
  return (await Promise.all(parts)).flat();
}
