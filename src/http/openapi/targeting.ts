import { object, SUBJECT, TEXT, type Operations } from "./operation.ts";

const CONTEXT = object({ url: TEXT, referrer: TEXT, locale: TEXT, attributes: { type: "object" } }, [
  "url",
  "referrer",
  "locale",
  "attributes",
]);

/** Decisions, exposures and the site. */
export const TARGETING: Operations = {
  "POST /v1/decide": {
    summary: "Slots and context in; content, reasons and consent out",
    keys: ["publishable", { scope: "decide" }],
    query: ["site"],
    body: object({ slots: { type: "array", maxItems: 50, items: TEXT }, context: CONTEXT, subject: SUBJECT }, ["context", "subject"]),
    answers: { 200: "decisions, consent, ask, renewAfter" },
  },
  "POST /v1/exposures": {
    summary: "Tokens of slots that were really seen",
    keys: ["publishable"],
    query: ["key"],
    body: object({ exposures: { type: "array", maxItems: 100, items: TEXT } }),
    answers: { 202: "accepted" },
  },
  "GET /v1/site": {
    summary: "What a page holds back, clears and tells",
    keys: ["publishable"],
    query: ["key"],
    answers: { 200: "the site" },
  },
};
