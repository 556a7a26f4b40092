import { ADVISER_VIEW } from "./adviser-view.ts";
import { object, SUBJECT, TEXT, type Operations } from "./operation.ts";

const ADVISOR = { keys: [{ scope: "advisor" }], query: ["site"] } as const;

const COLLECT = { keys: [{ scope: "collect" }], query: ["site"] } as const;
const SCREEN = { keys: ["publishable"], query: ["key"] } as const;
const NAMES = { type: "array", items: TEXT } as const;
const WHOLE = { type: "integer" } as const;

/** People who help: what they see, and what the person sees of that. */
export const SHARING: Operations = {
  "POST /v1/advisor/look-up": {
    ...ADVISOR,
    summary: "What somebody who advises a person may see of them now, with hints; a token of Cloudflare Access stands in for a key",
    body: object({ identifier: SUBJECT, actor: TEXT, locale: TEXT }, ["actor", "locale"]),
    answers: { 200: { description: "What may be seen; nothing of the person where `allowed` is false", schema: ADVISER_VIEW } },
  },
  "POST /v1/advisor/hints": {
    ...ADVISOR,
    summary: "Tell what became of a hint of a view, once",
    body: object({ subject: TEXT, view: TEXT, experience: TEXT, outcome: { enum: ["taken", "ignored"] }, actor: TEXT }, ["actor"]),
    answers: { 200: "it was told before", 201: "view, experience, outcome" },
  },
  "POST /v1/breach": {
    summary: "A page of who is affected by a breach, and how they can be told",
    keys: [{ scope: "breach" }],
    query: ["site"],
    body: object({ attributes: NAMES, events: NAMES, bindings: NAMES, bucket: WHOLE, from: TEXT, until: TEXT, after: TEXT, limit: WHOLE }, [
      "attributes",
      "events",
      "bindings",
      "bucket",
      "from",
      "until",
      "after",
      "limit",
    ]),
    answers: { 200: "affected, looked, next" },
  },
  "POST /v1/collections": {
    ...COLLECT,
    summary: "Begin to record what a customer watches on a screen of their own; answers the code that pairs it",
    body: object({ subject: SUBJECT, actor: TEXT }, ["subject", "actor"]),
    answers: { 201: "collection, code, until" },
  },
  "PUT /v1/collections/{id}/fields/{attribute}": {
    ...COLLECT,
    summary: "Enter a field: provisional until the screen has shown it",
    body: object({ value: {}, actor: TEXT }, ["actor"]),
    answers: { 200: "attribute, provisional" },
  },
  "GET /v1/collections/{id}": {
    ...COLLECT,
    summary: "What the screen has shown and the customer struck",
    answers: { 200: "paired, fields" },
  },
  "POST /v1/collections/{id}/finish": {
    ...COLLECT,
    summary: "Keep what was shown and not struck, for the purposes allowed; nothing else",
    body: object({ actor: TEXT }, ["actor"]),
    answers: { 200: "kept, struck, unseen, refused" },
  },
  "POST /v1/collections/screen/pair": {
    ...SCREEN,
    summary: "Pair this screen by a code, once",
    body: object({ code: TEXT }),
    answers: { 200: "screen" },
  },
  "GET /v1/collections/screen": {
    ...SCREEN,
    query: ["key", "locale"],
    summary: "What is recorded, as server-sent events; the token is in the header earnest-screen",
    answers: { 200: "events: fields, over" },
  },
  "POST /v1/collections/screen/shown": {
    ...SCREEN,
    summary: "This screen has shown these entries",
    body: object({ fields: { type: "array", items: object({ attribute: TEXT, mark: WHOLE }) } }),
    answers: { 200: "shown" },
  },
  "POST /v1/collections/screen/strike": {
    ...SCREEN,
    summary: "Strike a field",
    body: object({ attribute: TEXT }),
    answers: { 200: "struck" },
  },
  "GET /v1/me/grants": {
    summary: "What this person lets others see, and how often it was read",
    keys: ["publishable"],
    query: ["key"],
    answers: { 200: "grants" },
  },
  "POST /v1/me/grants": {
    summary: "Let one other person see a scope, until an instant or for the trip; the token is told once",
    keys: ["publishable"],
    query: ["key"],
    body: object({ scope: TEXT, to: SUBJECT, called: TEXT, until: TEXT, trip: TEXT }, ["called", "until", "trip"]),
    answers: { 201: "id, token, until" },
  },
  "DELETE /v1/me/grants/{id}": { summary: "End it", keys: ["publishable"], query: ["key"], answers: { 200: "id, ended" } },
  "GET /v1/grants/{id}": {
    summary: "What is let to whoever holds the token (header earnest-grant); each read is written down",
    keys: ["publishable"],
    query: ["key"],
    answers: { 200: "scope, until, attributes" },
  },
  "GET /v1/me/sources": {
    summary: "Who sent what about this person, and what is taken of them; no value is in it",
    keys: ["publishable"],
    query: ["key"],
    answers: { 200: "sources, recipients" },
  },
  "POST /v1/me/sources/{kind}/{name}/{change}": {
    summary: "Disconnect a source, clear what it sent, or connect it again",
    keys: ["publishable"],
    query: ["key"],
    body: object({}),
    answers: { 200: "source, change, receipt", 202: "only this browser and the queue know so far" },
  },
  "GET /v1/me/views": {
    summary: "Who was shown what may be seen of this person to advise them",
    keys: ["publishable"],
    query: ["key"],
    answers: { 200: "views" },
  },
};
