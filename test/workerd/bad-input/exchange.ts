import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const path = `/v1/offers/redeem?site=${KEY}`;
const once = { "idempotency-key": "a-key-of-a-till" };
const redeem = (body: object) => ({ path, key: SECRET_KEY, headers: once, body, status: 422 });
const codes = (offer: string, type = "text/plain", text = "ABC") => ({
  path: `/v1/offers/${offer}/codes?site=${KEY}`,
  method: "POST",
  key: SECRET_KEY,
  headers: { "content-type": type },
  text,
  status: 422,
});

const CARD = { type: "card", value: "4711NOBODY" };
const till = (verb: string, body: object) => ({
  path: `/v1/loyalty/${verb}?site=${KEY}`,
  key: SECRET_KEY,
  headers: once,
  body,
  status: 422,
});

const benefit = (id: string, body: object = {}) => ({
  path: `/v1/benefits/${id}/delivered?site=${KEY}`,
  key: SECRET_KEY,
  body,
  status: 422,
});
const value = (body: object) => ({ path: `/v1/value?site=${KEY}`, key: SECRET_KEY, body, status: 422 });

const task = (id: string, state: string, body: object) => ({
  path: `/v1/tasks/${id}/${state}?site=pk_acme_main`,
  key: SECRET_KEY,
  body,
  status: 422,
});

