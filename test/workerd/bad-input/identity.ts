import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

export const IDENTITY: Cases = {
  "nonce: nobody has chosen here": {
    path: "/v1/identities/nonce",
    key: KEY,
    status: 422,
    field: "pass",
    rule: "pass",
  },
  "token: none": {
    path: "/v1/identities/token",
    key: KEY,
    body: {},
    status: 422,
    field: "token",
    rule: "string",
  },
  "token: where no issuer is pinned": {
    path: "/v1/identities/token",
    key: KEY,
    body: { token: "x.y.z" },
    status: 422,
    field: "token",
    rule: "off",
  },
  "sign-out: with a field that would be lost": {
    path: "/v1/identities/sign-out",
    key: KEY,
    body: { everywhere: true },
    status: 422,
    field: "everywhere",
    rule: "unknown-field",
  },
  "link: an address that is none": {
    path: `/v1/identities/link?site=${KEY}`,
    key: SECRET_KEY,
    body: { subject: null, identifier: { type: "email", value: "nobody" }, source: "crm", proof: "1" },
    status: 422,
    field: "identifier.value",
    rule: "email",
  },
  "link: nobody says so": {
    path: `/v1/identities/link?site=${KEY}`,
    key: SECRET_KEY,
    body: { subject: null, identifier: { type: "user", value: "7" }, proof: "1" },
    status: 422,
    field: "source",
    rule: "string",
  },
  "merge: with itself": {
    path: `/v1/identities/merge?site=${KEY}`,
    key: SECRET_KEY,
    body: {
      root: { type: "subject", value: `sub_${"0".repeat(32)}` },
      subject: { type: "subject", value: `sub_${"0".repeat(32)}` },
      source: "crm",
      proof: "1",
    },
    status: 422,
    field: "subject",
    rule: "different",
  },
  "unmerge: what was never merged": {
    path: `/v1/identities/unmerge?site=${KEY}`,
    key: SECRET_KEY,
    body: { subject: { type: "subject", value: `sub_${"0".repeat(32)}` } },
    status: 422,
    field: "subject",
    rule: "merged",
  },
};
