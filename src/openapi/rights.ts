import { REQUEST_KINDS } from "../core/rights/kinds.ts";
import { REFUSAL_BASES } from "../core/rights/request.ts";
import { object, SUBJECT, TEXT, type Operation, type Operations } from "./operation.ts";

const DESK = { keys: [{ scope: "requests" }], query: ["site"] } as const;
const STANDING = "request_id, agent_request_id, received_at, expected_by, status, reason";
const FILED = "id, kind, state, subject, received, due, extendable, next";

function step(summary: string, members: Readonly<Record<string, object>> = {}, optional: readonly string[] = []): Operation {
  return { summary, ...DESK, body: object({ actor: TEXT, note: TEXT, ...members }, optional), answers: { 200: FILED } };
}

/** Requests of people, and what a desk does about them. */
export const RIGHTS: Operations = {
  "POST /v1/agent/{id}": {
    summary: "Data Rights Protocol 1.0: an agent the program names gets its token; the body is signed by its key",
    keys: ["anyone"],
    answers: { 200: "agent-id, token" },
  },
  "GET /v1/agent/{id}": { summary: "Whether an agent's token is good", keys: ["anyone"], answers: { 200: "agent-id" } },
  "POST /v1/data-rights-request": {
    summary: "Data Rights Protocol 1.0: file a request, signed, with the token of its agent",
    keys: ["anyone"],
    answers: { 200: STANDING },
  },
  "GET /v1/data-rights-request/{id}": { summary: "How a request of this agent stands", keys: ["anyone"], answers: { 200: STANDING } },
  "DELETE /v1/data-rights-request/{id}": { summary: "Take a request of this agent back", keys: ["anyone"], answers: { 200: STANDING } },
  "GET /opendsr/2.0/discovery": {
    summary: "OpenDSR 2.0: what is understood, and the certificate of the signatures",
    ...DESK,
    answers: { 200: "signed" },
  },
  "POST /opendsr/2.0/requests": { summary: "OpenDSR 2.0: a controller hands a request on", ...DESK, answers: { 201: "signed" } },
  "GET /opendsr/2.0/requests/{id}": { summary: "OpenDSR 2.0: how a request stands", ...DESK, answers: { 200: "signed" } },
  "DELETE /opendsr/2.0/requests/{id}": { summary: "OpenDSR 2.0: take back what is pending", ...DESK, answers: { 202: "signed" } },
  "GET /v1/me/export": {
    summary: "All that is held about the person, with a proof of who asks where they are known",
    keys: ["publishable"],
    query: ["format"],
    answers: { 200: "consent, receipts, profile, events and all else that is held, as JSON or CSV" },
  },
  "GET /v1/me/requests": {
    summary: "What the person asked for of their rights, and what came of it",
    keys: ["publishable"],
    answers: { 200: "requests; complain: whom to complain to" },
  },
  "PATCH /v1/me/attributes": {
    summary: "Correct one value that is known of the person, or delete it with null",
    keys: ["publishable"],
    body: object({ attribute: TEXT, value: {} }),
    answers: { 200: "attribute, value" },
  },
  "POST /v1/me/restrict": {
    summary: "From now on all that is known of the person is stored and not used, or that ends",
    keys: ["publishable"],
    body: object({ restricted: { type: "boolean" } }),
    answers: { 200: "restricted, receipt, version" },
  },
  "POST /v1/requests/{id}/export": {
    summary: "All that is held about whoever asks, once it is verified who that is",
    ...DESK,
    body: object({ format: { enum: ["json", "csv"] } }),
    answers: { 200: "as JSON or CSV" },
  },
  "POST /v1/requests": {
    summary: "File what somebody asks for of their rights; nobody is looked up by it unless they proved who they are",
    keys: ["publishable", ...DESK.keys],
    query: DESK.query,
    body: object(
      {
        kind: { enum: [...REQUEST_KINDS] },
        subject: SUBJECT,
        via: { enum: ["phone", "mail", "letter", "store", "web-form", "agent"] },
        actor: TEXT,
        at: { type: "string", format: "date-time" },
        place: object({ country: TEXT, region: TEXT }, ["region"]),
        proof: TEXT,
        about: TEXT,
        address: SUBJECT,
      },
      ["subject", "via", "actor", "at", "place", "proof", "about", "address"],
    ),
    answers: { 201: FILED },
  },
  "GET /v1/requests": {
    summary: "The queue of a desk: what is not closed, in the order it is due, and what is next",
    keys: DESK.keys,
    query: ["site", "state", "after", "limit"],
    answers: { 200: "requests, after" },
  },
  "GET /v1/requests/{id}": {
    summary: "One request with its steps and, until it is closed, how to reach whoever asks",
    ...DESK,
    answers: { 200: `${FILED}, contact, steps` },
  },
  "POST /v1/requests/{id}/acknowledge": step("Note that its receipt was confirmed", {}, ["note"]),
  "POST /v1/requests/{id}/verify": step("Note how it was verified; whom it leads to is looked up now", { subject: SUBJECT }, ["subject"]),
  "POST /v1/requests/{id}/extend": step("Put it off, once, where the law knows that, with the reason the person was told"),
  "POST /v1/requests/{id}/answer": step(
    "Carry out an erasure, restriction, withdrawal, objection or opt-out, once, and close it as answered",
    {},
    ["note"],
  ),
  "POST /v1/requests/{id}/refuse": step("Close it as refused, with the basis the person was told", { basis: { enum: [...REFUSAL_BASES] } }),
  "POST /v1/requests/{id}/cancel": step("Close it as taken back by the person", {}, ["note"]),
};
