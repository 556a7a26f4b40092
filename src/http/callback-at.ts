import type { Call } from "../actions/call.ts";
import { callbackFault, callbackHosts } from "../core/rights/reply.ts";
import { invalid } from "./problem.ts";
import { textAt } from "./validate.ts";

const MOST = 500;

/** An address at which whoever files a request wants to hear of it: by https, and of a host the program lists for them. */
export function callbackAt({ platform, program }: Call, value: unknown, field: string, agent: string | null): string {
  const url = textAt(value, field, MOST);
  const fault = callbackFault(url, callbackHosts(program.site.rights, agent), platform.local);
  if (fault === "https") throw invalid(field, fault, "must be an address on the public internet by https");
  if (fault === "host") throw invalid(field, fault, "must be of a host that the program lists as callbackHosts");
  return url;
}
