import type { SubjectId } from "../../core/kernel/ids.ts";
import type { RightsRequest } from "../../core/rights/request.ts";
import { listRequests, readRequest, type KeptRequest, type RequestStep } from "../../storage/request.ts";
import type { Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";
import { openContact, type Contact } from "./request-contact.ts";
import { requestBucket } from "./request-place.ts";

const WAIT_MS = 2_000;

/** A place in the queue of a desk: after which instant of being due, and which request. */
export type Place = readonly [due: number, id: string];

/** The queue of a desk: what is not closed, in the order it is due. Throws `Unavailable`. */
export async function readQueue(
  call: Call,
  state: "unverified" | "open" | null,
  after: Place,
  limit: number,
): Promise<readonly RightsRequest[]> {
  const { controller } = call.program.site;
  return listRequests(call.platform.env, await requestBucket(call), { controller, state, after, limit });
}

/** The requests of a person, newest first. Throws `Unavailable`. */
export async function readOwnRequests(call: Call, subject: SubjectId): Promise<readonly RightsRequest[]> {
  const { root } = await readRoot(call.platform.env, subject, [], WAIT_MS);
  const { subjects } = await readFamily(call.platform.env, root);
  return listRequests(call.platform.env, await requestBucket(call), { subjects });
}

/** One request, with its steps and how to reach whoever asks; null where this controller has none such. Throws `Unavailable`. */
export async function readDeskRequest(
  call: Call,
  id: string,
): Promise<{ readonly request: KeptRequest; readonly steps: readonly RequestStep[]; readonly contact: Contact | null } | null> {
  const found = await readRequest(call.platform.env, await requestBucket(call), id);
  if (!found || found.request.controller !== call.program.site.controller) return null;
  return { ...found, contact: await openContact(call.platform, id, found.request.contact) };
}
