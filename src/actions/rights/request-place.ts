import { sha256Hex } from "../../core/kernel/bytes.ts";
import { bucketIn } from "../exchange/once.ts";
import type { Call } from "../call.ts";

/** The bucket all requests of a controller are in. */
export async function requestBucket(call: Pick<Call, "program">): Promise<number> {
  return bucketIn(await sha256Hex(`requests|${call.program.site.controller}`));
}
