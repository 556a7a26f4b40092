import { callbackFault, callbackHosts } from "../../core/rights/reply.ts";
import { drpStanding, opendsrCallback } from "../../core/rights/standing.ts";
import { programOf } from "../../storage/cache/program.ts";
import type { Platform } from "../../storage/platform.ts";
import { readRequest, type KeptRequest } from "../../storage/request.ts";
import type { StatusMessage } from "../../storage/webhook.ts";
import { postMessage } from "../webhook/post-message.ts";
import type { Sent } from "../webhook/send-change.ts";
import { requestBucket } from "./request-place.ts";
import { signedBody } from "./sign-answer.ts";

const GONE = 410;

/**
 * Tells whoever filed a request how it stands at this moment: what was overtaken is not told late. To a host that the
 * program does not allow any more nothing is sent. Throws `Unavailable`.
 */
export async function sendStatus(platform: Platform, { site, request: id, url }: StatusMessage, now: number): Promise<Sent> {
  const program = await programOf(platform.env, site, platform.defer);
  if (!program) return "told";
  const request = (await readRequest(platform.env, await requestBucket({ program }), id))?.request;
  if (!request?.reply) return "told";
  if (callbackFault(url, callbackHosts(program.site.rights, request.reply.agent), platform.local)) return "told";
  const { headers, body } = await written(platform, program.site.consentHost, request, url, now);
  const status = await postMessage(platform, url, headers, body);
  return status === GONE || (status >= 200 && status < 300) ? "told" : "failed";
}

async function written(platform: Platform, domain: string, request: KeptRequest, url: string, now: number) {
  if (request.via === "opendsr") return signedBody(platform, domain, opendsrCallback(request, url));
  return { headers: {}, body: JSON.stringify(drpStanding(request, now)) };
}
