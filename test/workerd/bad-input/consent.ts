import { BIG, DEEP, KEY, type Cases } from "./case.ts";

const NOTICE = { version: "x", locale: "en" };

export const CONSENT: Cases = {
  "consent: an unknown purpose": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { nope: true }, notice: NOTICE, method: "banner" },
    status: 422,
    field: "decisions.nope",
    rule: "known-purpose",
  },
  "consent: a purpose that is no choice": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { service: false }, notice: NOTICE, method: "banner" },
    status: 422,
    field: "decisions.service",
    rule: "choice",
  },
  "consent: a decision that is no boolean": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { personal: "yes" }, notice: NOTICE, method: "banner" },
    status: 422,
    field: "decisions.personal",
    rule: "boolean",
  },
  "consent: nothing decided": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: {}, notice: NOTICE, method: "banner" },
    status: 422,
    field: "decisions",
  },
  "consent: an unknown method": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { personal: false }, notice: NOTICE, method: "expiry" },
    status: 422,
    field: "method",
    rule: "enum",
  },
  "consent: a yes to another notice": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { personal: true }, notice: NOTICE, method: "banner" },
    status: 422,
    field: "notice.version",
    rule: "current",
  },
  "consent: 600 KB": { path: "/v1/consent", key: KEY, text: BIG, status: 413, field: "(body)" },
  "consent: depth 40": { path: "/v1/consent", key: KEY, text: DEEP, status: 422, field: "(body)" },
  "consent: a foreign origin withdrawing": {
    path: "/v1/consent",
    method: "DELETE",
    key: KEY,
    headers: { origin: "https://evil.example" },
    status: 403,
    field: "origin",
  },
  "consent: a cross-site read": { path: "/v1/consent", key: KEY, headers: { origin: "null" }, status: 403, field: "origin" },
  "renew: a field": { path: "/v1/consent/renew", key: KEY, body: { x: 1 }, status: 422, field: "x" },
  "renew: depth 40": { path: "/v1/consent/renew", key: KEY, text: DEEP, status: 422, field: "(body)" },
  "history: no key": { path: "/v1/consent/history", status: 401, field: "authorization" },
};
