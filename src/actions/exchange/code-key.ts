import type { SipKey } from "../../core/kernel/siphash.ts";
import { peppersOf } from "../../storage/peppers.ts";
import type { Call } from "../call.ts";

/** Under what the codes of an offer are hashed: whoever has the database alone finds none out. Throws `Misconfigured`. */
export async function codeKey(call: Pick<Call, "platform">, offer: string): Promise<SipKey> {
  const mark = await (await peppersOf(call.platform.env)).mark(`codes|${offer}`);
  return Int32Array.from([0, 8, 16, 24], (at) => Number.parseInt(mark.slice(at, at + 8), 16));
}
