import type { Context } from "hono";
import { isTokenOf, tokenNames, type Agent } from "../actions/rights/agent-token.ts";
import type { Call } from "../actions/call.ts";
import { openDrp, unwrapDrp, type DrpFault, type DrpFields } from "../core/rights/drp.ts";
import { listSites } from "../storage/program.ts";
import { bearerOf } from "./credentials.ts";
import type { App } from "./env.ts";
import { openPageCall } from "./open-call.ts";
import { Problem } from "./problem.ts";
import { limitRate } from "./rate.ts";

/** The call of an agent of the Data Rights Protocol. */
export interface AgentCall {
  readonly call: Call;
  readonly agent: Agent & { readonly verifies: boolean };
}

const MOST_BYTES = 64 * 1024;

/** Opens the call of an agent by the token it was given. */
export async function openAgentCall(c: Context<App>): Promise<AgentCall> {
  await limitRate(c.env, c.req.raw.headers);
  const named = tokenNames(bearerOf(c.req.raw.headers));
  const call = named && (await openPageCall(c, named.site));
  const opened = call && agentOf(call, named.agent);
  if (!opened || !(await isTokenOf(opened.call.platform, named.site, opened.agent, named.mac)))
    throw new Problem("unauthorized", [{ field: "authorization", rule: "token", detail: "must be Bearer and the token of an agent" }]);
  return opened;
}

/** Opens the call of an agent that has no token yet: by the business it names, and the agent of the path. */
export async function openAgentByKey(c: Context<App>, id: string, wire: string): Promise<AgentCall> {
  await limitRate(c.env, c.req.raw.headers);
  const business = unwrapDrp(wire)?.fields["business-id"];
  for (const { key } of await listSites(c.env.DB)) {
    const call = await openPageCall(c, key);
    if (!call || business === undefined || call.program.site.rights.businessId !== business) continue;
    const opened = agentOf(call, id);
    if (opened) return opened;
  }
  throw forbidden({ field: "agent-id", rule: "known", detail: "must be an agent that this business takes requests from" });
}

function agentOf(call: Call, id: string): AgentCall | null {
  const agent = call.program.site.rights.agents.find((item) => item.id === id);
  return agent ? { agent, call: { ...call, actor: { kind: "key", label: `drp:${id}`, scopes: [] } } } : null;
}

export async function signedText(c: Context<App>): Promise<string> {
  const text = await c.req.raw.text();
  if (text.length <= MOST_BYTES) return text;
  throw new Problem("too-large", [{ field: "(body)", rule: "size", detail: `must be at most ${MOST_BYTES} bytes` }]);
}

/** What an agent signed; refused with the rule it breaks. */
export async function openSigned({ call, agent }: AgentCall, wire: string): Promise<DrpFields> {
  const terms = { agent: agent.id, business: call.program.site.rights.businessId ?? "", now: call.now };
  const opened = await openDrp(wire, agent.key, terms);
  if (opened.ok) return opened.value;
  throw forbidden(opened.error);
}

export function forbidden(fault: DrpFault): Problem {
  return new Problem("forbidden", [fault]);
}
