import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const ENABLE = `/v1/webhooks/crm/enable?site=${KEY}`;

export const WEBHOOKS: Cases = {
  "webhooks: a publishable key reads no secret": { path: `/v1/webhooks?site=${KEY}`, key: KEY, status: 401, field: "authorization" },
  "webhooks: one the program does not have": {
    path: ENABLE,
    key: SECRET_KEY,
    body: {},
    status: 404,
    field: "key",
    rule: "known-webhook",
  },
  "webhooks: a field that is none": { path: ENABLE, key: SECRET_KEY, body: { on: true }, status: 422, field: "on", rule: "unknown-field" },
};
