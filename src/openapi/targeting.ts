import { object, SUBJECT, TEXT, type Operations } from "./operation.ts";

const CONTEXT = object({ url: TEXT, referrer: TEXT, locale: TEXT, attributes: { type: "object" } }, [
  "url",
  "referrer",
  "locale",
  "attributes",
]);

/** Of the context what the program declares as request attributes is used; the rest is named in the answer as ignored. */
const EVALUATION = object({
  context: { type: "object", required: ["targetingKey"], properties: { targetingKey: TEXT, url: TEXT, referrer: TEXT, locale: TEXT } },
});

const TOKENS = { type: "array", maxItems: 100, items: TEXT } as const;

/** Decisions, exposures and the site. */
export const TARGETING: Operations = {
  "POST /v1/decide": {
    summary: "Slots and context in; content, reasons and consent out",
    keys: ["publishable", { scope: "decide" }],
    query: ["site"],
    body: object(
      {
        slots: { type: "array", maxItems: 50, items: TEXT },
        context: CONTEXT,
        subject: SUBJECT,
        explain: { enum: ["person", "operator"] },
      },
      ["context", "subject", "explain"],
    ),
    answers: {
      200: "decisions (content, reason, because, exposure, and the trust of moments), consent, ask, renewAfter; considered for an operator",
    },
  },
  "POST /v1/why": {
    summary: "What experiences that a page shows rest on, in sentences for the person; counts nothing",
    keys: ["publishable"],
    body: object({ experiences: { type: "array", maxItems: 50, items: TEXT }, context: CONTEXT }, ["context"]),
    answers: { 200: "why: by experience, what it used and a sentence of each" },
  },
  "POST /v1/exposures": {
    summary: "Tokens of slots that were really seen, put away or used",
    keys: ["publishable"],
    query: ["key"],
    body: object({ exposures: TOKENS, dismissed: TOKENS, used: TOKENS, context: CONTEXT }, ["exposures", "dismissed", "used", "context"]),
    answers: { 202: "accepted" },
  },
  "POST /ofrep/v1/evaluate/flags/{key}": {
    summary: "An experience as a flag (OpenFeature Remote Evaluation Protocol 0.3)",
    keys: ["publishable", { scope: "decide" }],
    query: ["site"],
    body: EVALUATION,
    answers: { 200: "key, reason, variant, value unless the code's default holds, metadata", 404: "FLAG_NOT_FOUND" },
  },
  "POST /ofrep/v1/evaluate/flags": {
    summary: "Every experience of the site as flags",
    keys: ["publishable", { scope: "decide" }],
    query: ["site"],
    body: EVALUATION,
    answers: { 200: "flags, metadata, under an ETag", 304: "nothing would be different" },
  },
  "GET /v1/experiments/{key}/results": {
    summary: "What an experiment came to: sample ratio, effects by t-test, at any time, Bayesian, and adjusted by what was before",
    keys: [{ scope: "reports" }],
    query: ["site", "alpha"],
    answers: { 200: "the results" },
  },
  "POST /v1/decisions/replay": {
    summary: "The last decisions somebody was shown, each made again from its record and compared",
    keys: [{ scope: "decisions" }],
    query: ["site"],
    body: object({ subject: SUBJECT }),
    answers: { 200: "decisions: decision, replayed, same, considered" },
  },
  "POST /v1/previews": {
    summary: "A sealed link on which a page is shown for somebody made up",
    keys: [{ scope: "preview" }],
    query: ["site"],
    body: object(
      {
        allowed: { type: "array", items: TEXT },
        attributes: { type: "object" },
        variants: { type: "object" },
        hours: { type: "number", maximum: 24 },
        page: TEXT,
      },
      ["allowed", "attributes", "variants", "hours", "page"],
    ),
    answers: { 201: "token, until, link" },
  },
  "GET /api/features/{clientKey}": {
    summary: "What GrowthBook's SDKs may decide by themselves, and what only the edge does",
    keys: ["anyone"],
    query: ["locale"],
    answers: { 200: "status, features, edge, dateUpdated" },
  },
  "GET /v1/site": {
    summary: "What a page holds back, clears and tells",
    keys: ["publishable"],
    query: ["key"],
    answers: { 200: "the site" },
  },
};
