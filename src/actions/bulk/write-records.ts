import { takesFrom } from "../../core/consent/source-choice.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { admitRecord, withImported, type ImportRecord } from "../../core/profile/import-record.ts";
import type { Named, RecordFault } from "../../core/profile/record-fields.ts";
import { unexpired } from "../../core/profile/retention.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import { ownedBy, type Owned, type ProfileRow } from "../../storage/bulk.ts";
import { commit } from "../../storage/commit.ts";
import type { Registered } from "../../storage/register.ts";
import { forgetShards, type Shard } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, type Call } from "../call.ts";
import { findNamed, GONE } from "../identity/find-subjects.ts";
import { linkMany } from "../identity/link-many.ts";
import { DISCONNECTED, ERASED, OTHER_CONTROLLER, type ImportOrigin, type Outcome } from "./outcome.ts";
import { permitIn, permitSince } from "./permit-in.ts";
import { readPeople, type Person } from "./read-people.ts";

const MOST_TRIES = 5;
/** Whom a record is about: somebody, nobody yet, or somebody who was erased. */
type Whom = SubjectId | typeof GONE | null;

/**
 * Writes what records say of people, all of a chunk at once: values their register allows, or a lawful basis where there is
 * none. Somebody nobody knows becomes a subject only where a value of theirs may be kept. Writing them again changes
 * nothing. Throws `Unavailable`.
 */
export async function writeRecords(call: Call, records: readonly ImportRecord[], origin: ImportOrigin): Promise<readonly Outcome[]> {
  const subjects = await subjectsOf(call, records, origin);
  const tried: Outcome[] = [];
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { outcomes, changed } = await decideAll(call, records, subjects);
    for (const [at, outcome] of outcomes.entries())
      tried[at] = outcome.did === "unchanged" && tried[at]?.did === "written" ? { ...outcome, did: "written" } : outcome;
    if (origin.isDry || changed.length === 0 || (await writeAll(call, changed, origin))) return tried;
  }
  throw new Unavailable("profiles changed too often");
}

/** Whom each record is about; null for nobody, of whom nothing may be kept or, in a dry run, nothing is. */
async function subjectsOf(call: Call, records: readonly ImportRecord[], origin: ImportOrigin): Promise<readonly Whom[]> {
  const found = await findNamed(
    call,
    records.map(({ named }) => named),
  );
  if (origin.isDry) return found;
  const nobody = permitIn(call, null).permit;
  const unknown = new Map<string, Exclude<Named, { readonly kind: "subject" }>>();
  for (const [at, record] of records.entries()) {
    const isKept = Object.keys(admitRecord(call.program, record, nobody, call.now).kept).length > 0;
    if (!found[at] && isKept && record.named.kind !== "subject") unknown.set(nameOf(record.named), record.named);
  }
  if (unknown.size === 0) return found;
  const linked = await linkMany(call, [...unknown.values()], `import:${origin.from}`, origin.id);
  const subjects = new Map<string, Whom>([...unknown.keys()].map((name, at) => [name, linked[at] ?? GONE] as const));
  return records.map(({ named }, at) => found[at] ?? subjects.get(nameOf(named)) ?? null);
}

function nameOf({ kind, value }: Named): string {
  return `${kind}|${value}`;
}

interface Changed extends ProfileRow {
  readonly shard: Shard;
}

async function decideAll(
  call: Call,
  records: readonly ImportRecord[],
  subjects: readonly Whom[],
): Promise<{ readonly outcomes: readonly Outcome[]; readonly changed: readonly Changed[] }> {
  const people = await readPeople(
    call,
    subjects.filter((subject): subject is SubjectId => subject !== null && subject !== GONE),
  );
  const after = new Map<Person, AttributeValues>();
  const outcomes = records.map((record, at): Outcome => {
    const subject = subjects[at] ?? null;
    const person = subject === null || subject === GONE ? null : (people.get(subject) ?? null);
    if (subject === GONE || person?.registered?.state.erased) return { did: "refused", faults: [ERASED] };
    return decideOne(call, record, person, after);
  });
  const changed = [...after].map(([person, attributes]) => ({
    subject: person.root,
    shard: person.shard,
    version: person.version,
    register: person.registered?.version ?? 0,
    attributes,
  }));
  return { outcomes, changed };
}

/** Why nothing is taken of what is said of somebody; null where it is. */
function barredBy(call: Call, { from, at }: ImportRecord, { controller, state }: Registered): RecordFault | null {
  if (controller !== call.program.site.controller) return OTHER_CONTROLLER;
  return takesFrom(state, from, at) ? null : DISCONNECTED;
}

/** What comes of one record, upon what those before it made of its person. */
function decideOne(call: Call, record: ImportRecord, person: Person | null, after: Map<Person, AttributeValues>): Outcome {
  const registered = person?.registered ?? null;
  const barred = registered && barredBy(call, record, registered);
  if (barred) return { did: "refused", faults: [barred] };
  const { kept, faults } = admitRecord(call.program, record, permitSince(call, registered, record.at), call.now);
  if (Object.keys(kept).length === 0) return { did: "refused", faults };
  if (!person) return { did: "written", faults };
  const before = unexpired(after.get(person) ?? person.attributes, call.now);
  const values = withImported(before, kept);
  if (values === before) return { did: "unchanged", faults };
  after.set(person, values);
  return { did: "written", faults };
}

/** False where somebody else wrote in between: then it is decided again. */
async function writeAll(call: Call, changed: readonly Changed[], { id, from }: ImportOrigin): Promise<boolean> {
  let isWhole = true;
  for (const items of Map.groupBy(changed, (item) => item.shard.binding).values()) {
    const [first] = items;
    if (!first) continue;
    const rows = items.map(({ shard, ...row }): ProfileRow & Owned => ownedBy(shard, row));
    const bulk = { kind: "profiles", controller: call.program.site.controller, at: call.now, rows } as const;
    const audit = {
      at: call.now,
      actor: actorName(call.actor),
      action: "profile.import",
      target: id,
      detail: { from, subjects: rows.length },
    };
    const written = await commit(first.shard, { kind: "bulk", bulk }, audit);
    if (!written.ok && written.error === "unavailable") throw new Unavailable("profiles could not be written");
    if (!written.ok && written.error === "moved") forgetShards();
    if (!written.ok || written.value.changes < rows.length) isWhole = false;
  }
  if (!isWhole) forgetShards();
  return isWhole;
}
