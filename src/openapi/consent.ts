import { RECORDED_METHODS } from "../core/consent/choose.ts";
import { object, SUBJECT, TEXT, type Operations } from "./operation.ts";

const TOLD = { scope: "consent:record" } as const;
const DECISIONS = { type: "object", additionalProperties: { type: "boolean" } };
const NOTICE = object({ version: TEXT, locale: TEXT, banner: TEXT }, ["banner"]);
const AT = { type: "string", format: "date-time" };
const OWN = object(
  {
    decisions: DECISIONS,
    notice: NOTICE,
    method: { enum: ["banner", "settings", "contextual", "api"] },
    age: { enum: ["adult", "minor"] },
  },
  ["age"],
);
const IMPORT = object({ decisions: DECISIONS, method: { const: "import" }, source: TEXT, at: AT }, ["at"]);
const WHO = {
  subject: SUBJECT,
  method: { enum: [...RECORDED_METHODS] },
  actor: TEXT,
  evidence: TEXT,
  at: AT,
  place: object({ country: TEXT, region: TEXT }, ["region"]),
};
const TELLING = object({ ...WHO, decisions: DECISIONS, notice: NOTICE, age: { enum: ["adult", "minor"] }, parental: { type: "boolean" } }, [
  "at",
  "place",
  "notice",
  "age",
  "parental",
]);

/** /v1/consent, permits and the ledger. */
export const CONSENT: Operations = {
  "GET /v1/consent": {
    summary: "Consent as it stands, and the notice in the visitor's language",
    keys: ["publishable"],
    query: ["locale", "detail"],
    answers: { 200: "consent, notice" },
  },
  "POST /v1/consent": {
    summary: "Record a choice; with a secret key, one that a person told staff, a terminal or a form",
    keys: ["publishable", TOLD],
    query: ["site"],
    body: { oneOf: [OWN, IMPORT, TELLING] },
    answers: { 201: "version, receipt, state, allowed", 202: "a refusal that only this browser and the queue know yet" },
  },
  "DELETE /v1/consent": {
    summary: "Withdraw everything; with a secret key, as a person told somebody",
    keys: ["publishable", TOLD],
    query: ["site", "earned"],
    body: object(WHO, ["at", "place"]),
    answers: {
      200: "version, receipt, state, allowed; earned with ?earned=forfeit",
      202: "a withdrawal that only this browser and the queue know yet",
    },
  },
  "POST /v1/consent/renew": {
    summary: "Renew the pass from the register",
    keys: ["publishable"],
    body: object({}),
    answers: { 200: "consent, renewAfter" },
  },
  "GET /v1/consent/history": { summary: "The person's own ledger entries", keys: ["publishable"], answers: { 200: "entries" } },
  "GET /v1/consent/receipts/{id}": {
    summary: "One's own receipt: JSON-LD, signed as a JWS, or Kantara 1.1",
    keys: ["publishable"],
    query: ["format"],
    answers: { 200: "the receipt" },
  },
  "POST /v1/permits": {
    summary: "May these people's data be used for these purposes, now, and why",
    keys: [{ scope: "permits" }],
    query: ["site"],
    body: object(
      { subjects: { type: "array", maxItems: 1_000, items: SUBJECT }, purposes: { type: "array", items: TEXT }, partner: TEXT },
      ["purposes", "partner"],
    ),
    answers: { 200: "permits: subject, version, and per purpose allowed, why, state" },
  },
  "POST /v1/ledger/verify": {
    summary: "Check a subject's chain, or those of a database page by page",
    keys: [{ scope: "ledger" }],
    body: object({ subject: TEXT, database: TEXT, after: TEXT, limit: { type: "integer", minimum: 1, maximum: 500 } }, [
      "subject",
      "database",
      "after",
      "limit",
    ]),
    answers: { 200: "checked, entries, faults, next" },
  },
};
