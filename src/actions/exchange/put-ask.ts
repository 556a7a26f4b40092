import { chooseAsk, type Question } from "../../core/exchange/ask.ts";
import { isInTime, putText, readPut, type Put } from "../../core/exchange/put.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { SECOND } from "../../core/kernel/instant.ts";
import type { CompiledAsk } from "../../core/program/compiled-ask.ts";
import type { Situation } from "../../core/targeting/decide.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import type { Call } from "../call.ts";
import type { Standing, Visitor } from "../consent/open-visitor.ts";

/** The question for the slots of a page, from what the visitor carries alone. Without what is functional none: nobody could remember that it was seen. */
export function askFor(
  call: Call,
  { pass }: Visitor,
  { permit, carried }: Standing,
  slots: readonly string[],
  { gate, unit, locale, now }: Situation,
): Question | null {
  const { program } = call;
  if (program.asks.length === 0 || !pass?.lease || !pass.subject || carried?.live !== true || !mayStick(program, permit.mask)) return null;
  return chooseAsk(program, slots, { gate, permit, rests: pass.lease.rests, omitted: pass.omitted, unit, locale, now });
}

/** A token by which the page says that this person saw the question, or answers it. */
export async function signAsk(call: Call, subject: SubjectId, { key, variant }: Question): Promise<string> {
  const text = putText({ ask: key, variant, at: Math.floor(call.now / SECOND) });
  return `${text}.${await call.platform.keyring.sign("ask", heldBy(call, subject, text), call.now)}`;
}

/** What a token says that was made for this question, person and site, not too long ago; null of any other. */
export async function openPut(call: Call, subject: SubjectId, { key }: Pick<CompiledAsk, "key">, token: string): Promise<Put | null> {
  const read = readPut(token);
  if (read?.put.ask !== key || !isInTime(read.put, call.now)) return null;
  return (await call.platform.keyring.verify("ask", heldBy(call, subject, read.text), read.signature)) ? read.put : null;
}

function heldBy({ program }: Call, subject: SubjectId, text: string): string {
  return `${program.site.key}|${subject}|${text}`;
}
