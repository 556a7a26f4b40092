import { object, SUBJECT, TEXT, type Operations } from "./operation.ts";

/** Offers and what is redeemed of them. */
export const EXCHANGE: Operations = {
  "GET /v1/offers": {
    summary: "Offers that are open, each with its rule in one sentence",
    keys: ["publishable"],
    query: ["key", "locale"],
    answers: { 200: "offers" },
  },
  "POST /v1/offers/redeem": {
    summary: "Redeem an offer, once for its Idempotency-Key",
    keys: [{ scope: "offers:redeem" }],
    query: ["site"],
    body: object({ offer: TEXT, code: TEXT, subject: SUBJECT, basket: TEXT }, ["offer", "code", "subject", "basket"]),
    answers: { 200: "redemption, offer, benefit, sentence, at" },
  },
  "POST /v1/offers/refund": {
    summary: "Take a redemption back",
    keys: [{ scope: "offers:redeem" }],
    query: ["site"],
    body: object({ redemption: TEXT }),
    answers: { 200: "redemption, refundedAt" },
  },
  "POST /v1/offers/{offer}/codes": {
    summary: "Add codes that are good once each, one a line, at most 5 MB a call",
    keys: [{ scope: "offers" }],
    query: ["site"],
    answers: { 200: "added, known, refused" },
  },
};
