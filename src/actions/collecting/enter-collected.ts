import type { FacetValue } from "../../core/consent/pass.ts";
import { enterField } from "../../storage/collection.ts";
import type { Call } from "../call.ts";
import { sealIn } from "./sealing.ts";

/** Enters a field, or another value of it: provisional, until the customer's screen has shown this very entry. False where it was struck or the collection is over. Throws `Unavailable`. */
export async function enterCollected({ platform, now }: Call, id: string, attribute: string, value: FacetValue): Promise<boolean> {
  return enterField(platform.env, id, attribute, await sealIn(platform, id, JSON.stringify(value), now), now);
}
