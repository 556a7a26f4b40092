import { KEY, type Cases } from "./case.ts";

const headers = { "idempotency-key": "a-key-of-one-answer" };
const answer = (body: object, ask = "size") => ({ path: `/v1/asks/${ask}/answer`, key: KEY, headers, body, status: 422 });
const notice = { version: "of-another-time", locale: "en" };

const seen = (body: object, ask = "size") => ({ path: `/v1/asks/${ask}/seen`, key: KEY, body, status: 422 });

export const ASKS: Cases = {
  "seen: not of this site": { ...seen({ token: "t" }, "nothing"), field: "ask", rule: "known" },
  "seen: without a token": { ...seen({}), field: "token", rule: "string" },
  "seen: a field too many": { ...seen({ token: "t", at: 1 }), field: "at", rule: "unknown-field" },
  "seen: by a token nobody made": { ...seen({ token: "t3q1k8.size.abcdef0.forged" }), field: "ask", rule: "put" },
  "ask: with a token nobody made": { ...answer({ value: 43, token: "t3q1k8.size.abcdef0.forged" }), field: "ask", rule: "put" },
  "ask: not of this site": { ...answer({ value: 43 }, "nothing"), field: "ask", rule: "known" },
  "ask: nothing is answered": { ...answer({}), field: "(body)", rule: "one-of" },
  "ask: two answers": { ...answer({ value: 43, refused: true }), field: "(body)", rule: "one-of" },
  "ask: a field too many": { ...answer({ value: 43, subject: "sub_1" }), field: "subject", rule: "unknown-field" },
  "ask: half a no": { ...answer({ refused: false }), field: "refused", rule: "true" },
  "ask: a value of another type": { ...answer({ value: "43" }), field: "value", rule: "type" },
  "ask: a value for a yes": { ...answer({ value: true }, "offers"), field: "value", rule: "consent" },
  "ask: a yes for a value": { ...answer({ consent: true, notice }), field: "consent", rule: "value" },
  "ask: a yes to no notice": { ...answer({ consent: true }, "offers"), field: "notice" },
  "ask: a yes to former words": { ...answer({ consent: true, notice }, "offers"), field: "notice.version", rule: "current" },
  "ask: a notice with a value": { ...answer({ value: 43, notice }), field: "notice", rule: "consent" },
  "ask: without a key of its own": { ...answer({ value: 43 }), headers: {}, field: "idempotency-key", rule: "required" },
  "ask: with a language that is none": { ...answer({ value: 43, locale: 1 }), field: "locale", rule: "string" },
  "ask: with too short a key": {
    ...answer({ value: 43 }),
    headers: { "idempotency-key": "short" },
    field: "idempotency-key",
    rule: "shape",
  },
  "ask: by nobody it was put to": { ...answer({ value: 43 }), field: "ask", rule: "put" },
  "ask: a no by nobody it was put to": { ...answer({ refused: true }), field: "ask", rule: "put" },
};
