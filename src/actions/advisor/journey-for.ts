import { mayBeTold } from "../../core/exchange/journey-told.ts";
import type { Journey } from "../../core/exchange/journey.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { Gate } from "../../core/profile/gate.ts";
import type { CompiledAdvisor } from "../../core/program/compiled-advisor.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import type { Call } from "../call.ts";
import { readJourneyOf } from "../exchange/read-journey.ts";
import type { Standing } from "./standing-of.ts";

/** The newest of what a person was asked, as far as whoever advises them may know of it. Throws `Unavailable`. */
export async function journeyFor(
  call: Call,
  { purpose }: CompiledAdvisor,
  { permit, sensitiveFree }: Standing,
  subjects: readonly SubjectId[],
  locale: string,
): Promise<Pick<Journey, "steps">> {
  const tells = mayBeTold(call.program, permit, new Gate(call.program, permit, [], sensitiveFree), purpose);
  const { steps } = await readJourneyOf(call, subjects, { locale, after: null, tells });
  // What was only seen is remembered by what is functional alone.
  return { steps: mayStick(call.program, permit.mask) ? steps : steps.filter(({ kind }) => kind !== "asked" && kind !== "refused") };
}
