import { afterText, type After } from "../../core/exchange/journey-page.ts";
import { aboutOf, type About } from "../../core/exchange/journey-told.ts";
import { askIn, stepOf, unansweredOf, type Journey } from "../../core/exchange/journey.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import { programByHash } from "../../storage/cache/program.ts";
import { readJourneyRows } from "../../storage/journey.ts";
import type { Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";

const WAIT_MS = 2_000;
const PAGE = 20;
/** As many answers are looked through for those that may be told. */
const MOST = 100;

/** What a person was asked and what came of it, by all their records; all of it is theirs to see. Throws `Unavailable`. */
export async function readJourney(call: Call, subject: SubjectId, locale: string, after: After | null): Promise<Journey> {
  const { env } = call.platform;
  const { root } = await readRoot(env, subject, [], WAIT_MS);
  const { subjects } = await readFamily(env, root);
  return readJourneyOf(call, subjects, { locale, after, tells: () => true });
}

/** In which language, from where on, and what of it may be told. */
export interface Wanted {
  readonly locale: string;
  readonly after: After | null;
  readonly tells: (about: About) => boolean;
}

/** As much of it as may be told. What was never answered stands on the first page. Throws `Unavailable`. */
export async function readJourneyOf(call: Call, subjects: readonly SubjectId[], { locale, after, tells }: Wanted): Promise<Journey> {
  const { program, platform, now } = call;
  const { answers, answered, seen } = await readJourneyRows(platform.env, subjects, after, MOST);
  const told = answers.filter(tells);
  const rows = told.slice(0, PAGE);
  const last = told.length > PAGE ? rows.at(-1) : answers.length === MOST ? answers.at(-1) : undefined;
  const hashes = [...new Set(rows.map((row) => row.program))];
  const programs = new Map(
    await Promise.all(hashes.map(async (hash) => [hash, await programByHash(platform.env, hash, program.site.key)] as const)),
  );
  const open = after === null ? seen.filter(({ ask }) => mayTell(program, ask, tells)) : [];
  return {
    steps: rows.map((row) => stepOf(program, programs.get(row.program) ?? null, row, locale, now)),
    unanswered: unansweredOf(program, open, answered, locale),
    next: last ? afterText(last) : null,
  };
}

/** What was asked by a question there is no more is told as nothing, which only the person hears. */
function mayTell(program: LiveProgram, key: string, tells: Wanted["tells"]): boolean {
  const ask = askIn(program, key);
  return tells(ask ? aboutOf(program, ask) : NOTHING);
}

const NOTHING: About = { gave: "value", what: "", purpose: "" };
