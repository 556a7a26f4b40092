import type { SubjectId } from "../../core/kernel/ids.ts";
import { dayOf } from "../../core/kernel/instant.ts";
import { addSizes, listProfiles, type Sized } from "../../storage/audience-size.ts";
import { readJob } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { readStanding } from "../consent/read-standing.ts";
import type { Call } from "../call.ts";
import { audiencesHeld } from "../profile/audiences-held.ts";

/** How much one run does: pages in all, and subjects a page. */
export interface Portion {
  readonly pages: number;
  readonly subjects: number;
}

/** What one run may ask a database for is bounded. */
export const USUAL: Portion = { pages: 20, subjects: 500 };
const JOB = "count-audiences";
/** In the place of a subject: the day is through. */
const DONE = "-";

type CallFor = (controller: string) => Promise<Call | null>;

/**
 * Counts who is in which audience, once a day through all profiles: a bounded portion a run, the next run goes on where
 * the last one stopped, and each page counts once. Everybody is judged by the register and through the gate, as now.
 */
export async function countAudiences(platform: Platform, callFor: CallFor, now: number, portion: Portion = USUAL): Promise<void> {
  let known = (await readJob(platform.env.DB, JOB))?.cursor ?? "";
  let place = readCursor(known);
  if (place.after === DONE && place.day !== dayOf(now)) place = { day: dayOf(now), after: "" };
  for (let page = 0; page < portion.pages && place.after !== DONE; page++) {
    const { next, people } = await countPage(platform, callFor, place, portion.subjects);
    const cursor = `${next.day}|${next.after}`;
    await addSizes(platform.env.DB, { job: JOB, from: known, to: cursor, now }, place.day, people);
    [known, place] = [cursor, next];
  }
}

interface Place {
  readonly day: string;
  readonly after: string;
}

async function countPage(
  platform: Platform,
  callFor: CallFor,
  place: Place,
  limit: number,
): Promise<{ readonly next: Place; readonly people: readonly Sized[] }> {
  const profiles = await listProfiles(platform.env, place.after, limit);
  const groups = [...Map.groupBy(profiles, ({ controller }) => controller)];
  const people = await Promise.all(groups.map(([controller, group]) => audiencesIn(callFor, controller, group)));
  const last = profiles.length === limit ? profiles.at(-1) : undefined;
  return { next: { ...place, after: last?.subject ?? DONE }, people: people.flat() };
}

/** True once every profile was counted for a day. */
export async function isCounted(platform: Pick<Platform, "env">, day: string): Promise<boolean> {
  const at = readCursor((await readJob(platform.env.DB, JOB))?.cursor ?? "");
  return at.day > day || (at.day === day && at.after === DONE);
}

function readCursor(cursor: string): Place {
  const [day = "", after = DONE] = cursor === "" ? [] : cursor.split("|");
  return { day, after };
}

/** The audiences of people of one controller. A record that was merged to another is counted as part of it. */
async function audiencesIn(
  callFor: CallFor,
  controller: string,
  people: readonly { readonly subject: SubjectId }[],
): Promise<readonly Sized[]> {
  const call = await callFor(controller);
  if (!call) return [];
  const held = await readStanding(
    call,
    people.map(({ subject }) => subject),
  );
  return [...held.values()].flatMap((own) => audiencesHeld(call, own)).map((audience) => ({ controller, audience }));
}
