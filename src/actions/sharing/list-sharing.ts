import { listShared } from "../../storage/shared.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";

/** What a person lets another see, as they are told; times in RFC 3339. */
export interface SharedByMe {
  readonly id: string;
  readonly scope: string;
  readonly to: { readonly kind: string; readonly called: string | null };
  readonly trip: string | null;
  readonly at: string;
  readonly until: string;
  readonly ended: string | null;
  readonly reads: number;
  readonly lastRead: string | null;
}

const WAIT_MS = 2_000;

/** What the person in this browser's pass shares, and shared lately. Throws `Unavailable`. */
export async function listSharing({ platform: { env }, now }: Call, { pass }: Visitor): Promise<readonly SharedByMe[]> {
  if (!pass?.subject) return [];
  const { root } = await readRoot(env, pass.subject, [], WAIT_MS);
  const { subjects } = await readFamily(env, root);
  const lists = await Promise.all(subjects.map((subject) => listShared(env, subject)));
  return lists.flat().map(({ id, scope, kind, called, trip, at, until, endedAt, reads, lastRead }) => ({
    id,
    scope,
    to: { kind, called },
    trip,
    at: written(at),
    until: written(until),
    ended: endedAt !== null ? written(endedAt) : until <= now ? written(until) : null,
    reads,
    lastRead: lastRead === null ? null : written(lastRead),
  }));
}

function written(at: number): string {
  return new Date(at).toISOString();
}
