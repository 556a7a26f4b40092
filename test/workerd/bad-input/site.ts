import { KEY, type Cases } from "./case.ts";

export const SITE: Cases = {
  "site: no key": { path: "/v1/site", status: 401, field: "authorization", rule: "key" },
  "site: an unknown key": { path: "/v1/site?key=pk_nobody_here", status: 401, field: "authorization" },
  "site: another's page": {
    path: `/v1/site?key=${KEY}`,
    headers: { origin: "https://elsewhere.example" },
    status: 403,
    field: "origin",
  },
  "look: no key of a site": { path: "/privacy/look.css?site=../x", status: 422, field: "site", rule: "known" },
};
