import type { FacetValue } from "../../core/consent/pass.ts";
import type { Permit } from "../../core/consent/permit.ts";
import { foldEvent, keptEvents } from "../../core/events/fold.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { outlasting } from "../../core/profile/purge.ts";
import { unexpired } from "../../core/profile/retention.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import { closeCollection, endCollection, readCollection, type CollectedField } from "../../storage/collection.ts";
import { commit } from "../../storage/commit.ts";
import type { Folded } from "../../storage/event.ts";
import { forgetShards } from "../../storage/shards.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import { permitIn } from "../bulk/permit-in.ts";
import { actorName, type Call } from "../call.ts";
import { foldOnto } from "../events/fold-onto.ts";
import { openSubject, openValue } from "./sealing.ts";

/** `unknown`: no such collection, or it ended. `nobody`: no screen was paired, so that nobody saw anything. */
export type FinishRefusal = "unknown" | "nobody" | "unavailable";

/** What became of each field; keys of attributes. */
export interface Finished {
  readonly kept: readonly string[];
  readonly struck: readonly string[];
  readonly unseen: readonly string[];
  /** Seen, and kept for no purpose that is allowed. */
  readonly refused: readonly string[];
}

const WAIT_MS = 2_000;
const MOST_TRIES = 5;

/**
 * Ends a collection: what the customer's screen has shown as it stands, and they did not strike, becomes theirs for the purposes
 * they allow now; nothing else is kept. Ended again after it was cut off, it comes to the same; one that ended is `unknown`. Throws `Unavailable`.
 */
export async function finishCollecting(call: Call, id: string): Promise<Result<Finished, FinishRefusal>> {
  const found = await readCollection(call.platform.env, "id", id);
  const { collection } = found ?? {};
  if (!found || !collection || collection.endedAt !== null || collection.until <= call.now || collection.site !== call.program.site.key)
    return refuse("unknown");
  const subject = await openSubject(call.platform, collection.who);
  if (!subject) return refuse("nobody");
  // Only what can be struck no more is read: whoever strikes meanwhile is told that it was too late.
  await closeCollection(call.platform.env, id, call.now);
  const { fields } = (await readCollection(call.platform.env, "id", id)) ?? found;
  const seen = await valuesSeen(call, id, fields);
  const kept = await keep(call, subject, id, seen);
  if (kept === null) return refuse("unavailable");
  await endCollection(call.platform.env, id, actorName(call.actor), kept.length, call.now);
  const struck = fields.filter((field) => field.struck === 1).map(({ attribute }) => attribute);
  const unseen = fields.filter((field) => field.struck === 0 && field.shown !== field.rev).map(({ attribute }) => attribute);
  return ok({ kept, struck, unseen, refused: Object.keys(seen).filter((key) => !kept.includes(key)) });
}

async function valuesSeen(
  call: Call,
  id: string,
  fields: readonly CollectedField[],
): Promise<{ readonly [attribute: string]: FacetValue }> {
  const seen: { [attribute: string]: FacetValue } = {};
  for (const { attribute, value, struck, shown, rev } of fields) {
    const opened = struck === 0 && shown === rev ? await openValue(call.platform, id, value) : null;
    if (opened !== null) seen[attribute] = opened;
  }
  return seen;
}

/** The attributes that were kept; null where they could not be written. */
async function keep(
  call: Call,
  subject: SubjectId,
  id: string,
  seen: { readonly [attribute: string]: FacetValue },
): Promise<readonly string[] | null> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const together = (await readTogether(call.platform.env, new Map([[subject, [id]]]), WAIT_MS)).get(subject);
    if (!together) return null;
    const { told, events, attributes } = foldSeen(call, id, seen, together);
    if (events.length === 0 || together.seen.has(id)) return Object.keys(told);
    const written = await write(call, id, together, { events, attributes });
    if (written === "written") return Object.keys(told);
    if (written === "unavailable") return null;
  }
  return null;
}

async function write(
  call: Call,
  id: string,
  together: Together,
  { events, attributes }: Pick<Folded, "events" | "attributes">,
): Promise<"written" | "again" | "unavailable"> {
  const folded = { ...foldOnto(call, together, together.profile?.trials ?? {}), events, attributes, at: call.now };
  const detail = { collection: id };
  const audit = { at: call.now, actor: actorName(call.actor), action: "collection.keep", target: together.root, detail };
  const written = await commit(together.shard, { kind: "events", folded }, audit);
  if (written.ok || written.error === "settled") return "written";
  if (written.error === "moved") forgetShards();
  return written.error === "unavailable" ? "unavailable" : "again";
}

function foldSeen(call: Call, id: string, seen: { readonly [attribute: string]: FacetValue }, { registered, profile, purges }: Together) {
  const { permit } = permitIn(call, registered);
  const fields = Object.fromEntries(Object.entries(seen).filter(([key]) => mayKeep(call, key, permit)));
  const event = { id, name: "identify", at: call.now, fields };
  const before = outlasting(call.program, unexpired(profile?.attributes ?? {}, call.now), purges, permit, call.now);
  const told: AttributeValues = foldEvent(call.program, {}, event, permit);
  const events = keptEvents(call.program, [event], permit, call.now).map((kept) => ({ ...kept, fields: {} }));
  return { told, events, attributes: { ...before, ...told } };
}

/** A sensitive value only by the person's own yes. */
function mayKeep({ program }: Call, key: string, { mask, explicit }: Permit): boolean {
  const attribute = program.attributes[program.attributeIndex.get(key) ?? -1];
  if (!attribute) return false;
  return (attribute.purposes & (attribute.sensitivity === "sensitive" ? explicit : mask)) !== 0;
}
