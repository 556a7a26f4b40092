import type { SubjectId } from "../../core/kernel/ids.ts";
import { usableFor } from "../../core/profile/ceiling.ts";
import { experienceOf, expose, isNews, type Reached, type Shown, type Trials } from "../../core/targeting/trial.ts";
import type { Item } from "../../storage/commit.ts";
import type { ExposureMessage } from "../../storage/outbox.ts";
import type { Platform } from "../../storage/platform.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import { readReached } from "../../storage/trial-sum.ts";
import { Unavailable } from "../../storage/within.ts";
import { foldOnto } from "../events/fold-onto.ts";
import { permitOfRegister, wasRefusedSince } from "../gate-message.ts";
import type { Arrived } from "./fold-exposures.ts";
import { writePlans } from "./write-plans.ts";

const WAIT_MS = 5_000;
const MOST_TRIES = 5;

/** Exposures to experiments of one unit, and the message they came in last. */
interface Exposed {
  readonly subject: SubjectId;
  readonly call: Arrived<ExposureMessage>["call"];
  readonly shown: readonly Shown[];
}

/** One unit of which there may be news. */
interface Unit {
  readonly root: SubjectId;
  readonly held: Together;
  readonly items: readonly Exposed[];
}

/**
 * Takes exposures to experiments into the profiles of their units, each unit once, with what its goals have come to; sums
 * and profile are written in one batch. Gated by the register as it writes. Throws when something is left to bring again.
 */
export async function foldTrials(platform: Platform, arrived: readonly Arrived<ExposureMessage>[]): Promise<void> {
  let left = exposedIn(arrived);
  for (let attempt = 0; attempt < MOST_TRIES && left.length > 0; attempt++) {
    const known = await readTogether(platform.env, new Map(left.map(({ subject }) => [subject, []])), WAIT_MS);
    left = await writeNews(left, known);
  }
  if (left.length > 0) throw new Unavailable("exposures could not be taken into their profiles");
}

function exposedIn(arrived: readonly Arrived<ExposureMessage>[]): readonly Exposed[] {
  return arrived.flatMap(({ call, message: { subject, exposures } }) => {
    const shown = exposures.filter((exposure) => experienceOf(call.program, exposure.experience));
    return subject !== null && shown.length > 0 ? [{ subject, call, shown }] : [];
  });
}

/** Writes what is news; answers those that somebody else changed meanwhile. */
async function writeNews(all: readonly Exposed[], known: ReadonlyMap<SubjectId, Together>): Promise<readonly Exposed[]> {
  const byRoot = Map.groupBy(all, ({ subject }) => known.get(subject)?.root ?? subject);
  const units = [...byRoot].flatMap(([root, items]) => {
    const held = known.get(items[0]?.subject ?? root);
    return held && items.some((item) => hasNews(item, held)) ? [{ root, held, items }] : [];
  });
  const left = [...Map.groupBy(units, ({ held }) => held.shard.db)].map(([db, ofDatabase]) => writeUnits(db, ofDatabase));
  return (await Promise.all(left)).flat();
}

/** The events are read after the profiles: one that comes in between changes its profile, and the unit is taken up again. */
async function writeUnits(db: D1Database, units: readonly Unit[]): Promise<readonly Exposed[]> {
  const goals = units.flatMap(({ items }) => items.flatMap(({ call }) => call.program.compiled.goals));
  const names = [...new Set(goals.map(({ event }) => event))];
  const roots = units.map(({ root }) => root);
  const reached = names.length === 0 ? new Map<string, readonly Reached[]>() : await readReached(db, roots, names);
  const plans = units.flatMap(({ root, held, items }) => {
    const item = itemFor(root, held, items, reached.get(root) ?? []);
    return item ? [{ item, from: items }] : [];
  });
  return writePlans(db, plans);
}

function hasNews({ shown }: Exposed, { profile }: Together): boolean {
  return shown.some((exposure) => isNews(profile?.trials ?? {}, exposure));
}

/** The change of one unit; null when nothing of it is allowed. */
function itemFor(root: SubjectId, held: Together, items: readonly Exposed[], events: readonly Reached[]): Item | null {
  const [first] = items;
  if (!first) return null;
  const before = held.profile?.trials ?? {};
  const trials = items.reduce((known, item) => trialsWith(known, item, held, events), before);
  if (trials === before) return null;
  const { call } = first;
  const folded = {
    ...foldOnto(call, held, trials),
    events: [],
    attributes: held.profile?.attributes ?? {},
    at: call.now,
  };
  const detail = { experiences: Object.keys(trials).length };
  return {
    shard: held.shard,
    change: { kind: "events", folded },
    audit: { at: call.now, actor: "system:fold-trials", action: "profile.expose", target: root, detail },
  };
}

function trialsWith(trials: Trials, { call, shown }: Exposed, { registered }: Together, events: readonly Reached[]): Trials {
  const permit = permitOfRegister(call, registered, "browser");
  const mask = usableFor(call.program, permit, "observed");
  return shown.reduce((known, exposure) => {
    const experience = experienceOf(call.program, exposure.experience);
    if (!experience || (permit.mask & (1 << experience.purpose)) === 0) return known;
    if (wasRefusedSince(call, registered?.state, experience.purpose, exposure.at)) return known;
    return expose(call.program, known, exposure, events, mask);
  }, trials);
}
