import { EXPOSURE_LIVES_S, readExposure, type Exposure } from "../../core/targeting/exposure.ts";
import { recordOf, type DecisionRecord } from "../../core/targeting/record.ts";
import { send } from "../../storage/outbox.ts";
import { isSensitiveFree, type Call } from "../call.ts";
import { judgeVisitor } from "../consent/judge-visitor.ts";
import { isWithdrawn, type Visitor } from "../consent/open-visitor.ts";
import { situate } from "./decide.ts";
import type { PageContext } from "./request-values.ts";

/**
 * How many of the reported tokens were genuine and in time. What the visitor carries and the page says of itself goes along as
 * the record of each decision. Throws when the queue is away: the page keeps the tokens and tries again.
 */
export async function reportExposures(call: Call, visitor: Visitor, tokens: readonly string[], context: PageContext): Promise<number> {
  const genuine = (await Promise.all(tokens.map((token) => check(call, token)))).filter(
    (exposure): exposure is Exposure => exposure !== null,
  );
  if (genuine.length === 0) return 0;
  const exposures = genuine.map(({ id, experience, variant, at }) => ({ id, experience, variant, at: at * 1000 }));
  const subject = visitor.state && !isWithdrawn(visitor.state) ? (visitor.pass?.subject ?? null) : null;
  const decisions = subject === null ? [] : genuine.flatMap((exposure) => recordFor(call, visitor, exposure, context) ?? []);
  await send(
    call.platform,
    { kind: "exposures", site: call.program.site.key, subject, rule: call.rule.id, signals: call.signals, exposures, decisions },
    call.now,
  );
  return genuine.length;
}

async function check(call: Call, token: string): Promise<Exposure | null> {
  const read = readExposure(token, call.program.site.key);
  const nowS = call.now / 1000;
  if (!read || read.exposure.at > nowS + 60 || read.exposure.at + EXPOSURE_LIVES_S < nowS) return null;
  return (await call.platform.keyring.verify("exposure", `${call.program.site.key}|${read.text}`, read.signature)) ? read.exposure : null;
}

function recordFor(call: Call, visitor: Visitor, exposure: Exposure, context: PageContext): DecisionRecord | null {
  const now = exposure.at * 1000;
  const then = { ...call, now };
  const standing = judgeVisitor(then, visitor);
  const situation = situate(then, visitor, standing, { ...context, now });
  const { permit, carried } = standing;
  const { id, experience, variant, program } = exposure;
  const shown = { id, experience, variant, program, rule: call.rule.id, situation, permit, sensitiveFree: isSensitiveFree(call, carried) };
  return recordOf(call.program, shown);
}
