import type { Pass } from "../../core/consent/pass.ts";
import { stickyOf } from "../../core/targeting/join.ts";
import { floorOf } from "../../core/consent/floor.ts";
import { reconcile, type ConsentState } from "../../core/consent/state.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { isNobody, type Identifier } from "../../core/profile/identifier.ts";
import { readDenyHint } from "../../storage/cache/deny.ts";
import type { Call } from "../call.ts";
import { leasePass } from "../targeting/lease-pass.ts";
import { issuePass, keepUntil, passOf, type Issued } from "../consent/issue-pass.ts";
import { isWithdrawn, withdrawnAll, type Visitor } from "../consent/open-visitor.ts";
import { freshState } from "../consent/read-consent.ts";
import { readProfiled } from "../consent/read-held.ts";
import { readRoot } from "../consent/read-root.ts";
import { findSubjects } from "./find-subjects.ts";
import { handOffRefusals } from "./hand-off-refusals.ts";
import { keepRefusals } from "./keep-refusals.ts";
import { linkIdentifier } from "./link-identifier.ts";
import { mergeSubjects } from "./merge-subjects.ts";
import { readFamily } from "./read-family.ts";

/** Whom somebody proved to be, and the SHA-256 of what they proved it with. */
export interface Proved {
  readonly identifier: Identifier;
  readonly id: string;
}

const WAIT_MS = 2_000;

/**
 * Signs this browser in as the person an identifier leads to, who is made where nobody is known by it. Its own subject, if
 * nobody is known by that, is merged into theirs; if somebody else is, that person is left as they are and the browser only
 * changes over. Throws `Unavailable`.
 */
export async function signInAs(call: Call, visitor: Visitor, proved: Proved): Promise<Result<Issued, "unavailable">> {
  if (!(await handOffRefusals(call, visitor))) return refuse("unavailable");
  const joined = await join(call, visitor, proved);
  return joined.ok ? seal(call, visitor, joined.value) : joined;
}

interface Joined {
  readonly root: SubjectId;
  /** True where what this browser's own subject said and did is part of it. */
  readonly isOwn: boolean;
}

async function join(call: Call, visitor: Visitor, { identifier, id }: Proved): Promise<Result<Joined, "unavailable">> {
  const says: Says = { identifier, source: "sign-in", proof: id.slice(0, 32), own: true };
  const own = await ownRoot(call, visitor);
  const [listed = null] = await findSubjects(call, [identifier]);
  const known = listed && (await readRoot(call.platform.env, listed, [], WAIT_MS)).root;
  if (own && (await mayJoin(call, own, known))) return joinOwn(call, own, known, says);
  const linked = known ? ok(known) : await linkIdentifier(call, { subject: null, ...says });
  const kept = linked.ok && (own !== null || (await keepRefusals(call, visitor, linked.value, id)));
  return kept ? ok({ root: linked.value, isOwn: false }) : refuse("unavailable");
}

interface Says {
  readonly identifier: Identifier;
  readonly source: string;
  readonly proof: string;
  readonly own: true;
}

/** The browser's own subject becomes part of the person's, or is the person's from now on. */
async function joinOwn(call: Call, own: SubjectId, known: SubjectId | null, says: Says): Promise<Result<Joined, "unavailable">> {
  const { source, proof } = says;
  const joined =
    known === null
      ? await linkIdentifier(call, { subject: own, ...says })
      : await mergeSubjects(call, { root: known, child: own, id: proof, source, proof });
  return joined.ok ? ok({ root: joined.value, isOwn: true }) : refuse("unavailable");
}

async function ownRoot(call: Call, { pass }: Visitor): Promise<SubjectId | null> {
  const read = pass?.subject ? await readRoot(call.platform.env, pass.subject, [], WAIT_MS) : null;
  return read && !read.registered?.state.erased ? read.root : null;
}

/** Whoever is known by a name is joined to nobody else. */
async function mayJoin(call: Call, root: SubjectId, known: SubjectId | null): Promise<boolean> {
  if (root === known) return true;
  const { kinds } = await readFamily(call.platform.env, root);
  return isNobody(kinds);
}

async function seal(call: Call, visitor: Visitor, { root, isOwn }: Joined): Promise<Result<Issued, "unavailable">> {
  const own = isOwn ? visitor.pass : null;
  const [held, denied] = await Promise.all([readProfiled(call, root, own, WAIT_MS), readDenyHint(call.platform, root)]);
  if (!held) return refuse("unavailable");
  const registered = held.version === 0 ? freshState(call) : held.state;
  const carried = isOwn ? visitor.state : null;
  const merged = carried ? reconcile(carried, registered) : registered;
  const state = held.version < denied ? withdrawnAll(merged, keepUntil(call, merged)) : merged;
  const pass = await leasePass(call, freshPass(call, held.subject ?? root, state, { ...held, own }), own);
  return ok(await issuePass(call, pass, await floorOf(root, state.version, call.now)));
}

type Known = Pick<NonNullable<Awaited<ReturnType<typeof readProfiled>>>, "values" | "missing" | "trials"> & { readonly own: Pass | null };

function freshPass(call: Call, subject: SubjectId, state: ConsentState, { values, missing, trials, own }: Known): Pass {
  const sticky = stickyOf(call.program, trials, own?.sticky ?? {});
  const pass = passOf(call, { subject, state, values, deltas: missing, pending: [], keep: keepUntil(call, state), sticky });
  return isWithdrawn(state) ? { ...pass, facets: {}, deltas: [] } : pass;
}
