import { sha256Hex, toHex } from "../../core/kernel/bytes.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { ExportedValue } from "../../core/profile/export-record.ts";
import { commit } from "../../storage/commit.ts";
import { randomBytes } from "../../storage/platform.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { findShared, type Shared } from "../../storage/shared.ts";
import type { Call } from "../call.ts";
import { isOnTrip, scopeNow } from "./scope-now.ts";

/** What the other person sees now. */
export interface SharedNow {
  readonly scope: string;
  /** RFC 3339. */
  readonly until: string;
  readonly attributes: { readonly [attribute: string]: Pick<ExportedValue, "value" | "at"> };
}

/** `unknown`: no such thing, or not with this token. `over`: it ended, or what it rests on did. */
export type ReadRefusal = "unknown" | "over" | "unavailable";

const MOST_TRIES = 3;

/**
 * Reads what somebody lets another see. Whether it still runs is checked as the read is written down, and nothing is shown
 * before that: one that ends meanwhile shows nothing. Throws `Unavailable`.
 */
export async function readShared(call: Call, id: string, token: string): Promise<Result<SharedNow, ReadRefusal>> {
  const shared = await findShared(call.platform.env, id);
  const hash = await sha256Hex(token);
  if (!shared || shared.token !== hash) return refuse("unknown");
  const attributes = await seenNow(call, shared);
  const written = attributes ? await writeRead(call, shared) : refuse("over" as const);
  if (!written.ok || !attributes) return written.ok ? refuse("over") : written;
  return ok({ scope: shared.scope, until: new Date(shared.until).toISOString(), attributes });
}

/** What may be seen; null where it is over. */
async function seenNow(call: Call, { scope: key, subject, trip }: Shared): Promise<SharedNow["attributes"] | null> {
  const scope = call.program.compiled.scopes.find((item) => item.key === key);
  const values = scope ? (await scopeNow(call, subject, scope)).values : null;
  if (!scope || !values || !isOnTrip(scope, trip, values)) return null;
  const seen = scope.attributes.flatMap((attribute) => {
    const left = values[attribute];
    return left ? [[attribute, { value: left.value, at: left.at }] as const] : [];
  });
  return Object.fromEntries(seen);
}

async function writeRead(call: Call, { subject, id }: Shared): Promise<Result<null, ReadRefusal>> {
  const step = { kind: "read", subject, id, read: toHex(randomBytes(16)), at: call.now } as const;
  const audit = { at: call.now, actor: `shared:${id}`, action: "sharing.read", target: subject, detail: { id } };
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const written = await commit(await shardOf(call.platform.env, subject), { kind: "served", step }, audit);
    if (written.ok) return ok(null);
    if (written.error !== "moved") return refuse(written.error === "conflict" ? "over" : "unavailable");
    forgetShards();
  }
  return refuse("unavailable");
}
