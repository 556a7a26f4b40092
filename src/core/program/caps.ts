import type { CompiledCap, CompiledRest } from "./compiled-experiment.ts";
import type { Experience, Program } from "./schema.ts";

/** What limits how often anything is shown. */
export function capsOf(program: Program): { readonly caps: readonly CompiledCap[]; readonly rests: readonly CompiledRest[] } {
  return {
    caps: program.caps.map(({ key, most, per, strict }) => ({ key, most, per, strict })),
    rests: program.rests.map(({ dismissed, ignored, ...of }) => ({
      key: keyOf(of),
      dismissed: dismissed ?? null,
      ignored: ignored ?? null,
    })),
  };
}

/** The caps an experience counts under, and what lets it rest, by index. A cap that names nothing is of everything. */
export function pressureOn(
  program: Program,
  experience: Experience,
): { readonly caps: readonly number[]; readonly rests: readonly number[] } {
  const { key, slot, channel, purpose } = experience;
  const own = [key, slot, channel, purpose];
  const caps = program.caps.flatMap((cap, index) => {
    const named = [cap.experience, cap.slot, cap.channel, cap.purpose];
    return named.every((name, at) => name === undefined || name === own[at]) ? [index] : [];
  });
  const rests = program.rests.flatMap((rest, index) => (rest.slot === slot || rest.experience === key ? [index] : []));
  return { caps, rests };
}

function keyOf({ slot, experience }: { readonly slot?: string | undefined; readonly experience?: string | undefined }): string {
  return slot === undefined ? `experience:${experience}` : `slot:${slot}`;
}