export const EXCHANGE: Cases = {
  "benefit: no id": { ...benefit("exc_1"), field: "id", rule: "exchange-id" },
  "benefit: nothing was promised": { ...benefit(`exc_${"0".repeat(30)}`), field: "id", rule: "known" },
  "benefit: a field too many": { ...benefit(`exc_${"0".repeat(30)}`, { at: 1 }), field: "at", rule: "unknown-field" },
  "benefits: a publishable key": { path: `/v1/benefits?site=${KEY}`, key: KEY, status: 401, field: "authorization" },
  "benefits: a cursor nobody handed out": {
    path: `/v1/benefits?site=${KEY}&after=1.sub_0`,
    key: SECRET_KEY,
    status: 422,
    field: "after",
    rule: "cursor",
  },
  "tasks: a cursor nobody handed out": {
    path: `/v1/tasks?site=${KEY}&after=x`,
    key: SECRET_KEY,
    status: 422,
    field: "after",
    rule: "cursor",
  },
  "account: a cursor nobody handed out": {
    ...till("points/account", { subject: CARD, after: "1.exchange" }),
    field: "after",
    rule: "cursor",
  },
  "withdrawal: what becomes of what was earned": {
    path: "/v1/consent?earned=burn",
    method: "DELETE",
    key: KEY,
    status: 422,
    field: "earned",
    rule: "enum",
  },
  "value: nobody named": { ...value({}), field: "subject", rule: "object" },
  "value: somebody nobody knows": { ...value({ subject: CARD }), field: "subject", rule: "linked" },
  "value: a field too many": { ...value({ subject: CARD, all: true }), field: "all", rule: "unknown-field" },
  "value: a publishable key": { ...value({ subject: CARD }), key: KEY, status: 401, field: "authorization" },
  "value report: a publishable key": { path: `/v1/reports/value?site=${KEY}`, key: KEY, status: 401, field: "authorization" },
  "redeem: without a key of its own": {
    path,
    key: SECRET_KEY,
    body: { offer: "daily" },
    status: 422,
    field: "idempotency-key",
    rule: "required",
  },
  "redeem: with too short a key": {
    ...redeem({ offer: "daily" }),
    headers: { "idempotency-key": "short" },
    field: "idempotency-key",
    rule: "shape",
  },
  "redeem: nothing named": { ...redeem({}), field: "offer", rule: "required" },
  "redeem: no offer": { ...redeem({ offer: "nothing" }), field: "offer", rule: "unknown-offer" },
  "redeem: no such code": { ...redeem({ code: "NOTHING" }), field: "code", rule: "unknown-code" },
  "redeem: the code of another": { ...redeem({ offer: "daily", code: "HELLO" }), field: "code", rule: "unknown-code" },
  "redeem: somebody nobody knows": {
    ...redeem({ offer: "daily", subject: { type: "card", value: "4711-nobody" } }),
    field: "subject",
    rule: "linked",
  },
  "redeem: a basket of nobody": { ...redeem({ offer: "daily", basket: "b-1" }), field: "subject", rule: "required" },
  "redeem: a field too many": { ...redeem({ offer: "daily", amount: 3 }), field: "amount", rule: "unknown-field" },
  "redeem: a publishable key": { ...redeem({ offer: "daily" }), key: KEY, status: 401, field: "authorization" },
  "refund: no id": {
    path: `/v1/offers/refund?site=${KEY}`,
    key: SECRET_KEY,
    body: { redemption: "red_1" },
    status: 422,
    field: "redemption",
    rule: "redemption-id",
  },
  "refund: nothing was redeemed": {
    path: `/v1/offers/refund?site=${KEY}`,
    key: SECRET_KEY,
    body: { redemption: `red_${"0".repeat(32)}` },
    status: 422,
    field: "redemption",
    rule: "known",
  },
  "codes: of an offer without any": { ...codes("daily"), field: "offer", rule: "unique-codes" },
  "codes: in another format": { ...codes("own-code", "text/csv"), field: "content-type", rule: "format" },
  "codes: a key that others may have": {
    ...codes("own-code"),
    headers: { "content-type": "text/plain", "idempotency-key": "1" },
    field: "idempotency-key",
    rule: "shape",
  },
  "codes: too many at once": {
    ...codes("own-code"),
    headers: { "content-type": "text/plain", "content-length": String(30 * 1024 * 1024 + 1) },
    status: 413,
    field: "(body)",
    rule: "size",
  },
  "earn: no such reward": { ...till("nothing/earn", { subject: CARD, amount: 100 }), field: "reward", rule: "known" },
  "earn: at a merchant that does not serve it": {
    ...till("own/earn", { subject: CARD, amount: 100 }),
    path: "/v1/loyalty/own/earn?site=pk_other_main",
    field: "reward",
    rule: "foreign-merchant",
  },
  "earn: without a key of its own": {
    ...till("points/earn", { subject: CARD, amount: 100 }),
    headers: {},
    field: "idempotency-key",
    rule: "required",
  },
  "earn: points below nothing": { ...till("points/earn", { subject: CARD, points: -5 }), field: "points", rule: "range" },
  "earn: part of a point": { ...till("points/earn", { subject: CARD, points: 1.5 }), field: "points", rule: "range" },
  "earn: an amount and points": { ...till("points/earn", { subject: CARD, points: 5, amount: 5 }), field: "amount", rule: "one-of" },
  "earn: a card nobody has": { ...till("points/earn", { subject: CARD, amount: 100 }), field: "subject", rule: "linked" },
  "spend: nothing": { ...till("points/spend", { subject: CARD, points: 0 }), field: "points", rule: "range" },
  "back: no entry": { ...till("points/back", { subject: CARD }), field: "entry", rule: "string" },
  "cards: a card of no shape": { ...till("points/cards/block", { card: "?" }), field: "card.value", rule: "card" },
  "cards: a key that others may have": {
    ...till("points/cards", {}),
    headers: { "idempotency-key": "1" },
    field: "idempotency-key",
    rule: "shape",
  },
  "door: a language that is no text": { ...till("points/door", { card: CARD.value, locale: 5 }), field: "locale", rule: "string" },
  "cards: a publishable key": { ...till("points/cards", {}), key: KEY, status: 401, field: "authorization" },
  "task: of no shape": { ...task("tsk_1", "done", {}), field: "id", rule: "exchange-id" },
  "task: nobody's": { ...task(`exc_00${"x".repeat(22)}`, "taken", {}), field: "id", rule: "known" },
  "task: who is no text": { ...task(`exc_00${"x".repeat(22)}`, "taken", { who: 1 }), field: "who", rule: "string" },
  "task: a field too many": { ...task(`exc_00${"x".repeat(22)}`, "done", { state: "done" }), field: "state", rule: "unknown-field" },
  "tasks: a publishable key": { path: "/v1/tasks", key: KEY, status: 401, field: "authorization" },
};
