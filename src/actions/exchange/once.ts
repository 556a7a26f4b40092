import { sha256Hex } from "../../core/kernel/bytes.ts";
import { canonical } from "../../core/kernel/canonical.ts";
import { claimKey, readKey } from "../../storage/spending-key.ts";
import type { Call } from "../call.ts";

/** An idempotency key, and what it asks for: it stands for that one request of its controller for good. */
export interface Once {
  readonly id: string;
  readonly bucket: number;
  readonly body: string;
}

/** What a key of a verb stands for when it is used for this. */
export async function onceFor(call: Pick<Call, "program">, verb: string, key: string, body: object): Promise<Once> {
  const id = (await sha256Hex(`${call.program.site.controller}|${verb}|${key}`)).slice(0, 32);
  return { id, bucket: bucketIn(id), body: (await sha256Hex(canonical(body))).slice(0, 32) };
}

/** True where a key was used for something else. Throws `Unavailable`. */
export async function isReused(call: Pick<Call, "platform">, once: Once): Promise<boolean> {
  const standing = await readKey(call.platform.env, once);
  return standing !== null && standing !== once.body;
}

/** Takes a key up for good; null where that is done. Throws `Unavailable`. */
export async function takeUp(call: Pick<Call, "platform" | "now">, once: Once): Promise<"reused" | "unavailable" | null> {
  const claimed = await claimKey(call.platform.env, once, call.now);
  if (claimed === null) return "unavailable";
  return claimed === once.body ? null : "reused";
}

/** The bucket a hash names. */
export function bucketIn(hex: string): number {
  return Number.parseInt(hex.slice(0, 2), 16);
}
