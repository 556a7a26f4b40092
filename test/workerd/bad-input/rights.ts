import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const path = `/v1/requests?site=${KEY}`;
const SOMEBODY = { type: "email", value: "ada@example.org" };
const FILED = { kind: "access", subject: SOMEBODY, via: "phone", actor: "desk-7" };
const file = (body: object) => ({ path, key: SECRET_KEY, body: { ...FILED, ...body }, status: 422 });
const step = (verb: string, body: object) => ({
  path: `/v1/requests/req_${"0".repeat(32)}/${verb}?site=${KEY}`,
  key: SECRET_KEY,
  body: { actor: "desk-7", note: "as told", ...body },
});

export const RIGHTS: Cases = {
  "requests: a right nobody knows": { ...file({ kind: "everything" }), field: "kind", rule: "enum" },
  "requests: by a way that is not a desk's": { ...file({ via: "drp" }), field: "via", rule: "enum" },
  "requests: of nobody": { ...file({ subject: undefined }), field: "subject", rule: "object" },
  "requests: an address that is none": { ...file({ subject: { type: "email", value: "ada" } }), field: "subject.value", rule: "email" },
  "requests: filed by nobody": { ...file({ actor: undefined }), field: "actor", rule: "string" },
  "requests: of tomorrow": { ...file({ at: "2999-01-01T00:00:00Z" }), field: "at", rule: "past" },
  "requests: from nowhere": { ...file({ place: { country: "Germany" } }), field: "place.country", rule: "length" },
  "requests: with too much about it": { ...file({ about: "x".repeat(501) }), field: "about", rule: "length" },
  "requests: a field nobody knows": { ...file({ urgent: true }), field: "urgent", rule: "unknown-field" },
  "requests: with too short a key": {
    ...file({}),
    headers: { "idempotency-key": "short" },
    field: "idempotency-key",
    rule: "shape",
  },
  "requests: a queue of what is closed": { path: `${path}&state=answered`, key: SECRET_KEY, status: 422, field: "state", rule: "enum" },
  "requests: a place in the queue that is none": { path: `${path}&after=1`, key: SECRET_KEY, status: 422, field: "after", rule: "cursor" },
  "requests: too many at once": { path: `${path}&limit=9999`, key: SECRET_KEY, status: 422, field: "limit", rule: "range" },
  "requests: one that is not there": { path: `/v1/requests/req_1?site=${KEY}`, key: SECRET_KEY, status: 404, field: "id", rule: "known" },
  "requests: a step of one that is not there": { ...step("answer", {}), status: 404, field: "id", rule: "known" },
  "requests: refused for no reason known": { ...step("refuse", { basis: "tired" }), status: 422, field: "basis", rule: "enum" },
  "requests: put off without a reason": { ...step("extend", { note: undefined }), status: 422, field: "note", rule: "string" },
  "requests: verified as somebody unreadable": { ...step("verify", { subject: "ada" }), status: 422, field: "subject", rule: "object" },
  "requests: answered by nobody": { ...step("answer", { actor: undefined }), status: 422, field: "actor", rule: "string" },
  "requests: a person's own without an address": {
    path: "/v1/requests",
    key: KEY,
    body: { kind: "access" },
    status: 422,
    field: "address",
    rule: "object",
  },
  "requests: a person's own by a card": {
    path: "/v1/requests",
    key: KEY,
    body: { kind: "access", address: { type: "card", value: "4711" } },
    status: 422,
    field: "address.type",
    rule: "enum",
  },
  "requests: an export of one that is not there": {
    ...step("export", {}),
    body: { format: "csv" },
    status: 404,
    field: "id",
    rule: "known",
  },
  "requests: an export in no format known": { ...step("export", {}), body: { format: "xml" }, status: 422, field: "format", rule: "enum" },
  "me: a correction of nobody": {
    path: "/v1/me/attributes",
    method: "PATCH",
    key: KEY,
    body: {},
    status: 404,
    field: "pass",
    rule: "subject",
  },
  "me: a restriction of nobody": {
    path: "/v1/me/restrict",
    key: KEY,
    body: { restricted: true },
    status: 404,
    field: "pass",
    rule: "subject",
  },
  "agents: a token for nothing signed": {
    path: "/v1/agent/AA_ID",
    method: "POST",
    text: "x",
    status: 403,
    field: "agent-id",
    rule: "known",
  },
  "agents: a request without a token": { path: "/v1/data-rights-request", text: "x", status: 401, field: "authorization", rule: "token" },
  "agents: a request by a key": {
    path: "/v1/data-rights-request",
    key: SECRET_KEY,
    text: "x",
    status: 401,
    field: "authorization",
    rule: "token",
  },
  "agents: how a request stands, without a token": {
    path: "/v1/data-rights-request/x",
    status: 401,
    field: "authorization",
    rule: "token",
  },
  "me: an export of nobody": { path: "/v1/me/export", key: KEY, status: 404, field: "pass", rule: "subject" },
  "me: requests of nobody": { path: "/v1/me/requests", key: KEY, status: 404, field: "pass", rule: "subject" },
};
