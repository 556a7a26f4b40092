import { carriedBy, type Pass } from "../../core/consent/pass.ts";
import { owedIn, silentAfter } from "../../core/exchange/ask.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { toBase64Url } from "../../core/kernel/bytes.ts";
import { hasPromises } from "../../core/program/halted.ts";
import { leaseTo } from "../../core/targeting/lease.ts";
import { hasPressure, type Pressure } from "../../core/targeting/pressure.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Pressed } from "../../storage/pressure.ts";
import { isOwed } from "../../storage/promise.ts";
import { permitOf, type Call } from "../call.ts";
import { readFamily } from "../identity/read-family.ts";
import { changePressure } from "./change-pressure.ts";
import { asSpentHere } from "./spent-leases.ts";

const WAIT_MS = 500;
const TAG_BYTES = 6;

/**
 * Gives a pass its share of what may still be shown of what is capped, in the place of what it had (`before`). Without
 * what is functional nothing is counted and nothing given; with the database away it keeps what it had.
 */
export async function leasePass(call: Call, pass: Pass, before: Pass | null): Promise<Pass> {
  if (pass.subject === null || !mayLease(call, pass)) return pass;
  const held = (before && asSpentHere(before).lease) ?? { tag: toBase64Url(randomBytes(TAG_BYTES)), left: {}, rests: {} };
  const work = (pressure: Pressure, pressed: Pressed) => ({ ...leaseTo(call.program, pressure, held, call.now, pass.hard), pressed });
  try {
    const { lease, pressed } = await changePressure(call, pass.subject, work, WAIT_MS);
    const silent = silentAfter(lease, call.program.compiled, pressed.negatives, call.now);
    return { ...pass, lease: owedIn(silent, await isPersonOwed(call, pass.subject, pressed), pass.hard) };
  } catch {
    return { ...pass, lease: before?.subject === pass.subject ? before.lease : null };
  }
}

/** Asked of all records of a person, where something is promised for answers at all. */
async function isPersonOwed({ platform, program }: Call, subject: SubjectId, pressed: Pressed): Promise<boolean> {
  if (!hasPromises(program.compiled)) return false;
  if (pressed.isOwed || !pressed.hasMerged) return pressed.isOwed;
  return isOwed(platform.env, (await readFamily(platform.env, subject)).subjects);
}

function mayLease(call: Call, pass: Pass): boolean {
  return hasPressure(call.program) && mayStick(call.program, permitOf(call, carriedBy(pass, call.now)).mask);
}
