import { object, SUBJECT, TEXT, type Operations } from "./operation.ts";

const LOYALTY = { keys: [{ scope: "loyalty" }], query: ["site"] } as const;
const WHOLE = { type: "integer" } as const;

/** Offers and what is redeemed of them; points and cards. */
export const EXCHANGE: Operations = {
  "POST /v1/asks/{ask}/seen": {
    summary: "Say by its token that this person saw a question: from here on it rests",
    keys: ["publishable"],
    query: ["key"],
    body: object({ token: TEXT }),
    answers: { 200: "ask" },
  },
  "POST /v1/asks/{ask}/answer": {
    summary: "Answer a question that was put to this person: a value, a yes to the notice shown, or a no; once for its Idempotency-Key",
    keys: ["publishable"],
    query: ["key"],
    body: object(
      {
        value: {},
        consent: { const: true },
        refused: { const: true },
        notice: object({ version: TEXT, locale: TEXT, banner: TEXT }, ["banner"]),
        token: TEXT,
        locale: TEXT,
      },
      ["value", "consent", "refused", "notice", "token", "locale"],
    ),
    answers: { 200: "the no was heard", 201: "ask, exchange, benefit, variant, thanks, gets" },
  },
  "GET /v1/asks/{ask}/results": {
    summary: "How many were asked a question, answered it and said no, by the benefit it was shown with, without numbers under ten",
    keys: [{ scope: "reports" }],
    query: ["site", "alpha"],
    answers: { 200: "ask, control, sampleRatio, reassigned, variants" },
  },
  "GET /v1/me/value": {
    summary: "What this browser's person gave and what they got for it; of a known person with a proof",
    keys: ["publishable"],
    query: ["key", "locale"],
    answers: { 200: "gave, got, owed, purposes" },
  },
  "POST /v1/value": {
    summary: "What somebody gave and what they got for it",
    keys: [{ scope: "value" }],
    query: ["site"],
    body: object({ subject: SUBJECT, locale: TEXT }, ["locale"]),
    answers: { 200: "subject, gave, got, owed, purposes" },
  },
  "GET /v1/reports/value": {
    summary: "What each purpose took and gave back, without numbers under ten, and those that gave nothing back",
    keys: [{ scope: "reports" }],
    query: ["site"],
    answers: { 200: "least, purposes, unreturned, answers" },
  },
  "GET /v1/tasks": {
    summary: "What negative answers ask of a human and nobody did yet, the oldest first",
    keys: [{ scope: "tasks" }],
    query: ["site", "after"],
    answers: { 200: "tasks, next" },
  },
  "POST /v1/tasks/{id}/taken": {
    summary: "Somebody took a task; whoever was first has it",
    keys: [{ scope: "tasks" }],
    query: ["site"],
    body: object({ who: TEXT }, ["who"]),
    answers: { 200: "id, subject, ask, moment, at, state, who, changed" },
  },
  "POST /v1/tasks/{id}/done": {
    summary: "A task is done",
    keys: [{ scope: "tasks" }],
    query: ["site"],
    body: object({ who: TEXT }, ["who"]),
    answers: { 200: "id, subject, ask, moment, at, state, who, changed" },
  },
  "GET /v1/benefits": {
    summary: "What people were promised for answers and did not get yet, the longest due first, and the questions halted for it",
    keys: [{ scope: "benefits" }],
    query: ["site", "after"],
    answers: { 200: "owed, next, halted" },
  },
  "POST /v1/benefits/{id}/delivered": {
    summary: "What was promised under the id of an exchange has come",
    keys: [{ scope: "benefits" }],
    query: ["site"],
    body: object({}),
    answers: { 200: "id, subject, ask, by, of, at, due, outcome, ended" },
  },
  "POST /v1/benefits/{id}/acknowledged": {
    summary: "It will not come, as the brand knows: the question may be put to others again",
    keys: [{ scope: "benefits" }],
    query: ["site"],
    body: object({}),
    answers: { 200: "id, subject, ask, by, of, at, due, outcome, ended" },
  },
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
    answers: { 200: "redemption, offer, benefit, subject, at, refundedAt" },
  },
  "POST /v1/offers/refund": {
    summary: "Take a redemption back",
    keys: [{ scope: "offers:redeem" }],
    query: ["site"],
    body: object({ redemption: TEXT }),
    answers: { 200: "redemption, refundedAt" },
  },
  "POST /v1/offers/{offer}/codes": {
    summary: "Add codes that are good once each, one a line, read as they come; under an Idempotency-Key a call that was cut off goes on",
    keys: [{ scope: "offers" }],
    query: ["site"],
    answers: { 200: "added, known, refused, faults" },
  },
  "POST /v1/loyalty/{reward}/earn": {
    summary: "Points for an amount (smallest unit of the currency), or as such; once for its Idempotency-Key",
    ...LOYALTY,
    body: object({ subject: SUBJECT, amount: WHOLE, points: WHOLE }, ["amount", "points"]),
    answers: { 200: "entry, balance, earned, tier, gifts" },
  },
  "POST /v1/loyalty/{reward}/spend": {
    summary: "Spend points, once for its Idempotency-Key",
    ...LOYALTY,
    body: object({ subject: SUBJECT, points: WHOLE }),
    answers: { 200: "entry, balance, earned, tier, gifts" },
  },
  "POST /v1/loyalty/{reward}/back": {
    summary: "Take an entry back, once",
    ...LOYALTY,
    body: object({ subject: SUBJECT, entry: TEXT }),
    answers: { 200: "entry, balance, earned, tier, gifts" },
  },
  "POST /v1/loyalty/{reward}/account": {
    summary: "Balance, tier and gifts, and the entries of this merchant",
    ...LOYALTY,
    body: object({ subject: SUBJECT, after: TEXT }, ["after"]),
    answers: { 200: "subject, balance, earned, tier, gifts, badges, entries, next" },
  },
  "POST /v1/loyalty/{reward}/door": {
    summary: "Offers for whoever's card passes",
    ...LOYALTY,
    body: object({ card: TEXT, locale: TEXT }, ["locale"]),
    answers: { 200: "offers" },
  },
  "POST /v1/loyalty/{reward}/cards": {
    summary: "A new card: of nobody yet, or in place of another; the same again under its Idempotency-Key",
    ...LOYALTY,
    body: object({ replaces: SUBJECT }, ["replaces"]),
    answers: { 201: "card, subject" },
  },
  "POST /v1/loyalty/{reward}/cards/block": {
    summary: "From here on a card is nobody's, for good",
    ...LOYALTY,
    body: object({ card: TEXT }),
    answers: { 200: "blocked, subject" },
  },
};
