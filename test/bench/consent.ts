import { QUIET } from "../../src/cli/paths.ts";
import { startBrand, type Brand } from "./brand.ts";
import { startC15t, type C15t } from "./c15t.ts";
import { median, spread, type Bench, type Row } from "./row.ts";

const ROUNDS = 9;
const SUBJECTS = 50;
const SEEDED = 100_000;
const CALLS = 10;
/** Rounds that may be taken again: on a busy machine a call is refused when the database does not answer in time. */
const SPARE = 6;

/** Consent writes and per-purpose checks with a hundred thousand subjects in the database: over the same with none, and next to c15t. */
export const consents: Bench = {
  names: ["consent_write_100k_vs_empty", "permits_100k_vs_empty", "consent_write_vs_c15t", "permits_vs_c15t"],
  protocol: `${ROUNDS} rounds in turn of ${SUBJECTS} new subjects who grant and then take one purpose back, and of ${CALLS} calls that ask what each purpose may, of 50 subjects each; the production bundle and local D1 in wrangler's test harness. Next to them @c15t/backend 2.2.1 in Node over a SQLite file, by better-sqlite3, of ${SEEDED} subjects, which is asked of one subject a call: it has no call for many`,
  run: async () => {
    Object.assign(process.env, QUIET, { WRANGLER_LOG: "error" });
    const [empty, full, peer] = [await startBrand(), await startBrand(), await startC15t()];
    try {
      await full.seed(SEEDED);
      await peer.seed(SEEDED);
      return await measure({ empty, full, peer });
    } finally {
      peer.stop();
      await Promise.all([empty.close(), full.close()]);
      delete process.env["WRANGLER_LOG"];
    }
  },
};

type Side = "empty" | "full" | "peer";
type Sides = { readonly empty: Brand; readonly full: Brand; readonly peer: C15t };
type Lap = Readonly<Record<Side, number>>;

async function measure(sides: Sides): Promise<readonly Row[]> {
  const spare = { left: SPARE };
  const writes = await lapsOf(spare, (side) => sides[side].write(SUBJECTS));
  const checks = await lapsOf(spare, (side) => sides[side].check(side === "peer" ? 10 * CALLS : CALLS));
  const again = SPARE - spare.left;
  const end = `${await sides.full.count()} and ${await sides.empty.count()} subjects at the end, ${again} rounds taken again`;
  return [
    rowOf("consent_write_100k_vs_empty", writes, "empty", 0.9, `writes/s; ${end}`),
    rowOf("permits_100k_vs_empty", checks, "empty", 0.9, "subjects/s"),
    rowOf("consent_write_vs_c15t", writes, "peer", 1, `writes/s, ours through D1`),
    rowOf("permits_vs_c15t", checks, "peer", 1, "subjects/s"),
  ];
}

/** Rounds of all sides, the order turned each time; the first warms up and is dropped. */
async function lapsOf(spare: { left: number }, work: (side: Side) => Promise<number>): Promise<readonly Lap[]> {
  const taken: Lap[] = [];
  const sides: readonly Side[] = ["empty", "full", "peer"];
  while (taken.length < ROUNDS + 1) {
    const turn = taken.length % sides.length;
    try {
      const lap = { empty: 0, full: 0, peer: 0 };
      for (const side of [...sides.slice(turn), ...sides.slice(0, turn)]) lap[side] = await work(side);
      taken.push(lap);
    } catch (error) {
      if (spare.left-- === 0) throw error;
    }
  }
  return taken.slice(1);
}

function rowOf(name: string, laps: readonly Lap[], than: Side, budget: number, note: string): Row {
  const ratios = laps.map((lap) => lap.full / lap[than]);
  const [ours, theirs] = [median(laps.map((lap) => lap.full)), median(laps.map((lap) => lap[than]))];
  return {
    name,
    value: median(ratios),
    unit: "×",
    budget,
    bound: "least",
    note: `${spread(ratios)}; ${ours.toFixed(0)} over ${theirs.toFixed(0)} ${note}`,
  };
}
