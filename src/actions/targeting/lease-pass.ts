import { carriedBy, type Pass } from "../../core/consent/pass.ts";
import { toBase64Url } from "../../core/kernel/bytes.ts";
import { leaseTo } from "../../core/targeting/lease.ts";
import { hasPressure, type Pressure } from "../../core/targeting/pressure.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import { randomBytes } from "../../storage/platform.ts";
import { permitOf, type Call } from "../call.ts";
import { changePressure } from "./change-pressure.ts";

const WAIT_MS = 500;
const TAG_BYTES = 6;

/**
 * Gives a pass its share of what may still be shown of what is capped, in the place of what it had (`before`). Without
 * what is functional nothing is counted and nothing given; with the database away it keeps what it had.
 */
export async function leasePass(call: Call, pass: Pass, before: Pass | null): Promise<Pass> {
  if (pass.subject === null || !mayLease(call, pass)) return pass;
  const held = before?.lease ?? { tag: toBase64Url(randomBytes(TAG_BYTES)), left: {}, rests: {} };
  const work = (pressure: Pressure) => leaseTo(call.program, pressure, held, call.now, pass.hard);
  try {
    return { ...pass, lease: (await changePressure(call, pass.subject, work, WAIT_MS)).lease };
  } catch {
    return { ...pass, lease: before?.subject === pass.subject ? before.lease : null };
  }
}

function mayLease(call: Call, pass: Pass): boolean {
  return hasPressure(call.program) && mayStick(call.program, permitOf(call, carriedBy(pass, call.now)).mask);
}
