import { QUIET } from "../../src/cli/paths.ts";
import { median, spread, type Bench, type Row } from "./row.ts";
import { startTill, type Till } from "./till.ts";

const ROUNDS = 5;
const COUNT = 96;

/** What tills spend and give, on one database and spread over three. */
export const redemptions: Bench = {
  names: ["redemptions_3_shards_vs_1", "points_3_shards_vs_1"],
  protocol: `${ROUNDS} rounds in turn of ${COUNT} redemptions of 24 offers, and of ${COUNT} earnings of points on 24 cards, with keys of their own, on one database and on three; the production bundle and local D1 in wrangler's test harness, where all databases share the machine's cores: more of them cost nothing there, and pay where each has its own`,
  run: async () => {
    Object.assign(process.env, QUIET, { WRANGLER_LOG: "error" });
    const tills = { one: await startTill(["DB"]), three: await startTill(["DB", "DB_01", "DB_02"]) };
    try {
      const redeemed = await lapsOf(tills, (till) => till.redeem(COUNT));
      const earned = await lapsOf(tills, (till) => till.earn(COUNT));
      return [
        await rowOf("redemptions_3_shards_vs_1", redeemed, tills, "redeemed"),
        await rowOf("points_3_shards_vs_1", earned, tills, "points"),
      ];
    } finally {
      await Promise.all([tills.one.close(), tills.three.close()]);
      delete process.env["WRANGLER_LOG"];
    }
  },
};

type Tills = { readonly one: Till; readonly three: Till };
type Lap = { readonly one: number; readonly three: number };

/** The order turned each time; the first round warms up and is dropped. */
async function lapsOf(tills: Tills, work: (till: Till) => Promise<number>): Promise<readonly Lap[]> {
  const laps: Lap[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const first = round % 2 === 0 ? await work(tills.one) : 0;
    const three = await work(tills.three);
    laps.push({ one: first === 0 ? await work(tills.one) : first, three });
  }
  return laps.slice(1);
}

/** Nothing is counted twice and nothing lost, or there is no figure. */
async function rowOf(name: string, laps: readonly Lap[], tills: Tills, what: "redeemed" | "points"): Promise<Row> {
  for (const till of [tills.one, tills.three]) {
    const count = (await till.counts())[what];
    if (count !== (ROUNDS + 1) * COUNT) throw new Error(`${count} stand ${what}`);
  }
  const ratios = laps.map(({ one, three }) => three / one);
  const [one, three] = [laps.map((lap) => lap.one), laps.map((lap) => lap.three)];
  const note = `${spread(ratios)}; ${Math.round(median(one))}/s on one, ${Math.round(median(three))}/s on three`;
  return { name, value: median(ratios), unit: "×", budget: 0.8, bound: "least", note };
}
