import { canonical } from "../../core/kernel/canonical.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import { NO_TALLY, rankedOf } from "../../core/insight/tally.ts";
import type { Ranked } from "../../core/program/recommended.ts";
import { writePointed } from "../../storage/cache/pointed.ts";
import { forgetPrograms } from "../../storage/cache/program.ts";
import { RANKS } from "../../storage/cache/ranked.ts";
import { readItems } from "../../storage/catalogue.ts";
import { readOrders } from "../../storage/ranking.ts";
import type { Call } from "../call.ts";

/** Publishes what a controller may recommend to the edge: an immutable snapshot, and each of its sites pointed at it. */
export async function publishRanks({ platform, program }: Pick<Call, "platform" | "program">): Promise<void> {
  const { controller } = program.site;
  const orders = (await readOrders(platform.env.DB, controller)) ?? rankedOf(NO_TALLY);
  const ranked: Ranked = { ...orders, items: await readItems(platform.env.DB, controller) };
  const sites = program.compiled.sites.filter((site) => site.controller === controller).map(({ key }) => key);
  await writePointed(platform.env, RANKS, await sha256Hex(canonical(ranked)), ranked, sites);
  forgetPrograms();
}
