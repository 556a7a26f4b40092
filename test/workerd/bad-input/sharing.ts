import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const PHONE = { type: "phone", value: "+4930123456" };
const advisor = (verb: string, body: object) => ({ path: `/v1/advisor/${verb}?site=${KEY}`, key: SECRET_KEY, body, status: 422 });
const hint = { subject: `sub_${"0".repeat(32)}`, view: "view_1", experience: "socks", outcome: "taken", actor: "anna" };

const breach = (body: object) => ({ path: `/v1/breach?site=${KEY}`, key: SECRET_KEY, body, status: 422 });

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
  "breach: an attribute that is not declared": { ...breach({ attributes: ["nothing"] }), field: "attributes.0", rule: "declared" },
  "breach: no such database": { ...breach({ bindings: ["DB_77"] }), field: "bindings.0", rule: "bound" },
  "breach: a bucket too many": { ...breach({ bucket: 256 }), field: "bucket", rule: "range" },
  "breach: a window that ends before it begins": {
    ...breach({ from: "2026-11-02T00:00:00Z", until: "2026-11-01T00:00:00Z" }),
    field: "until",
    rule: "order",
  },
  "breach: no time": { ...breach({ from: "lately" }), field: "from", rule: "date-time" },
  "breach: no place of a page": { ...breach({ after: "sub_x" }), field: "after", rule: "subject-id" },
  "grant: nobody's": {
    path: `/v1/me/grants/grt_${"0".repeat(32)}`,
    method: "DELETE",
    key: KEY,
    status: 404,
    field: "id",
    rule: "own",
  },
  "grant: by nobody": { path: "/v1/me/grants", key: KEY, body: { scope: "x" }, status: 404, field: "pass", rule: "subject" },
  "grant: read without its token": {
    path: `/v1/grants/grt_${"0".repeat(32)}`,
    key: KEY,
    status: 404,
    field: "earnest-grant",
    rule: "token",
  },
  "collection: nobody says who records": {
    path: `/v1/collections?site=${KEY}`,
    key: SECRET_KEY,
    body: {},
    status: 422,
    field: "actor",
    rule: "string",
  },
  "collection: none that runs": {
    path: `/v1/collections/col_none/fields/shoeSize?site=${KEY}`,
    method: "PUT",
    key: SECRET_KEY,
    body: { actor: "a", value: 44 },
    status: 422,
    field: "collection",
    rule: "running",
  },
  "collection: another type": {
    path: `/v1/collections/col_none/fields/shoeSize?site=${KEY}`,
    method: "PUT",
    key: SECRET_KEY,
    body: { actor: "a", value: "x" },
    status: 422,
    field: "value",
    rule: "type",
  },
  "screen: no such code": { path: "/v1/collections/screen/pair", key: KEY, body: { code: "1" }, status: 422, field: "code", rule: "good" },
  "screen: without its token": { path: "/v1/collections/screen", key: KEY, status: 404, field: "earnest-screen", rule: "token" },
  "screen: an entry without its mark": {
    path: "/v1/collections/screen/shown",
    key: KEY,
    body: { fields: [{ attribute: "shoeSize" }] },
    status: 422,
    field: "fields.0.mark",
    rule: "range",
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
