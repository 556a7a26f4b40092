import { sha256Hex } from "../../core/kernel/bytes.ts";
import { canonical } from "../../core/kernel/canonical.ts";
import { addDuration } from "../../core/kernel/instant.ts";
import type { CompiledExperience } from "../../core/program/compiled-experience.ts";
import { inContext } from "../../core/program/contexts.ts";
import { banditsOf, WEIGHTS_FORMAT, type Weighed } from "../../core/program/weights.ts";
import { variantWeights } from "../../core/targeting/weigh.ts";
import { readBandits, writeBandits, type BanditRow } from "../../storage/bandit.ts";
import { writePointed } from "../../storage/cache/pointed.ts";
import { forgetPrograms } from "../../storage/cache/program.ts";
import { WEIGHTS } from "../../storage/cache/weighed.ts";
import { readSums } from "../../storage/trial-sum.ts";
import type { Call } from "../call.ts";

/**
 * Weighs the variants of a program's bandits, each as often as it says and in each of its contexts, and publishes the weights to the edge: also those
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
  const due = bandits.flatMap((experience) => {
    const contexts = experience.draw?.bandit?.by?.contexts.map(({ key }) => key) ?? [null];
    return contexts
      .filter((context) => isDue(experience, known.get(inContext(experience.key, context)), now))
      .map((context) => ({ experience, context }));
  });
  const cells = due.length === 0 ? [] : await readSums(env, compiled.key);
  const rows = due.map(({ experience, context }) => {
    const own = cells.filter((cell) => cell.experience === experience.key);
    return { experience: inContext(experience.key, context), weights: variantWeights(compiled, experience, own, context), at: now };
  });
  await writeBandits(env.DB, compiled.key, rows);
  const all = (await readBandits(env.DB, compiled.key)).map(({ experience, weights }) => [experience, weights] as const);
  const snapshot: Weighed = { format: WEIGHTS_FORMAT, weights: Object.fromEntries(all) };
  const sites = compiled.sites.map(({ key }) => key);
  await writePointed(env, WEIGHTS, await sha256Hex(canonical(snapshot)), snapshot, sites);
  forgetPrograms();
}

function isDue({ draw }: CompiledExperience, last: BanditRow | undefined, now: number): boolean {
  return !last || now >= addDuration(last.at, draw?.bandit?.every ?? "P1D");
}
