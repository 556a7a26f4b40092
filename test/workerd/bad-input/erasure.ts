import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const staff = { path: `/v1/rights/erase?site=${KEY}`, key: SECRET_KEY, status: 422 } as const;

export const ERASURE: Cases = {
  "erase: nobody is known by this browser": { path: "/v1/me/erase", key: KEY, body: {}, status: 422, field: "pass", rule: "pass" },
  "erase: with a field that would be lost": {
    path: "/v1/me/erase",
    key: KEY,
    body: { later: true },
    status: 422,
    field: "later",
    rule: "unknown-field",
  },
  "forget: with a field that would be lost": {
    path: "/v1/me/forget",
    key: KEY,
    body: { everywhere: true },
    status: 422,
    field: "everywhere",
    rule: "unknown-field",
  },
  "erase: somebody nobody knows": {
    ...staff,
    body: { subject: { type: "user", value: "nobody-at-all" } },
    field: "subject",
    rule: "known",
  },
  "erase: an id that is nobody's": {
    ...staff,
    body: { subject: { type: "subject", value: `sub_${"f".repeat(32)}` } },
    field: "subject",
    rule: "known",
  },
  "erasures: a tombstone that is none": {
    path: `/v1/rights/erasures?site=${KEY}&tombstone=1`,
    key: SECRET_KEY,
    status: 422,
    field: "tombstone",
    rule: "shape",
  },
  "erase: nobody named": { ...staff, body: {}, field: "subject", rule: "object" },
  "erase: a publishable key": { ...staff, key: KEY, body: {}, status: 401, field: "authorization" },
};
