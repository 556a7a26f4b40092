import { recipientsOf } from "../../core/consent/label.ts";
import { isRecipient, sourceChoice, sourceIn } from "../../core/consent/source-choice.ts";
import { isNo, type ConsentState } from "../../core/consent/state.ts";
import { sourcesOf, type Source } from "../../core/profile/sources.ts";
import { Unavailable } from "../../storage/within.ts";
import { readSent } from "../../storage/source.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { readFamily } from "../identity/read-family.ts";
import { readRoot } from "../consent/read-root.ts";

const WAIT_MS = 2_000;

/** Who is told of a person, by a name of a source, of what, and whether that has ended. */
export interface Recipient {
  readonly source: string;
  readonly name: string;
  readonly hears: readonly string[];
  readonly disconnected: boolean;
}

/** Who sent what of the person in this browser's pass, and who is told of them; whether they still may. No value is in it. Throws `Unavailable`. */
export async function readSources(
  call: Call,
  { pass }: Visitor,
): Promise<{ readonly sources: readonly Source[]; readonly recipients: readonly Recipient[] }> {
  if (!pass?.subject) return { sources: [], recipients: [] };
  const { env } = call.platform;
  const held = await readProfiled(call, pass.subject, null, WAIT_MS);
  if (!held) throw new Unavailable("a person could not be read");
  const { root, purges } = await readRoot(env, pass.subject, [], WAIT_MS);
  const { subjects } = await readFamily(env, root);
  const sent = await Promise.all(subjects.map((subject) => readSent(env, subject, call.now)));
  const ended = purges.flatMap(({ purposes }) => purposes.flatMap((purpose) => sourceIn(purpose) ?? []));
  const known = Object.entries(held.state.decisions).flatMap(([choice, said]) => {
    const source = sourceIn(choice);
    return source === null || isRecipient(source) ? [] : [{ source, disconnected: isNo(said) }];
  });
  const isOver = (source: string): boolean => ended.includes(source) && isNo(held.state.decisions[sourceChoice(source)] ?? null);
  const events = sent.flatMap((part) => part.events).filter(({ source }) => !isOver(source));
  return { sources: sourcesOf(call.program, held.values, events, known), recipients: recipientsNow(call, held.state) };
}

function recipientsNow({ program }: Call, { decisions }: ConsentState): readonly Recipient[] {
  return recipientsOf(program.compiled, program.site.controller)
    .filter(({ key }) => isRecipient(key))
    .map(({ key, name, hears }) => ({ source: key, name, hears, disconnected: isNo(decisions[sourceChoice(key)] ?? null) }));
}
