import type { LiveProgram } from "../../core/program/live.ts";
import type { Program } from "../../core/program/schema.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { growthBookFeatures, type GrowthBookFeatures } from "../../core/targeting/growthbook.ts";
import type { Bindings } from "../../storage/bindings.ts";
import { readProgram } from "../../storage/program.ts";
import { Unavailable, within } from "../../storage/within.ts";

const WAIT_MS = 1_000;
const documents = new WeakMap<LiveProgram, Program>();

/** The features a site's clients may decide by themselves. Conditions as they were written are read once an isolate. Throws `Unavailable`. */
export async function readFeatures(env: Bindings, program: LiveProgram, locale: string | null, now: number): Promise<GrowthBookFeatures> {
  const document = documents.get(program) ?? (await within(WAIT_MS, readProgram(env.DB, program.hash)));
  if (!document) throw new Unavailable("the program's document is gone");
  documents.set(program, document);
  return growthBookFeatures(program, document, localeOf(program.compiled.locales, locale), now);
}
