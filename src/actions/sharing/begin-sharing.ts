import { sha256Hex, toBase64Url, toHex } from "../../core/kernel/bytes.ts";
import { addDuration, type Instant } from "../../core/kernel/instant.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import type { CompiledScope } from "../../core/program/scopes.ts";
import { commit } from "../../storage/commit.ts";
import { peppersOf } from "../../storage/peppers.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Shared } from "../../storage/shared.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { isOnTrip, scopeNow } from "./scope-now.ts";

/** What somebody lets one other person see, and for how long: until an instant, or for the trip they are on. */
export interface Sharing {
  readonly scope: CompiledScope;
  readonly to: Identifier;
  readonly called: string | null;
  readonly until: Instant | null;
  readonly trip: string | null;
}

/** `no-consent`: the purpose of the scope is not allowed. `too-long`: past what the scope lasts at most. */
export type SharingRefusal = "no-consent" | "no-trip" | "too-long" | "too-many" | "unavailable";

const MOST_RUNNING = 20;
const MOST_TRIES = 3;

/** Begins it. The token is told once: only its hash is kept. Throws `Unavailable`. */
export async function beginSharing(
  call: Call,
  subject: SubjectId,
  sharing: Sharing,
): Promise<Result<{ readonly id: string; readonly token: string; readonly until: Instant }, SharingRefusal>> {
  const { scope, until, trip } = sharing;
  const { root, values } = await scopeNow(call, subject, scope);
  if (!values) return refuse("no-consent");
  if (!isOnTrip(scope, trip, values)) return refuse("no-trip");
  const last = addDuration(call.now, scope.most);
  if (until !== null && until > last) return refuse("too-long");
  const token = toBase64Url(randomBytes(32));
  const shared = await sharedOf(call, root, sharing, token, until ?? last);
  const written = await write(call, shared);
  return written === null ? ok({ id: shared.id, token, until: shared.until }) : refuse(written);
}

async function sharedOf(
  call: Call,
  subject: SubjectId,
  { scope, to, called, trip }: Sharing,
  token: string,
  until: Instant,
): Promise<Shared> {
  const peppers = await peppersOf(call.platform.env);
  return {
    subject,
    id: `grt_${subject.slice(4, 6)}${toHex(randomBytes(15))}`,
    scope: scope.key,
    kind: to.kind,
    whom: await peppers.lasting(call.program.site.controller, to),
    called,
    trip,
    token: await sha256Hex(token),
    at: call.now,
    until,
    endedAt: null,
  };
}

async function write(call: Call, shared: Shared): Promise<SharingRefusal | null> {
  const { subject, id, scope } = shared;
  const audit = { at: call.now, actor: actorName(call.actor), action: "sharing.begin", target: subject, detail: { id, scope } };
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const change = { kind: "served", step: { kind: "begin", shared, most: MOST_RUNNING } } as const;
    const written = await commit(await shardOf(call.platform.env, subject), change, audit);
    if (written.ok) return null;
    if (written.error !== "moved") return written.error === "conflict" ? "too-many" : "unavailable";
    forgetShards();
  }
  return "unavailable";
}
