import { isPaused } from "../../core/consent/pass.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { EXPOSURE_LIVES_S, readExposure, type Exposure } from "../../core/targeting/exposure.ts";
import type { Noticed } from "../../core/targeting/pressure.ts";
import type { DecisionRecord } from "../../core/targeting/decision-record.ts";
import { isLacking, readPassing } from "../../core/targeting/passing.ts";
import { recordOf } from "../../core/targeting/record.ts";
import { dismissIn } from "../../core/targeting/rests.ts";
import { stickyOf } from "../../core/targeting/join.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import { send } from "../../storage/outbox.ts";
import { isSensitiveFree, type Call } from "../call.ts";
import { issuePass, type Issued } from "../consent/issue-pass.ts";
import { judgeVisitor } from "../consent/judge-visitor.ts";
import { isWithdrawn, type Visitor } from "../consent/open-visitor.ts";
import { situate } from "./decide.ts";
import type { PageContext } from "./request-values.ts";

/** Tokens of what was seen, of what the person put away, and of what they used. */
export interface Reported {
  readonly exposures: readonly string[];
  readonly dismissed: readonly string[];
  readonly used: readonly string[];
}

function subjectOf({ pass, state }: Visitor): SubjectId | null {
  return state && !isWithdrawn(state) ? (pass?.subject ?? null) : null;
}

/**
 * Takes tokens in that are genuine and in time, and says how many; what was put away rests in this browser's pass at once.
 * What the visitor carries goes along as the record of each decision, with what its token says of the page, else what the page says now. Throws when the queue is away: the page keeps them and tries again.
 */
export async function reportExposures(
  call: Call,
  visitor: Visitor,
  reported: Reported,
  page: PageContext,
): Promise<{ readonly accepted: number; readonly issued: Issued | null }> {
  if (isPaused(visitor.pass, call.now)) return { accepted: 0, issued: null };
  const [exposures, dismissed, used] = await Promise.all([
    genuineOf(call, reported.exposures),
    genuineOf(call, reported.dismissed),
    genuineOf(call, reported.used),
  ]);
  const accepted = exposures.length + dismissed.length + used.length;
  if (accepted === 0) return { accepted, issued: null };
  const subject = subjectOf(visitor);
  const common = {
    site: call.program.site.key,
    subject,
    rule: call.rule.id,
    signals: call.signals,
    lease: visitor.pass?.lease?.tag ?? null,
    decisions: subject === null ? [] : exposures.flatMap((exposure) => recordFor(call, visitor, exposure, page) ?? []),
  };
  // What comes of an exposure counts from when it came, and not from when it was shown.
  const now = (noticed: Exposure): Noticed => ({ id: noticed.id, experience: noticed.experience, at: call.now });
  await send(
    call.platform,
    {
      kind: "exposures",
      ...common,
      exposures: exposures.map(({ at, passing: _, ...shown }) => ({ ...shown, at: at * 1000 })),
      dismissed: dismissed.map(now),
      used: used.map(now),
    },
    call.now,
  );
  return { accepted, issued: await noteIn(call, visitor, exposures, dismissed.map(now)) };
}

/** What rests, and which variants the person stays with, is in this browser's pass at once. */
async function noteIn(call: Call, visitor: Visitor, exposures: readonly Exposure[], dismissed: readonly Noticed[]): Promise<Issued | null> {
  const { pass } = visitor;
  if (!pass || !mayStick(call.program, judgeVisitor(call, visitor).permit.mask)) return null;
  const lease = pass.lease && dismissed.reduce((known, noticed) => dismissIn(call.program, known, noticed), pass.lease);
  const seen = Object.fromEntries(exposures.map(({ experience, variant }) => [experience, variant]));
  const sticky = stickyOf(call.program, {}, { ...seen, ...pass.sticky });
  const isNew = lease !== pass.lease || Object.keys(sticky).some((experience) => pass.sticky[experience] === undefined);
  return isNew ? issuePass(call, { ...pass, lease, sticky }) : null;
}

async function genuineOf(call: Call, tokens: readonly string[]): Promise<readonly Exposure[]> {
  return (await Promise.all(tokens.map((token) => check(call, token)))).filter((exposure) => exposure !== null);
}

async function check(call: Call, token: string): Promise<Exposure | null> {
  const read = readExposure(token, call.program.site.key);
  const nowS = call.now / 1000;
  if (!read || read.exposure.at > nowS + 60 || read.exposure.at + EXPOSURE_LIVES_S < nowS) return null;
  return (await call.platform.keyring.isStamp("exposure", `${call.program.site.key}|${read.text}`, read.signature)) ? read.exposure : null;
}

function recordFor(call: Call, visitor: Visitor, exposure: Exposure, context: PageContext): DecisionRecord | null {
  const now = exposure.at * 1000;
  const then = { ...call, now };
  const standing = judgeVisitor(then, visitor);
  const passing = exposure.passing === undefined ? null : readPassing(exposure.passing);
  const situation = situate(then, visitor, standing, { ...context, now, looked: passing?.page });
  const { permit, carried } = standing;
  const { id, experience, variant, program } = exposure;
  const decided = {
    id,
    experience,
    variant,
    program,
    rule: call.rule.id,
    items: passing?.items,
    isLacking: passing !== null && isLacking(passing),
  };
  return recordOf(call.program, { ...decided, situation, permit, sensitiveFree: isSensitiveFree(call, carried) });
}
