import { afterText, type After } from "../../core/exchange/journey-page.ts";
import { enteredBy, lineOf } from "../../core/exchange/journey-line.ts";
import { aboutOf, type About } from "../../core/exchange/journey-told.ts";
import { askIn, stepOf, unansweredOf, type Journey, type Shown } from "../../core/exchange/journey.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import { mayBeRead } from "../../core/targeting/decision-record.ts";
import { goalEvents, reachedAfter } from "../../core/targeting/reached.ts";
import { seenIn } from "../../core/targeting/seen.ts";
import { programByHash } from "../../storage/cache/program.ts";
import { readJourneyRows, type JourneyRows } from "../../storage/journey.ts";
import type { Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";

const WAIT_MS = 2_000;
const PAGE = 20;
/** As many answers are looked through for those that may be told. */
const MOST = 100;

/** What a person came to, was asked and shown, and what came of it, by all their records; all of it is theirs to see. Throws `Unavailable`. */
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

/** As much of it as may be told: a page of answers, with what else lies between them in time. Throws `Unavailable`. */
export async function readJourneyOf(call: Call, subjects: readonly SubjectId[], wanted: Wanted): Promise<Journey> {
  const { program, platform, now } = call;
  const { locale, after, tells } = wanted;
  const found = await readJourneyRows(platform.env, { subjects, after, limit: MOST, events: goalEvents(program) });
  const told = found.answers.filter(tells);
  const rows = told.slice(0, PAGE);
  const last = told.length > PAGE ? rows.at(-1) : found.answers.length === MOST ? found.answers.at(-1) : undefined;
  const programs = await programsOf(call, [...rows.map((row) => ({ ...row, site: program.site.key })), ...found.decisions]);
  const first = found.first.filter(({ ask }) => mayTell(program, ask, tells));
  const seen = found.seen.filter(({ ask }) => mayTell(program, ask, tells));
  const shown = shownOf(call, programs, found, wanted);
  const ofPerson = (what: string): boolean =>
    (program.compiled.notice.purposes ?? []).some(({ key }) => tells({ gave: "value", what, purpose: key }));
  const steps = lineOf(
    rows.map((row) => stepOf(program, programs.get(versionOf({ program: row.program, site: program.site.key })) ?? null, row, locale, now)),
    [
      ...unansweredOf(program, seen, new Set(found.first.map(({ ask }) => ask)), locale),
      ...shown,
      ...enteredBy(program, { first, seen, shown }, ofPerson, locale),
    ],
    { from: last?.at ?? 0, before: after?.at ?? Number.POSITIVE_INFINITY },
  );
  return { steps, next: last ? afterText(last) : null };
}

type Versions = ReadonlyMap<string, LiveProgram | null>;

/** The programs that were in force when these were put or shown, by site and hash. */
async function programsOf({ platform }: Call, rows: readonly InForce[]): Promise<Versions> {
  const versions = new Map(rows.map((row) => [versionOf(row), row]));
  const found = [...versions].map(async ([name, { program, site }]) => [name, await programByHash(platform.env, program, site)] as const);
  return new Map(await Promise.all(found));
}

interface InForce {
  readonly program: string;
  readonly site: string;
}

function versionOf({ program, site }: InForce): string {
  return `${site} ${program}`;
}

/** The experiences of moments that were really seen, as far as what they were for may be told. */
function shownOf(
  { program: now, now: at }: Call,
  programs: Versions,
  { decisions, events, purges }: JourneyRows,
  { locale, tells }: Wanted,
): readonly Shown[] {
  const isTold = (purpose: string): boolean => tells({ gave: "consent", what: purpose, purpose });
  return decisions.flatMap((record): readonly Shown[] => {
    const program = programs.get(versionOf(record)) ?? null;
    if (!program || !mayBeRead(record, purges, at)) return [];
    const { experience, moment, purpose, text, because, at: time } = seenIn(program, record, locale);
    if (!moment || !isTold(purpose?.key ?? "")) return [];
    const reached = reachedAfter(program, record, events, purges).filter(({ goal }) =>
      isTold(now.compiled.purposes[goal.purpose]?.key ?? ""),
    );
    const goals = reached.map(({ goal, at: when }) => ({ goal: goal.key, at: new Date(when).toISOString() }));
    return [{ kind: "shown", experience, text, moment, purpose, because, reached: goals, at: time }];
  });
}

/** What was asked by a question there is no more is told as nothing, which only the person hears. */
function mayTell(program: LiveProgram, key: string, tells: Wanted["tells"]): boolean {
  const ask = askIn(program, key);
  return tells(ask ? aboutOf(program, ask) : NOTHING);
}

const NOTHING: About = { gave: "value", what: "", purpose: "" };
