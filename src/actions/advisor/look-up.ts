import { fieldsLeaving, valuesLeaving, type ExportedValue, type Leaving } from "../../core/profile/export-record.ts";
import { valuesOf } from "../../core/profile/facets.ts";
import { Gate } from "../../core/profile/gate.ts";
import { endedEvents, type StoredEvent } from "../../core/profile/purge.ts";
import type { CompiledAdvisor } from "../../core/program/compiled-advisor.ts";
import type { Journey } from "../../core/exchange/journey.ts";
import type { Value } from "../../core/exchange/value.ts";
import { valueFor } from "../../core/exchange/value-for.ts";
import type { SlotDecision } from "../../core/targeting/decide.ts";
import { hintsFor } from "../../core/targeting/hints.ts";
import { stickyOf } from "../../core/targeting/join.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { toHex } from "../../core/kernel/bytes.ts";
import { DAY } from "../../core/kernel/instant.ts";
import { readAdvice, readTaken } from "../../storage/advice.ts";
import { commit } from "../../storage/commit.ts";
import { randomBytes } from "../../storage/platform.ts";
import { readNamedEvents } from "../../storage/named-event.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, type Call } from "../call.ts";
import { readValueHeld } from "../exchange/read-value.ts";
import { readFamily } from "../identity/read-family.ts";
import { journeyFor } from "./journey-for.ts";
import { readGiven, type Given } from "./read-given.ts";
import { standingOf, type Standing } from "./standing-of.ts";

/** Something a person did, as an adviser may see it. */
export interface Done {
  readonly name: string;
  /** RFC 3339. */
  readonly at: string;
  readonly fields: { readonly [field: string]: unknown };
}

/** What an adviser sees of a person: nothing but whether it is allowed, where it is not. */
export interface AdviserView {
  /** Under which what became of its hints is told. */
  readonly view: string;
  readonly subject: SubjectId;
  readonly allowed: boolean;
  readonly why: string;
  readonly attributes: { readonly [attribute: string]: ExportedValue };
  readonly purchases: readonly Done[];
  readonly contacts: readonly Done[];
  readonly given: readonly Given[];
  /** What they gave and got, as far as that purpose goes; null where it is not allowed. */
  readonly value: Value | null;
  /** The newest of what they were asked and what came of it, as far as that purpose goes; null where it is not allowed. */
  readonly journey: Pick<Journey, "steps"> | null;
  readonly hints: readonly SlotDecision[];
}

/** Views are kept this long, for the person to see. */
const KEPT = 400 * DAY;
const MOST_EVENTS = 50;
const MOST_TRIES = 3;

/**
 * What somebody who advises a person may see of them now: what the purpose of advice is allowed, and nothing else. The view
 * is written down before it is shown. Throws `Unavailable`.
 */
export async function lookUp(call: Call, advisor: CompiledAdvisor, subject: SubjectId, locale: string | null): Promise<AdviserView> {
  const standing = await standingOf(call, subject);
  const allowed = (standing.permit.mask & (1 << advisor.purpose)) !== 0;
  const shown = allowed ? await shownOf(call, advisor, standing, locale) : NOTHING_SHOWN;
  const view = `view_${toHex(randomBytes(16))}`;
  const purpose = call.program.compiled.purposes[advisor.purpose]?.key ?? "";
  const hints = shown.hints.flatMap(({ experience }) => experience ?? []);
  const viewed = { id: view, at: call.now, actor: actorName(call.actor), purpose, allowed, hints };
  await writeView(call, standing.root, viewed);
  return { view, subject: standing.root, allowed, why: standing.permit.why[advisor.purpose] ?? "unknown", ...shown };
}

type Shown = Omit<AdviserView, "view" | "subject" | "allowed" | "why">;
const NOTHING_SHOWN: Shown = { attributes: {}, purchases: [], contacts: [], given: [], value: null, journey: null, hints: [] };

async function shownOf(call: Call, advisor: CompiledAdvisor, standing: Standing, locale: string | null): Promise<Shown> {
  const { program, platform } = call;
  const { held, root, permit, sensitiveFree } = standing;
  const leaving: Leaving = { permit, sensitiveFree, purpose: advisor.purpose };
  const { subjects } = await readFamily(platform.env, root);
  const spoken = localeOf(program.compiled.locales, locale);
  const names = [...advisor.purchases, ...advisor.contacts];
  const [stored, advice, taken, given, exchanged, journey] = await Promise.all([
    readNamedEvents(platform.env, subjects, names, MOST_EVENTS),
    readAdvice(platform.env, root, 1),
    readTaken(platform.env, program.site.controller),
    readGiven(call, subjects, advisor.purpose),
    readValueHeld(call, held, root, subjects, spoken),
    journeyFor(call, advisor, standing, subjects, spoken),
  ]);
  const done = stored.flatMap(({ event, purges }) => {
    const isOver = endedEvents(program, [event], purges, permit, call.now).gone.length > 0;
    const fields = isOver ? null : fieldsLeaving(program, leaving, event, call.now);
    return fields ? [doneOf(event, fields)] : [];
  });
  const states = Object.fromEntries(Object.entries(held.values).map(([key, { value }]) => [key, value]));
  const situation = {
    gate: new Gate(program, permit, valuesOf(program, states, call.now), sensitiveFree),
    unit: root,
    consentVersion: held.version,
    locale: spoken,
    now: call.now,
    sticky: mayStick(program, permit.mask) ? stickyOf(program, held.trials, {}) : undefined,
  };
  const attributes = valuesLeaving(program, leaving, held.values, call.now);
  const purpose = program.compiled.purposes[advisor.purpose]?.key ?? "";
  return {
    attributes,
    purchases: done.filter(({ name }) => advisor.purchases.includes(name)),
    contacts: done.filter(({ name }) => advisor.contacts.includes(name)),
    given,
    value: valueFor(program.compiled, exchanged, purpose, Object.keys(attributes)),
    journey,
    hints: hintsFor(program, advisor, situation, permit.explicit, { told: advice.told, taken }),
  };
}

function doneOf({ name, at }: StoredEvent, fields: Done["fields"]): Done {
  return { name, at: new Date(at).toISOString(), fields };
}

async function writeView(call: Call, subject: SubjectId, viewed: Parameters<typeof auditOf>[1]): Promise<void> {
  const step = { kind: "view", subject, viewed, forgetBefore: call.now - KEPT } as const;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const shard = await shardOf(call.platform.env, subject);
    const written = await commit(shard, { kind: "served", step }, auditOf(subject, viewed));
    if (written.ok) return;
    if (written.error !== "moved") break;
    forgetShards();
  }
  throw new Unavailable("a view could not be written down, so nothing is shown");
}

function auditOf(target: SubjectId, { at, actor, id, allowed, purpose, hints }: Viewing) {
  return { at, actor, action: "advisor.view", target, detail: { view: id, allowed, purpose, hints: hints.length } };
}

interface Viewing {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly purpose: string;
  readonly allowed: boolean;
  readonly hints: readonly string[];
}
