import * as z from "zod";
import { weeklyRule, type Weekly } from "../condition/during.ts";
import { recommendSchema } from "./catalogue.ts";
import { isZone } from "../kernel/zone.ts";
import type { Parts } from "./schema-parts.ts";

/** What may fill a slot: for whom, when, with which variants, and how a unit is assigned to one. */
export function experienceSchema(parts: Parts) {
  const { key, condition, perLocale, listed } = parts;
  const short = z.string().max(500).optional();
  const long = z.string().max(2000);
  const value = z.union([
    long,
    z.strictObject({ text: long.optional(), href: long.optional(), src: long.optional(), alt: short, title: short }),
  ]);
  const variant = z.strictObject({
    key,
    weight: z.number().min(0).max(1_000_000).default(1),
    content: perLocale(z.record(key, value)),
    recommend: recommendSchema(parts).optional(),
    /** What a flag of this experience is worth in this variant; without it, its content. */
    value: z.union([z.boolean(), z.number(), long, z.record(z.string().max(100), z.json())]).optional(),
  });
  return z.strictObject({
    key,
    slot: key,
    purpose: key,
    priority: z.int().min(-1_000_000).max(1_000_000).default(0),
    when: condition.default({}),
    /** The moment it is for, whose condition holds too. */
    moment: key.optional(),
    schedule: scheduleSchema().optional(),
    variants: z.array(variant).min(1).max(20),
    /** The variant of whoever matches and cannot be assigned: without a unit, outside of the coverage, excluded. Not counted. */
    fallback: key.optional(),
    /** Experiences of the same purpose that must have assigned the unit to one of these variants. */
    requires: z
      .array(z.strictObject({ experience: key, variants: z.array(key).min(1).max(20) }))
      .max(10)
      .default([]),
    experiment: experimentSchema(parts).optional(),
    /** Where it reaches people; caps may be of a channel. */
    channel: key.default("web"),
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
      zone: z.string().refine(isZone, "must name a time zone such as Europe/Berlin").optional(),
      from: instant.optional(),
      until: instant.optional(),
      weekly: z.array(weekly).min(1).max(20).optional(),
    })
    .refine(
      ({ zone, from, until, weekly: windows }) => zone !== undefined || (!windows && [from, until].every(saysOffset)),
      "must name the zone of its local times",
    );
}

function saysOffset(instant: string | undefined): boolean {
  return instant === undefined || /(Z|[+-]\d\d:\d\d)$/.test(instant);
}

/** How units are drawn: GrowthBook's seed, hash version, namespace and coverage, so that running experiments carry over. */
function experimentSchema(parts: Parts) {
  const { key, duration } = parts;
  const share = z.number().min(0).max(1);
  return z.strictObject({
    seed: z.string().min(1).max(100).optional(),
    hashVersion: z.union([z.literal(1), z.literal(2)]).default(2),
    coverage: share.default(1),
    /** Steps in time that replace `coverage`; it only grows, so that nobody leaves an experiment they are in. */
    ramp: z
      .array(z.strictObject({ at: z.iso.datetime({ offset: true }), coverage: share }))
      .max(20)
      .default([])
      .refine(rises, "must go up in time and in coverage"),
    namespace: z
      .strictObject({ key, from: share, to: share })
      .refine(({ from, to }) => from < to, "must end after it begins")
      .optional(),
    /** Weights that follow a goal, weighed again this often; hourly at most. */
    bandit: z.strictObject({ goal: key, every: duration.default("P1D"), by: contextsSchema(parts).optional() }).optional(),
  });
}

/** What a bandit learns by: at most twenty contexts, everybody else's included. */
function contextsSchema({ key, attributeKey }: Parts) {
  const value = z.string().regex(/^[\w-][\w.-]{0,39}$/, "must be letters, digits, dots and dashes, at most 40");
  return z.union([
    z.strictObject({ attribute: attributeKey, values: z.array(value).min(1).max(19) }),
    z.strictObject({ audiences: z.array(key).min(1).max(19) }),
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
  const share = z.number().min(0).max(1);
  return {
    /** Of experiences that exclude each other a unit belongs to at most one, by its share and for good. */
    exclusions: listed(
      z.strictObject({
        key,
        members: z
          .array(z.strictObject({ experience: key, share }))
          .min(2)
          .max(100),
      }),
      100,
    ),
    /** Units that see none of these experiences. Naming neither purposes nor experiences makes it the global control group. */
    holdouts: listed(z.strictObject({ key, share, purposes: listed(key, 30), experiences: listed(key, 200) }), 20),
    /** How often a person is shown an experience, anything in a slot, on a channel, for a purpose, or, where none is named, anything at all. */
    caps: listed(
      z.strictObject({
        key,
        most: z.int().min(1).max(1_000),
        per: z.enum(["session", "day", "week", "lifetime"]),
        experience: key.optional(),
        slot: key.optional(),
        channel: key.optional(),
        purpose: key.optional(),
        /** Counted before it is shown, and so with a database call a decision. */
        strict: z.boolean().default(false),
      }),
      50,
    ),
    /** How long a slot or an experience rests for a person who puts it away, or was shown it this often in a row and left it alone. */
    rests: listed(
      z
        .strictObject({
          slot: key.optional(),
          experience: key.optional(),
          dismissed: duration.optional(),
          ignored: z.strictObject({ after: z.int().min(1).max(100), rest: duration }).optional(),
        })
        .refine(({ slot, experience }) => (slot === undefined) !== (experience === undefined), "must name a slot or an experience")
        .refine(({ dismissed, ignored }) => dismissed !== undefined || ignored !== undefined, "must say what lets it rest"),
      50,
    ),
  };
}
