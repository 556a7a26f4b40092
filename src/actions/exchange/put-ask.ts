import { chooseAsk, type Question } from "../../core/exchange/ask.ts";
import { isInTime, putText, readPut } from "../../core/exchange/put.ts";
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
  { gate, locale, now }: Situation,
): Question | null {
  const { program } = call;
  if (program.asks.length === 0 || !pass?.lease || !pass.subject || carried?.live !== true || !mayStick(program, permit.mask)) return null;
  return chooseAsk(program, slots, { gate, permit, rests: pass.lease.rests, omitted: pass.omitted, locale, now });
}

/** A token by which the page says that this person saw the question, or answers it. */
export async function signAsk(call: Call, subject: SubjectId, { key }: Question): Promise<string> {
  const text = putText({ ask: key, at: Math.floor(call.now / SECOND) });
  return `${text}.${await call.platform.keyring.sign("ask", heldBy(call, subject, text), call.now)}`;
}

/** True for a token that was made for this question, person and site, not too long ago. */
export async function isPut(call: Call, subject: SubjectId, { key }: Pick<CompiledAsk, "key">, token: string): Promise<boolean> {
  const read = readPut(token);
  if (read?.put.ask !== key || !isInTime(read.put, call.now)) return false;
  return call.platform.keyring.verify("ask", heldBy(call, subject, read.text), read.signature);
}

function heldBy({ program }: Call, subject: SubjectId, text: string): string {
  return `${program.site.key}|${subject}|${text}`;
}
