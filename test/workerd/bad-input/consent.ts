import { SECRET_KEY } from "../client.ts";
import { BIG, DEEP, KEY, type Cases } from "./case.ts";

const NOTICE = { version: "x", locale: "en" };

const SERVER = "/v1/consent?site=pk_acme_main";
const TOLD = { method: "phone", actor: "agent-4", evidence: "call-77", decisions: { personal: false } };
const SOMEBODY = { type: "subject", value: `sub_${"0".repeat(32)}` };

/** What a server may not tell, by what is wrong with it. */
const WRONG: Readonly<Record<string, readonly [body: object, field: string, rule: string]>> = {
  "no subject": [{}, "subject", "object"],
  "a subject of no shape": [{ subject: { type: "subject", value: "sub_short" } }, "subject.value", "subject-id"],
  "an identifier of no shape": [{ subject: { type: "email", value: "nobody" } }, "subject.value", "email"],
  "a method of the browser": [{ subject: SOMEBODY, method: "banner" }, "method", "enum"],
  "no actor": [{ subject: SOMEBODY, actor: "" }, "actor", "length"],
  "no evidence": [{ subject: SOMEBODY, evidence: null }, "evidence", "string"],
  "a time that is none": [{ subject: SOMEBODY, at: "yesterday" }, "at", "date-time"],
  "a time to come": [{ subject: SOMEBODY, at: "2100-01-01T00:00:00Z" }, "at", "past"],
  "a place that is none": [{ subject: SOMEBODY, place: { country: "Germany" } }, "place.country", "length"],
  "a yes to no text": [{ subject: SOMEBODY, decisions: { personal: true } }, "notice", "required"],
  "a yes to another text": [{ subject: SOMEBODY, decisions: { personal: true }, notice: NOTICE }, "notice.version", "published"],
  "a parent without a minor": [{ subject: SOMEBODY, parental: true }, "parental", "age"],
  "a parent of an adult": [{ subject: SOMEBODY, age: "adult", parental: true }, "parental", "age"],
  "an unknown field": [{ subject: SOMEBODY, source: "crm" }, "source", "unknown-field"],
};
const TOLD_CASES: Cases = Object.fromEntries(
  Object.entries(WRONG).map(([name, [body, field, rule]]) => [
    `told: ${name}`,
    { path: SERVER, key: SECRET_KEY, body: { ...TOLD, ...body }, status: 422, field, rule },
  ]),
);

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
  "consent: a key too short to be one's own": {
    path: "/v1/consent",
    key: KEY,
    headers: { "idempotency-key": "again" },
    body: { decisions: { personal: false }, notice: NOTICE, method: "banner" },
    status: 422,
    field: "idempotency-key",
    rule: "shape",
  },
  "consent: a source without the method import": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { personal: false }, notice: NOTICE, method: "banner", source: "onetrust" },
    status: 422,
    field: "source",
    rule: "import",
  },
  "import: of a system nobody knows": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { personal: true }, method: "import", source: "homemade" },
    status: 422,
    field: "source",
    rule: "enum",
  },
  "import: of a system the program does not import": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { personal: true }, method: "import", source: "klaro" },
    status: 422,
    field: "source",
    rule: "imports",
  },
  "import: with a notice": {
    path: "/v1/consent",
    key: KEY,
    body: { decisions: { personal: true }, method: "import", source: "klaro", notice: NOTICE },
    status: 422,
    field: "notice",
    rule: "import",
  },
  ...TOLD_CASES,
};
