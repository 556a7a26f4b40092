import { Hono, type Context } from "hono";
import type { Call } from "../../actions/call.ts";
import type { SubjectRef } from "../../actions/identity/find-subjects.ts";
import { agentToken } from "../../actions/rights/agent-token.ts";
import { fileRequest } from "../../actions/rights/file-request.ts";
import { readDeskRequest } from "../../actions/rights/read-requests.ts";
import { stepRequest } from "../../actions/rights/step-request.ts";
import { ruleById } from "../../core/consent/resolve-rule.ts";
import { readIdentifier } from "../../core/profile/identifier.ts";
import { readExercise, type DrpExercise } from "../../core/rights/drp.ts";
import { fromUuid } from "../../core/rights/request-id.ts";
import { drpStanding } from "../../core/rights/standing.ts";
import type { KeptRequest } from "../../storage/request.ts";
import { forbidden, openAgentByKey, openAgentCall, openSigned, signedText, type AgentCall } from "../agent-call.ts";
import { answer } from "../answer.ts";
import { callbackAt } from "../callback-at.ts";
import type { App } from "../env.ts";
import { reusedKey } from "../once.ts";
import { invalid, Problem } from "../problem.ts";

/** Data Rights Protocol 1.0: agents that the program names file requests, ask how they stand, and take them back. */
export const dataRightsRoutes = new Hono<App>()
  .post("/agent/:id", async (c) => {
    const wire = await signedText(c);
    const opened = await openAgentByKey(c, c.req.param("id"), wire);
    await openSigned(opened, wire);
    const { call, agent } = opened;
    return answer(c, { "agent-id": agent.id, token: await agentToken(call.platform, call.program.site.key, agent, call.now) });
  })
  .get("/agent/:id", async (c) => {
    const { agent } = await openAgentCall(c);
    if (agent.id !== c.req.param("id")) throw notTheirs();
    return answer(c, { "agent-id": agent.id });
  })
  .post("/data-rights-request", async (c) => {
    const opened = await openAgentCall(c);
    const exercise = readExercise(await openSigned(opened, await signedText(c)));
    if (!exercise.ok) throw invalid(exercise.error.field, exercise.error.rule, exercise.error.detail);
    return answer(c, statusOf(opened, await file(opened, exercise.value)));
  })
  .get("/data-rights-request/:id", async (c) => {
    const opened = await openAgentCall(c);
    return answer(c, statusOf(opened, await ownRequest(opened, c.req.param("id"))));
  })
  .delete("/data-rights-request/:id", (c) => revoke(c));

async function file({ call, agent }: AgentCall, { kind, id, claims, callback }: DrpExercise): Promise<KeptRequest> {
  const urls = callback === undefined ? [] : [callbackAt(call, callback, "status_callback", agent.id)];
  const rule = ruleById("US-CA");
  const who = whoIn(claims);
  const isProven = agent.verifies && isVerified(who, claims);
  const filed = await fileRequest(call, {
    ...{ kind, via: "drp", rule: rule ?? call.rule, received: call.now, confirms: true },
    contact: { who, about: null, claims },
    proof: isProven ? `verified by ${agent.id}` : null,
    actor: actorOf(agent.id),
    once: id === null ? null : `${agent.id}|${id}`,
    reply: { site: call.program.site.key, agent: agent.id, reference: id, urls },
  });
  if (filed.ok) return who === null ? filed.value : optedOut(call, agent.id, filed.value);
  throw filed.error === "reused" ? reusedKey() : notTheirs();
}

/** An opt-out of somebody an identifier names waits for no desk; sent again it is the one that was carried out. */
async function optedOut(call: Call, agent: string, filed: KeptRequest): Promise<KeptRequest> {
  if (filed.kind !== "opt-out" || filed.closed !== null) return filed;
  const taken = await stepRequest(call, filed.id, { kind: "answer" }, { actor: actorOf(agent), note: "carried out at once" });
  return taken.ok ? taken.value : filed;
}

function isVerified(who: SubjectRef | null, claims: DrpExercise["claims"]): boolean {
  return who !== null && claims[who.kind === "email" ? "email_verified" : "phone_number_verified"] === true;
}

function whoIn({ email, phone_number: phone }: DrpExercise["claims"]): SubjectRef | null {
  for (const [kind, value] of [["email", email] as const, ["phone", phone] as const]) {
    const read = typeof value === "string" ? readIdentifier(kind, value) : null;
    if (read?.ok) return read.value;
  }
  return null;
}

/** Only the agent that filed a request hears of it. */
async function ownRequest({ call, agent }: AgentCall, uuid: string): Promise<KeptRequest> {
  const id = fromUuid(uuid);
  const found = id === null ? null : await readDeskRequest(call, id);
  if (!found) throw new Problem("not-found", [{ field: "id", rule: "known", detail: "is no request of this business" }]);
  if (!found.steps.some(({ step, actor }) => step === "received" && actor === actorOf(agent.id))) throw notTheirs();
  return found.request;
}

async function revoke(c: Context<App>): Promise<Response> {
  const opened = await openAgentCall(c);
  const request = await ownRequest(opened, c.req.param("id") ?? "");
  const taken = await stepRequest(opened.call, request.id, { kind: "cancel" }, { actor: actorOf(opened.agent.id), note: null });
  if (!taken.ok) throw invalid("id", taken.error, "must be a request that is not closed");
  return answer(c, statusOf(opened, taken.value));
}

function statusOf({ call }: AgentCall, request: KeptRequest): object {
  return drpStanding(request, call.now);
}

function actorOf(agent: string): string {
  return `drp:${agent}`;
}

function notTheirs(): Problem {
  return forbidden({ field: "id", rule: "agent", detail: "must be of the agent whose token this is" });
}
