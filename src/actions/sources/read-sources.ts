import { sourceChoice, sourceIn } from "../../core/consent/source-choice.ts";
import { isNo } from "../../core/consent/state.ts";
import { sourcesOf, type Source } from "../../core/profile/sources.ts";
import { Unavailable } from "../../storage/within.ts";
import { readSent } from "../../storage/source.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { readFamily } from "../identity/read-family.ts";
import { readRoot } from "../consent/read-root.ts";

const WAIT_MS = 2_000;

/** Who sent what of the person in this browser's pass, and whether they still may; no value is in it. Throws `Unavailable`. */
export async function readSources(call: Call, { pass }: Visitor): Promise<readonly Source[]> {
  if (!pass?.subject) return [];
  const { env } = call.platform;
  const held = await readProfiled(call, pass.subject, null, WAIT_MS);
  if (!held) throw new Unavailable("a person could not be read");
  const { root, purges } = await readRoot(env, pass.subject, [], WAIT_MS);
  const { subjects } = await readFamily(env, root);
  const sent = await Promise.all(subjects.map((subject) => readSent(env, subject, call.now)));
  const ended = purges.flatMap(({ purposes }) => purposes.flatMap((purpose) => sourceIn(purpose) ?? []));
  const known = Object.entries(held.state.decisions).flatMap(([choice, said]) => {
    const source = sourceIn(choice);
    return source === null ? [] : [{ source, disconnected: isNo(said) }];
  });
  const isOver = (source: string): boolean => ended.includes(source) && isNo(held.state.decisions[sourceChoice(source)] ?? null);
  const events = sent.flatMap((part) => part.events).filter(({ source }) => !isOver(source));
  return sourcesOf(call.program, held.values, events, known);
}
