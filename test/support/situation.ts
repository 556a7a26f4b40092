import type { Permit } from "../../src/core/consent/permit.ts";
import { Gate } from "../../src/core/profile/gate.ts";
import { compileProgram } from "../../src/core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../../src/core/program/live.ts";
import { programSchema } from "../../src/core/program/schema.ts";
import type { Situation } from "../../src/core/targeting/decide.ts";
import { testProgram } from "./program.ts";

/** The test brand's program with sections replaced, ready to run on its first site. Throws with the findings when it is refused. */
export async function liveTestProgram(changes: Readonly<Record<string, unknown>> = {}): Promise<LiveProgram> {
  const compiled = await compileProgram(programSchema().parse(testProgram(changes)));
  const site = compiled.ok ? compiled.value.sites[0] : undefined;
  if (!compiled.ok || !site) throw new Error(JSON.stringify(compiled));
  return liveProgram(compiled.value, site);
}

/** A permit for the purposes whose bits are set; `explicit` for those the person said yes to. */
export function permitOf(mask: number, explicit = mask): Permit {
  return { mask, explicit, why: [], state: [] };
}

/** A situation in which a visitor has these attribute values and allows these purposes. */
export function situationOf(
  program: LiveProgram,
  values: Readonly<Record<string, unknown>>,
  mask: number,
  more: Partial<Situation> = {},
): Situation {
  return {
    gate: new Gate(
      program,
      permitOf(mask),
      program.attributes.map((attribute) => values[attribute.key]),
      true,
    ),
    unit: "sub_1",
    consentVersion: 1,
    locale: "en",
    now: 0,
    ...more,
  };
}
