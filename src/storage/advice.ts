import type { Instant } from "../core/kernel/instant.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Taken, Told } from "../core/targeting/hints.ts";
import { broughtWith, type BroughtRow } from "./brought.ts";
import type { Bindings } from "./bindings.ts";
import { checkHere, hereStatement, allDatabases, shardOf, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** That somebody was shown what may be seen of a person to advise them. */
export interface Viewed {
  readonly id: string;
  readonly at: Instant;
  readonly actor: string;
  readonly purpose: string;
  /** False where the purpose was not allowed: then nothing was shown. */
  readonly allowed: boolean;
  /** Experiences that were given as hints. */
  readonly hints: readonly string[];
}

export type Outcome = "taken" | "ignored";

/** A step of advice, in the database of its person. */
export type AdviceStep = { readonly subject: SubjectId } & (
  | { readonly kind: "view"; readonly viewed: Viewed; readonly forgetBefore: Instant }
  | {
      readonly kind: "told";
      readonly controller: string;
      readonly view: string;
      readonly experience: string;
      readonly outcome: Outcome;
      readonly actor: string;
      readonly at: Instant;
      /** What came back to the person with it; null where nothing may be kept of it, or it was not taken. */
      readonly brought: BroughtRow | null;
    }
);

const WAIT_MS = 2_000;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)";

/** A view is written where its person is; what became of a hint once, and only of one that was given. */
export function adviceStatements({ db, bucket, epoch }: Shard, step: AdviceStep): readonly D1PreparedStatement[] {
  if (step.kind === "view") {
    const { id, at, actor, purpose, allowed, hints } = step.viewed;
    const write = `INSERT INTO viewed (subject, id, at, actor, purpose, allowed, hints) SELECT ?1, ?4, ?5, ?6, ?7, ?8, ?9 WHERE ${OWNED}`;
    return [
      db.prepare("DELETE FROM viewed WHERE subject = ?1 AND at < ?2").bind(step.subject, step.forgetBefore),
      db.prepare(write).bind(step.subject, bucket, epoch, id, at, actor, purpose, allowed ? 1 : 0, JSON.stringify(hints)),
    ];
  }
  const { subject, controller, view, experience, outcome, actor, at, brought } = step;
  const given = "EXISTS (SELECT 1 FROM viewed AS v, json_each(v.hints) AS h WHERE v.subject = ?1 AND v.id = ?4 AND h.value = ?5)";
  const write = `INSERT INTO hint (subject, view, experience, outcome, actor, at) SELECT ?1, ?4, ?5, ?6, ?7, ?8
    WHERE ${OWNED} AND ${given} ON CONFLICT DO NOTHING`;
  const [taken, ignored] = outcome === "taken" ? [1, 0] : [0, 1];
  const count = `INSERT INTO hint_count (controller, experience, taken, ignored) SELECT ?1, ?2, ?3, ?4 WHERE changes() = 1
    ON CONFLICT (controller, experience) DO UPDATE SET taken = taken + ?3, ignored = ignored + ?4`;
  return [
    db.prepare(write).bind(subject, bucket, epoch, view, experience, outcome, actor, at),
    db.prepare(count).bind(controller, experience, taken, ignored),
    ...(brought ? [broughtWith(db, brought)] : []),
  ];
}

/** Whoever saw a person, and what became of the hints, the newest first. Throws `Unavailable`. */
export function readAdvice(
  env: Bindings,
  subject: SubjectId,
  most: number,
): Promise<{
  readonly views: readonly Viewed[];
  readonly told: readonly (Told & { readonly view: string; readonly outcome: Outcome })[];
}> {
  return whereItIs(async () => {
    const shard = await shardOf(env, subject);
    const session = shard.db.withSession("first-primary");
    const statements = [
      hereStatement(session, [shard]),
      session
        .prepare("SELECT id, at, actor, purpose, allowed, hints FROM viewed WHERE subject = ?1 ORDER BY at DESC, id LIMIT ?2")
        .bind(subject, most),
      session.prepare("SELECT view, experience, outcome, at FROM hint WHERE subject = ?1 ORDER BY at DESC LIMIT 500").bind(subject),
    ];
    const [here, views, told] = await within(WAIT_MS, session.batch<Record<string, unknown>>(statements));
    checkHere(here, [shard]);
    return {
      views: (views?.results ?? []).map((row) => ({
        ...(row as unknown as Viewed),
        allowed: row["allowed"] === 1,
        hints: JSON.parse(String(row["hints"])) as string[],
      })),
      told: (told?.results ?? []) as unknown as readonly (Told & { readonly view: string; readonly outcome: Outcome })[],
    };
  });
}

/** How often each hint of a controller was taken and ignored, over all databases. Throws `Unavailable`. */
export async function readTaken(env: Bindings, controller: string): Promise<ReadonlyMap<string, Taken>> {
  const sql = "SELECT experience, taken, ignored FROM hint_count WHERE controller = ?1";
  type Row = Taken & { readonly experience: string };
  const parts = await Promise.all(allDatabases(env).map(({ db }) => within(WAIT_MS, db.prepare(sql).bind(controller).all<Row>())));
  const counts = new Map<string, Taken>();
  for (const { experience, taken, ignored } of parts.flatMap(({ results }) => results)) {
    const sum = counts.get(experience) ?? { taken: 0, ignored: 0 };
    counts.set(experience, { taken: sum.taken + taken, ignored: sum.ignored + ignored });
  }
  return counts;
}
