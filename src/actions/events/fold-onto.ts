import { sumsChanged } from "../../core/targeting/trial-sums.ts";
import type { Trials } from "../../core/targeting/trial.ts";
import type { Folded } from "../../storage/event.ts";
import type { Together } from "../../storage/subjects.ts";
import type { Call } from "../call.ts";

/** What a fold is written onto: the versions that were read, and what its trials add to the sums. */
export function foldOnto(
  { program }: Pick<Call, "program">,
  { root, profile, registered }: Together,
  trials: Trials,
): Omit<Folded, "events" | "attributes" | "at"> {
  return {
    subject: root,
    controller: program.site.controller,
    trials,
    sums: { program: program.compiled.key, cells: sumsChanged(profile?.trials ?? {}, trials) },
    expected: profile?.version ?? 0,
    consent: registered?.version ?? 0,
  };
}
