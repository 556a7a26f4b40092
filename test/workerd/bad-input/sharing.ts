import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const PHONE = { type: "phone", value: "+4930123456" };
const advisor = (verb: string, body: object) => ({ path: `/v1/advisor/${verb}?site=${KEY}`, key: SECRET_KEY, body, status: 422 });
const hint = { subject: `sub_${"0".repeat(32)}`, view: "view_1", experience: "socks", outcome: "taken", actor: "anna" };

export const SHARING: Cases = {
  "look-up: no identifier": { ...advisor("look-up", { actor: "anna" }), field: "identifier", rule: "object" },
  "look-up: by a subject id": {
    ...advisor("look-up", { actor: "anna", identifier: { type: "subject", value: hint.subject } }),
    field: "identifier.type",
    rule: "enum",
  },
  "look-up: no number": {
    ...advisor("look-up", { actor: "anna", identifier: { type: "phone", value: "12" } }),
    field: "identifier.value",
    rule: "phone",
  },
  "look-up: nobody says who looks": { ...advisor("look-up", { identifier: PHONE }), field: "actor", rule: "string" },
  "look-up: an address for a name": { ...advisor("look-up", { identifier: PHONE, actor: "a@b.example" }), field: "actor", rule: "shape" },
  "look-up: a field too many": { ...advisor("look-up", { identifier: PHONE, actor: "a", why: "x" }), field: "why", rule: "unknown-field" },
  "look-up: a publishable key": {
    ...advisor("look-up", { identifier: PHONE, actor: "anna" }),
    key: KEY,
    status: 401,
    field: "authorization",
  },
  "source: nobody sent anything": {
    path: "/v1/me/sources/import/gym/disconnect",
    key: KEY,
    body: {},
    status: 422,
    field: "source",
    rule: "known",
  },
  "source: no such change": { path: "/v1/me/sources/import/gym/forget", key: KEY, body: {}, status: 422, field: "change", rule: "enum" },
  "source: a field too many": {
    path: "/v1/me/sources/import/gym/clear",
    key: KEY,
    body: { all: true },
    status: 422,
    field: "all",
    rule: "unknown-field",
  },
  "hint: of nobody's view": { ...advisor("hints", hint), field: "experience", rule: "given" },
  "hint: no subject": { ...advisor("hints", { ...hint, subject: "x" }), field: "subject", rule: "subject-id" },
  "hint: neither taken nor ignored": { ...advisor("hints", { ...hint, outcome: "maybe" }), field: "outcome", rule: "enum" },
};
