import type { SubjectId } from "../../core/kernel/ids.ts";
import { readProfiles } from "../../storage/bulk.ts";
import { readRegisters, type Registered } from "../../storage/register.ts";
import { shardOf, whereItIs, type Shard } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import type { AttributeValues } from "../../core/profile/values.ts";

/** A person as the database holds them, at the root of whatever was merged. */
export interface Person {
  readonly root: SubjectId;
  readonly shard: Shard;
  readonly registered: Registered | null;
  readonly version: number;
  readonly attributes: AttributeValues;
}

const WAIT_MS = 10_000;
/** Joined subjects may have been merged on; a longer way than this is a circle. */
const MOST_STEPS = 8;

/** Reads many people, a few calls a database: register, root and profile of each. Throws `Unavailable`. */
export async function readPeople(call: Call, subjects: readonly SubjectId[]): Promise<ReadonlyMap<SubjectId, Person>> {
  const { roots, registers } = await readRoots(call, subjects);
  const people = new Map<SubjectId, Person>();
  for (const [db, own] of await byDatabase(call, [...new Set(roots.values())])) {
    const profiles = await readProfiles(
      db,
      own.map(({ id }) => id),
    );
    for (const { id: root, shard } of own) {
      const { version, attributes } = profiles.get(root) ?? { version: 0, attributes: {} };
      const registered = registers.get(root) ?? null;
      people.set(root, { root, shard, registered, version, attributes });
    }
  }
  const found = new Map<SubjectId, Person>();
  for (const [subject, root] of roots) {
    const person = people.get(root);
    if (person) found.set(subject, person);
  }
  return found;
}

/** The root of each of many people, and the registers of the roots. Throws `Unavailable`. */
export async function readRoots(
  call: Call,
  subjects: readonly SubjectId[],
): Promise<{ readonly roots: ReadonlyMap<SubjectId, SubjectId>; readonly registers: ReadonlyMap<string, Registered> }> {
  const roots = new Map(subjects.map((subject) => [subject, subject]));
  const registers = new Map<string, Registered>();
  let asked: readonly SubjectId[] = [...roots.keys()];
  for (let step = 0; asked.length > 0; step++) {
    if (step === MOST_STEPS) throw new Unavailable("subjects are merged in a circle");
    const onward = new Map<string, SubjectId>();
    const parts = await whereItIs(async () => {
      const placed = await byDatabase(call, asked);
      return Promise.all(placed.map(([db, own]) => readRegisters(db, own, WAIT_MS)));
    });
    for (const read of parts) {
      for (const [subject, registered] of read.registers) registers.set(subject, registered);
      for (const [subject, root] of read.roots) onward.set(subject, root);
    }
    for (const [subject, at] of roots) roots.set(subject, onward.get(at) ?? at);
    asked = [...new Set(onward.values())];
  }
  return { roots, registers };
}

type Placed = { readonly id: SubjectId; readonly shard: Shard };

/** Subjects by the database they are in. Throws `Unavailable`. */
export async function byDatabase(
  call: Call,
  subjects: readonly SubjectId[],
): Promise<readonly (readonly [D1Database, readonly Placed[]])[]> {
  const placed = await Promise.all(subjects.map(async (id) => ({ id, shard: await shardOf(call.platform.env, id) })));
  return [...Map.groupBy(placed, ({ shard }) => shard.db)];
}
