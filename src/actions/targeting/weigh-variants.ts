import { sha256Hex } from "../../core/kernel/bytes.ts";
import { canonical } from "../../core/kernel/canonical.ts";
import { addDuration } from "../../core/kernel/instant.ts";
import { banditsOf, WEIGHTS_FORMAT, type Weighed } from "../../core/program/weights.ts";
import { variantWeights } from "../../core/targeting/weigh.ts";
import { readBandits, writeBandits } from "../../storage/bandit.ts";
import { writePointed } from "../../storage/cache/pointed.ts";
import { forgetPrograms } from "../../storage/cache/program.ts";
import { WEIGHTS } from "../../storage/cache/weighed.ts";
import { readSums } from "../../storage/trial-sum.ts";
import type { Call } from "../call.ts";

/**
 * Weighs the variants of a program's bandits, each as often as it says, and publishes the weights to the edge: also those
 * of before, so that a run that was cut off in between is finished by the next. Throws `Unavailable`.
 */
export async function weighVariants({
  platform: { env },
  program: { compiled },
  now,
}: Pick<Call, "platform" | "program" | "now">): Promise<void> {
  const bandits = banditsOf(compiled);
  if (bandits.length === 0) return;
  const known = new Map((await readBandits(env.DB, compiled.key)).map((row) => [row.experience, row]));
  const due = bandits.filter(({ key, draw }) => {
    const last = known.get(key);
    return !last || now >= addDuration(last.at, draw?.bandit?.every ?? "P1D");
  });
  const rows = await Promise.all(
    due.map(async (experience) => {
      const cells = await readSums(env, compiled.key, experience.key);
      return { experience: experience.key, weights: variantWeights(compiled, experience, cells), at: now };
    }),
  );
  await writeBandits(env.DB, compiled.key, rows);
  const all = (await readBandits(env.DB, compiled.key)).map(({ experience, weights }) => [experience, weights] as const);
  const snapshot: Weighed = { format: WEIGHTS_FORMAT, weights: Object.fromEntries(all) };
  const sites = compiled.sites.map(({ key }) => key);
  await writePointed(env, WEIGHTS, await sha256Hex(canonical(snapshot)), snapshot, sites);
  forgetPrograms();
}
