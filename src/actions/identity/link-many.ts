import { sha256Hex } from "../../core/kernel/bytes.ts";
import { subjectId, type SubjectId } from "../../core/kernel/ids.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import { ownedBy, type Bulk, type Owned } from "../../storage/bulk.ts";
import { commit } from "../../storage/commit.ts";
import { findListed, type Link, type Listed } from "../../storage/identifier.ts";
import { peppersOf } from "../../storage/peppers.ts";
import { randomBytes } from "../../storage/platform.ts";
import { shardOf, shardOfBucket, type Shard } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, type Call } from "../call.ts";

/**
 * Links identifiers that are nobody's yet, each to a new subject; answers whom each points to then, which is somebody else
 * where another was faster, and nobody where that one was erased meanwhile. The link comes first: cut off after it, it is a note of nobody. Throws `Unavailable`.
 */
export async function linkMany(
  call: Call,
  identifiers: readonly Identifier[],
  source: string,
  proof: string,
): Promise<readonly (SubjectId | null)[]> {
  const { env } = call.platform;
  const peppers = await peppersOf(env);
  const hashed = await Promise.all(identifiers.map((identifier) => peppers.hash(call.program.site.controller, identifier)));
  const links = new Map<Shard, (Link & Owned)[]>();
  const listed = new Map<Shard, (Listed & Owned)[]>();
  for (const [at, { bucket, live }] of hashed.entries()) {
    const [newest] = live;
    const kind = identifiers[at]?.kind;
    if (!newest || !kind) throw new Error("an identifier without a hash");
    const subject = subjectId(randomBytes(16));
    const id = (await sha256Hex(`${subject}|${newest.hash}`)).slice(0, 32);
    add(links, await shardOf(env, subject), { subject, id, kind, source, proof, at: call.now });
    add(listed, await shardOfBucket(env, bucket), { ...newest, kind, subject, link: id, at: call.now });
  }
  for (const [shard, rows] of links) await write(call, shard, { kind: "links", rows }, "identity.link");
  for (const [shard, rows] of listed) await write(call, shard, { kind: "listed", rows }, "identity.list");
  const found = await findListed(env, hashed);
  return found.map((row) => {
    if (!row) throw new Unavailable("an identifier could not be listed");
    return row.subject;
  });
}

/** Rows of one database go together, whatever their buckets. */
function add<T extends object>(rows: Map<Shard, (T & Owned)[]>, shard: Shard, row: T): void {
  const known = [...rows.keys()].find((other) => other.binding === shard.binding) ?? shard;
  rows.set(known, rows.get(known) ?? []);
  rows.get(known)?.push(ownedBy(shard, row));
}

async function write(call: Call, shard: Shard, bulk: Bulk, action: string): Promise<void> {
  const detail = { rows: bulk.rows.length };
  const audit = { at: call.now, actor: actorName(call.actor), action, target: shard.binding, detail };
  const written = await commit(shard, { kind: "bulk", bulk }, audit);
  if (!written.ok && written.error === "unavailable") throw new Unavailable("identifiers could not be linked");
}
