import { takesFrom } from "../../core/consent/source-choice.ts";
import { grantedAfter } from "../../core/consent/state.ts";
import { withoutPurposes } from "../../core/events/categories.ts";
import { foldEvent, keptEvents, type KeptEvent } from "../../core/events/fold.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { usableFor } from "../../core/profile/ceiling.ts";
import { outlasting } from "../../core/profile/purge.ts";
import { unexpired } from "../../core/profile/retention.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import { reach, type Trials } from "../../core/targeting/trial.ts";
import { commitAll, type Item } from "../../storage/commit.ts";
import type { EventMessage } from "../../storage/outbox.ts";
import type { Platform } from "../../storage/platform.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import { permitOfRegister } from "../gate-message.ts";
import { countDrops } from "./count-drops.ts";
import { foldOnto } from "./fold-onto.ts";
import type { Arrived } from "../targeting/fold-exposures.ts";

type Delivered = Arrived<EventMessage>;

const WAIT_MS = 5_000;
const MOST_TRIES = 5;
/** What one batch of a database carries at most, in characters of JSON. */
const MOST_TEXT = 800_000;

/**
 * Folds events into the profiles of their subjects, each message id once: one read and one batch per database. Registers
 * are read with the profiles, and checked again as they are written, so that an event in flight when its subject withdrew
 * writes nothing. Answers the messages that must be brought again; everything else is settled.
 */
export async function foldEvents(platform: Platform, delivered: readonly Delivered[]): Promise<ReadonlySet<EventMessage>> {
  const left = new Set<EventMessage>();
  for (const part of await partsOf(platform, delivered)) {
    const unsettled = await foldPart(platform, part).catch(() => part);
    for (const { message } of unsettled) left.add(message);
  }
  return left;
}

/** By database, and no more at once than a batch may carry. A database that is away keeps only its own part back. */
async function partsOf(platform: Platform, delivered: readonly Delivered[]): Promise<readonly (readonly Delivered[])[]> {
  const places = await Promise.all(
    delivered.map(async (item) => ({ item, binding: (await shardOf(platform.env, item.message.subject).catch(() => null))?.binding })),
  );
  return [...Map.groupBy(places, ({ binding }) => binding).values()].flatMap((group) => {
    const parts: Delivered[][] = [];
    let room = 0;
    for (const { item } of group) {
      const size = JSON.stringify(item.message.events).length;
      if (parts.length === 0 || size > room) {
        parts.push([]);
        room = MOST_TEXT;
      }
      parts.at(-1)?.push(item);
      room -= size;
    }
    return parts;
  });
}

async function foldPart(platform: Platform, part: readonly Delivered[]): Promise<readonly Delivered[]> {
  let left = part;
  for (let attempt = 0; attempt < MOST_TRIES && left.length > 0; attempt++) {
    const wanted = new Map<SubjectId, readonly string[]>();
    for (const { message } of left)
      wanted.set(message.subject, [...(wanted.get(message.subject) ?? []), ...message.events.map(({ id }) => id)]);
    const known = await readTogether(platform.env, wanted, WAIT_MS);
    left = await writeAll(left, known);
  }
  return left;
}

/** Writes what is to be kept of each subject; answers the messages of those that somebody else changed meanwhile. */
async function writeAll(delivered: readonly Delivered[], known: ReadonlyMap<SubjectId, Together>): Promise<readonly Delivered[]> {
  const byRoot = Map.groupBy(delivered, ({ message }) => known.get(message.subject)?.root ?? message.subject);
  const plans = [...byRoot].flatMap(([root, items]) => {
    const item = itemFor(root, items, known);
    return item ? [{ item, items }] : [];
  });
  const left: Delivered[] = [];
  for (const [db, group] of Map.groupBy(plans, ({ item }) => item.shard.db)) {
    const outcomes = await commitAll(
      db,
      group.map(({ item }) => item),
    );
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.ok) continue;
      if (outcome.error === "moved") forgetShards();
      left.push(...(group[index]?.items ?? []));
    }
  }
  return left;
}

interface Folding {
  values: AttributeValues;
  trials: Trials;
  readonly counted: Set<string>;
  readonly events: KeptEvent[];
}

/** The change of one subject; null when nothing of it is new and allowed. */
function itemFor(root: SubjectId, items: readonly Delivered[], known: ReadonlyMap<SubjectId, Together>): Item | null {
  const [first] = items;
  const held = first && known.get(first.message.subject);
  if (!held) return null;
  const { call } = first;
  const counted = new Set(items.flatMap(({ message }) => [...(known.get(message.subject)?.seen ?? [])]));
  const folding: Folding = { values: valuesBefore(first, held), trials: held.profile?.trials ?? {}, counted, events: [] };
  for (const item of items) foldMessage(item, held, folding);
  if (folding.events.length === 0) return null;
  const folded = {
    ...foldOnto(call, held, folding.trials),
    events: folding.events.map(withoutTraits),
    attributes: folding.values,
    at: folding.events.reduce((latest, event) => Math.max(latest, event.at), 0),
  };
  const audit = {
    at: call.now,
    actor: "system:fold-events",
    action: "profile.fold",
    target: root,
    detail: { events: folded.events.length },
  };
  return { shard: held.shard, change: { kind: "events", folded }, audit };
}

/** What the profile holds and may still be read. */
function valuesBefore({ call, message }: Delivered, { profile, registered, purges }: Together): AttributeValues {
  const permit = permitOfRegister(call, registered, message.from);
  return outlasting(call.program, unexpired(profile?.attributes ?? {}, call.now), purges, permit, call.now);
}

function foldMessage({ call, message }: Delivered, held: Together, folding: Folding): void {
  const { source } = message;
  const allowed = permitOfRegister(call, held.registered, message.from);
  const ended = held.registered ? grantedAfter(held.registered.state, message.taken) : [];
  const permit = withoutPurposes(call.program.compiled, allowed, [...message.refused, ...ended]);
  const fresh = message.events.filter(({ id }) => !folding.counted.has(id) && folding.counted.add(id));
  const taken = fresh.filter(({ at }) => takesFrom(held.registered?.state, source, Math.min(at, message.taken)));
  const refused = fresh.length - taken.length;
  if (refused > 0) countDrops(call, [{ event: "", reason: "disconnected", count: refused }]);
  for (const bare of keptEvents(call.program, taken, permit, call.now)) {
    const event = source === undefined ? bare : { ...bare, source };
    if (!isForgotten(held, message, event)) folding.values = foldEvent(call.program, folding.values, event, permit);
    folding.trials = reach(call.program, folding.trials, event, usableFor(call.program, permit, "observed"));
    folding.events.push(event);
  }
}

/** What somebody did before they had what was observed of them forgotten; what they told stays told. */
function isForgotten({ profile }: Together, { taken }: EventMessage, { name }: KeptEvent): boolean {
  return name !== "identify" && taken <= (profile?.resetAt ?? 0);
}

/** What an `identify` said is in the profile; its row only remembers that it was counted. */
function withoutTraits(event: KeptEvent): KeptEvent {
  return event.name === "identify" ? { ...event, fields: {} } : event;
}
