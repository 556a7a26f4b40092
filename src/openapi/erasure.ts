import { object, SUBJECT, type Operations } from "./operation.ts";

const DONE = {
  200: "erased, tombstone, kept, settled, done",
  202: "the same, while a store is away and the rest goes on by itself; settled: whether anything may still be used meanwhile",
} as const;

/** What people may ask to be gone. */
export const ERASURE: Operations = {
  "POST /v1/me/erase": {
    summary: "Erase whoever uses this browser; of a known person it takes a proof at most 15 minutes old",
    keys: ["publishable"],
    body: object({}),
    answers: DONE,
  },
  "POST /v1/me/forget": {
    summary: "Let this browser forget; somebody who is nothing but this browser is erased with it",
    keys: ["publishable"],
    body: object({}),
    answers: { 200: "forgotten, erased, tombstone, kept, settled, done", 202: DONE[202] },
  },
  "POST /v1/rights/erase": {
    summary: "Erase somebody, by a subject id or an identifier",
    keys: [{ scope: "rights" }],
    query: ["site"],
    body: object({ subject: SUBJECT }),
    answers: DONE,
  },
  "GET /v1/rights/erasures": {
    summary: "Who has not heard of erasures yet, a hundred at most; of one erasure, everybody who was to hear",
    keys: [{ scope: "rights" }],
    query: ["site", "tombstone"],
    answers: { 200: "told: tombstone, webhook, recipient, queued, told, givenUp" },
  },
};
