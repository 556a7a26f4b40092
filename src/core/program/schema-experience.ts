import * as z from "zod/mini";
import { weeklyRule, type Weekly } from "../condition/during.ts";
import { recommendSchema } from "./catalogue.ts";
import { isZone } from "../kernel/zone.ts";
import type { Parts } from "./schema-parts.ts";

/** What may fill a slot: for whom, when, with which variants, and how a unit is assigned to one. */
export function experienceSchema(parts: Parts) {
  const { key, condition, perLocale, listed } = parts;
  const short = z.optional(z.string().check(z.maxLength(500)));
  const long = z.string().check(z.maxLength(2000));
  const value = z.union([
    long,
    z.strictObject({ text: z.optional(long), href: z.optional(long), src: z.optional(long), alt: short, title: short }),
  ]);
  const variant = z.strictObject({
    key,
    weight: z._default(z.number().check(z.minimum(0), z.maximum(1_000_000)), 1),
    content: perLocale(z.record(key, value)),
    recommend: z.optional(recommendSchema(parts)),
    /** What a flag of this experience is worth in this variant; without it, its content. */
    value: z.optional(z.union([z.boolean(), z.number(), long, z.record(z.string().check(z.maxLength(100)), z.json())])),
  });
  return z.strictObject({
    key,
    slot: key,
    purpose: key,
    priority: z._default(z.int().check(z.minimum(-1_000_000), z.maximum(1_000_000)), 0),
    when: z._default(condition, {}),
    /** The moment it is for, whose condition holds too. */
    moment: z.optional(key),
    schedule: z.optional(scheduleSchema()),
    variants: z.array(variant).check(z.minLength(1), z.maxLength(20)),
    /** The variant of whoever matches and cannot be assigned: without a unit, outside of the coverage, excluded. Not counted. */
    fallback: z.optional(key),
    /** Experiences of the same purpose that must have assigned the unit to one of these variants. */
    requires: z._default(
      z.array(z.strictObject({ experience: key, variants: z.array(key).check(z.minLength(1), z.maxLength(20)) })).check(z.maxLength(10)),
      [],
    ),
    experiment: z.optional(experimentSchema(parts)),
    /** Where it reaches people; caps may be of a channel. */
    channel: z._default(key, "web"),
    /** What counts as its success, after a unit was exposed to it. */
    goals: listed(key, 20),
  });
}

/** Instants with an offset, or local times on the clocks of `zone`; weekly windows are on its clocks too. */
function scheduleSchema() {
  const instant = z.iso.datetime({ offset: true, local: true });
  const weekly = z.custom<Omit<Weekly, "zone">>(
    (window) => weeklyRule({ zone: "UTC", ...(window as object) }) === null,
    "must be a window of days, from and until (HH:MM)",
  );
  return z
    .strictObject({
      zone: z.optional(z.string().check(z.refine(isZone, "must name a time zone such as Europe/Berlin"))),
      from: z.optional(instant),
      until: z.optional(instant),
      weekly: z.optional(z.array(weekly).check(z.minLength(1), z.maxLength(20))),
    })
    .check(
      z.refine(
        ({ zone, from, until, weekly: windows }) => zone !== undefined || (!windows && [from, until].every(saysOffset)),
        "must name the zone of its local times",
      ),
    );
}

function saysOffset(instant: string | undefined): boolean {
  return instant === undefined || /(Z|[+-]\d\d:\d\d)$/.test(instant);
}

/** How units are drawn: GrowthBook's seed, hash version, namespace and coverage, so that running experiments carry over. */
function experimentSchema(parts: Parts) {
  const { key, duration } = parts;
  const share = z.number().check(z.minimum(0), z.maximum(1));
  return z.strictObject({
    seed: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
    hashVersion: z._default(z.union([z.literal(1), z.literal(2)]), 2),
    coverage: z._default(share, 1),
    /** Steps in time that replace `coverage`; it only grows, so that nobody leaves an experiment they are in. */
    ramp: z
      ._default(z.array(z.strictObject({ at: z.iso.datetime({ offset: true }), coverage: share })).check(z.maxLength(20)), [])
      .check(z.refine(rises, "must go up in time and in coverage")),
    namespace: z.optional(
      z.strictObject({ key, from: share, to: share }).check(z.refine(({ from, to }) => from < to, "must end after it begins")),
    ),
    /** Weights that follow a goal, weighed again this often; hourly at most. */
    bandit: z.optional(z.strictObject({ goal: key, every: z._default(duration, "P1D"), by: z.optional(contextsSchema(parts)) })),
  });
}

/** What a bandit learns by: at most twenty contexts, everybody else's included. */
function contextsSchema({ key, attributeKey }: Parts) {
  const value = z.string().check(z.regex(/^[\w-][\w.-]{0,39}$/, "must be letters, digits, dots and dashes, at most 40"));
  return z.union([
    z.strictObject({ attribute: attributeKey, values: z.array(value).check(z.minLength(1), z.maxLength(19)) }),
    z.strictObject({ audiences: z.array(key).check(z.minLength(1), z.maxLength(19)) }),
  ]);
}

function rises(steps: readonly { readonly at: string; readonly coverage: number }[]): boolean {
  return steps.every((step, index) => {
    const before = steps[index - 1];
    return !before || (Date.parse(before.at) < Date.parse(step.at) && before.coverage <= step.coverage);
  });
}

/** Sections that keep units out: of experiences that exclude each other, and of everything a holdout covers. */
export function controlSections({ key, listed, duration }: Parts) {
  const share = z.number().check(z.minimum(0), z.maximum(1));
  return {
    /** Of experiences that exclude each other a unit belongs to at most one, by its share and for good. */
    exclusions: listed(
      z.strictObject({
        key,
        members: z.array(z.strictObject({ experience: key, share })).check(z.minLength(2), z.maxLength(100)),
      }),
      100,
    ),
    /** Units that see none of these experiences. Naming neither purposes nor experiences makes it the global control group. */
    holdouts: listed(z.strictObject({ key, share, purposes: listed(key, 30), experiences: listed(key, 200) }), 20),
    /** How often a person is shown an experience, anything in a slot, on a channel, for a purpose, or, where none is named, anything at all. */
    caps: listed(
      z.strictObject({
        key,
        most: z.int().check(z.minimum(1), z.maximum(1_000)),
        per: z.enum(["session", "day", "week", "lifetime"]),
        experience: z.optional(key),
        slot: z.optional(key),
        channel: z.optional(key),
        purpose: z.optional(key),
        /** Counted before it is shown, and so with a database call a decision. */
        strict: z._default(z.boolean(), false),
      }),
      50,
    ),
    /** How long a slot or an experience rests for a person who puts it away, or was shown it this often in a row and left it alone. */
    rests: listed(
      z
        .strictObject({
          slot: z.optional(key),
          experience: z.optional(key),
          dismissed: z.optional(duration),
          ignored: z.optional(z.strictObject({ after: z.int().check(z.minimum(1), z.maximum(100)), rest: duration })),
        })
        .check(
          z.refine(({ slot, experience }) => (slot === undefined) !== (experience === undefined), "must name a slot or an experience"),
          z.refine(({ dismissed, ignored }) => dismissed !== undefined || ignored !== undefined, "must say what lets it rest"),
        ),
      50,
    ),
  };
}
