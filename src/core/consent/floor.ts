import { sha256Hex } from "../kernel/bytes.ts";
import { SECOND, type Instant } from "../kernel/instant.ts";
import type { SubjectId } from "../kernel/ids.ts";
import type { Pass } from "./pass.ts";

/**
 * The lowest consent version a browser may still use. A withdrawal raises it in a cookie of its own, so that a pass
 * sealed earlier and arriving late cannot bring grants back. A refusal without a subject writes its time instead, and so
 * does signing out, which leaves nothing of the person.
 */
export interface Floor {
  /** Tag of the subject; `-` for a refusal without one, `~` after signing out. */
  readonly tag: string;
  /** Consent version, or seconds since the epoch when there is no subject. */
  readonly least: number;
}

export const SIGNED_OUT = "~";
const FLOOR = /^([0-9a-f]{8}|-|~)\.(\d{1,15})$/;

export function readFloor(text: string): Floor | null {
  const match = FLOOR.exec(text);
  return match?.[1] && match[2] ? { tag: match[1], least: Number(match[2]) } : null;
}

export function writeFloor(floor: Floor): string {
  return `${floor.tag}.${floor.least}`;
}

/** The floor a withdrawal leaves: its version under the subject's tag, or its time when nobody stands behind it. */
export async function floorOf(subject: SubjectId | null, version: number, at: Instant): Promise<Floor> {
  return subject === null ? { tag: "-", least: Math.floor(at / SECOND) } : { tag: await subjectTag(subject), least: version };
}

/** Eight hex digits of SHA-256 of the subject id: tells subjects apart in one browser, and nothing else. */
async function subjectTag(subject: SubjectId): Promise<string> {
  return (await sha256Hex(`floor|${subject}`)).slice(0, 8);
}

/** True when a floor says that this pass was overtaken by a withdrawal in the same browser. */
export async function isBelowFloor(pass: Pass, floor: Floor): Promise<boolean> {
  if (floor.tag === "-" || floor.tag === SIGNED_OUT) return pass.issued < floor.least * SECOND;
  return pass.subject !== null && pass.state.version < floor.least && (await subjectTag(pass.subject)) === floor.tag;
}
