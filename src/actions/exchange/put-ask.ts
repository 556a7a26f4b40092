import type { Pass } from "../../core/consent/pass.ts";
import { askedIn, chooseAsk, type Question } from "../../core/exchange/ask.ts";
import type { Situation } from "../../core/targeting/decide.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import type { Call } from "../call.ts";
import { issuePass, type Issued } from "../consent/issue-pass.ts";
import type { Standing, Visitor } from "../consent/open-visitor.ts";

/** The question for the slots of a page, from what the visitor carries alone. Without what is functional none: nobody could remember that it was put. */
export function askFor(
  call: Call,
  { pass }: Visitor,
  { permit, carried }: Standing,
  slots: readonly string[],
  { gate, locale, now }: Situation,
): Question | null {
  const { program } = call;
  if (program.asks.length === 0 || !pass?.lease || carried?.live !== true || !mayStick(program, permit.mask)) return null;
  return chooseAsk(program, slots, { gate, permit, rests: pass.lease.rests, omitted: pass.omitted, locale, now });
}

/** Seals into the pass that a question was put. */
export async function rememberAsk(call: Call, pass: Pass, { key }: Question): Promise<Issued | null> {
  const ask = call.program.asks.find((item) => item.key === key);
  return ask && pass.lease ? issuePass(call, { ...pass, lease: askedIn(pass.lease, ask, call.now) }) : null;
}
