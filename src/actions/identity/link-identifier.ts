import { subjectId, type SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import { commit } from "../../storage/commit.ts";
import { findListed, type Found, type Link } from "../../storage/identifier.ts";
import { peppersOf } from "../../storage/peppers.ts";
import { randomBytes } from "../../storage/platform.ts";
import { shardOf, shardOfBucket } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { keepKin } from "./keep-kin.ts";
import { mergeSubjects, type MergeRefusal } from "./merge-subjects.ts";

/** That an identifier is somebody's, who says so, and what they hold of it (a reference, never an identifier). */
export interface LinkWanted {
  /** Null: somebody nobody knows yet. */
  readonly subject: SubjectId | null;
  readonly identifier: Identifier;
  readonly source: string;
  readonly proof: string;
  /** True where the person did it themselves: so they come back after they were erased. */
  readonly own?: boolean;
}

/** `blocked`: a card that is nobody's for good. */
export type LinkRefusal = MergeRefusal | "blocked";

const MOST_TRIES = 3;
const WAIT_MS = 2_000;

/**
 * Links an identifier to a subject, and answers whom it points to from now on. One that points to somebody else already
 * says that both are one person: they are merged, and the one who was known stays the root. Throws `Unavailable`.
 */
export async function linkIdentifier(call: Call, wanted: LinkWanted): Promise<Result<SubjectId, LinkRefusal>> {
  const { env } = call.platform;
  const hashed = await (await peppersOf(env)).hash(call.program.site.controller, wanted.identifier);
  const [newest] = hashed.live;
  if (!newest) throw new Error("an identifier without a hash");
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const [listed] = await findListed(env, [hashed]);
    if (listed?.subject) return wanted.subject === null ? ok(listed.subject) : mergeInto(call, listed.subject, wanted.subject, wanted);
    const barred = listed && (await takeBack(call, wanted, hashed.bucket, listed));
    if (barred) return refuse(barred);
    const written = await list(call, wanted, newest, hashed.bucket);
    if (written.ok) return keepCard(call, wanted, written);
    if (written.error !== "conflict") return refuse(written.error);
  }
  return refuse("unavailable");
}

/** Notes the identifier with its subject, then in the directory. `conflict`: somebody else listed it meanwhile. */
async function list(
  call: Call,
  wanted: LinkWanted,
  newest: { readonly hash: string; readonly generation: number },
  bucket: number,
): Promise<Result<SubjectId, "conflict" | "erased" | "unavailable">> {
  const { env } = call.platform;
  const subject = wanted.subject ?? subjectId(randomBytes(16));
  const id = (await sha256Hex(`${subject}|${newest.hash}`)).slice(0, 32);
  const link: Link = { subject, id, kind: wanted.identifier.kind, source: wanted.source, proof: wanted.proof, at: call.now };
  const common = { at: call.now, actor: actorName(call.actor), target: subject, detail: { kind: link.kind, link: id } };
  const noted = await commit(await shardOf(env, subject), { kind: "link", link }, { ...common, action: "identity.link" });
  if (!noted.ok && noted.error !== "conflict") return refuse(noted.error === "erased" ? "erased" : "unavailable");
  const listed = { ...newest, kind: link.kind, subject, link: id, at: call.now };
  const shard = await shardOfBucket(env, bucket);
  const written = await commit(shard, { kind: "identifier", listed }, { ...common, action: "identity.list" });
  if (written.ok) return ok(subject);
  return refuse(written.error === "unavailable" ? "unavailable" : "conflict");
}

/**
 * Makes room for an identifier of somebody who was erased and is back: they did this themselves, or it is of one who chose anew.
 * Null where there is room; a card that was blocked makes none.
 */
async function takeBack(call: Call, { subject, own }: LinkWanted, bucket: number, listed: Found): Promise<"blocked" | "erased" | null> {
  if (listed.was) return "blocked";
  const chose = subject && (await readRoot(call.platform.env, subject, [], WAIT_MS)).registered;
  if (!own && (!chose || chose.state.erased)) return "erased";
  const { hash } = listed;
  const audit = { at: call.now, actor: actorName(call.actor), action: "identity.return", target: hash, detail: {} };
  const unlisted = await commit(await shardOfBucket(call.platform.env, bucket), { kind: "unlist", hash }, audit);
  return unlisted.ok || unlisted.error === "conflict" ? null : "erased";
}

/** A new card of somebody known may be one of several records. */
async function keepCard<T>(call: Call, { subject, identifier: { kind } }: LinkWanted, written: T): Promise<T> {
  if (subject !== null && kind === "card") await keepKin(call, subject);
  return written;
}

async function mergeInto(call: Call, root: SubjectId, child: SubjectId, wanted: LinkWanted): Promise<Result<SubjectId, MergeRefusal>> {
  if (root === child) return ok(root);
  const id = (await sha256Hex([root, child, wanted.source, wanted.proof].join("|"))).slice(0, 32);
  return mergeSubjects(call, { root, child, id, source: wanted.source, proof: wanted.proof });
}

/** Takes an identifier back from whoever it points to; answers whom, or null when it pointed to nobody. Throws `Unavailable`. */
export async function unlinkIdentifier(call: Call, identifier: Identifier): Promise<Result<SubjectId | null, "unavailable">> {
  const { env } = call.platform;
  const hashed = await (await peppersOf(env)).hash(call.program.site.controller, identifier);
  const [listed] = await findListed(env, [hashed]);
  if (!listed?.subject) return ok(null);
  const { subject, link, kind } = listed;
  const audit = { at: call.now, actor: actorName(call.actor), action: "identity.unlink", target: subject, detail: { kind, link } };
  const unlisted = await commit(await shardOfBucket(env, hashed.bucket), { kind: "unlist", hash: listed.hash }, audit);
  if (!unlisted.ok && unlisted.error !== "conflict") return refuse("unavailable");
  const unlinked = await commit(await shardOf(env, subject), { kind: "unlink", subject, id: link }, audit);
  return unlinked.ok || unlinked.error === "conflict" ? ok(subject) : refuse("unavailable");
}
