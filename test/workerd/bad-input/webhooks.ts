import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const ENABLE = `/v1/webhooks/crm/enable?site=${KEY}`;

const RESEND = `/v1/webhooks/sms/resend?site=${KEY}`;

export const WEBHOOKS: Cases = {
  "webhooks: a publishable key sends nothing again": { path: RESEND, key: KEY, body: {}, status: 401, field: "authorization" },
  "webhooks: dead letters of one the program does not have": {
    path: RESEND,
    key: SECRET_KEY,
    body: {},
    status: 404,
    field: "key",
    rule: "known-webhook",
  },
  "webhooks: resending from a place": {
    path: RESEND,
    key: SECRET_KEY,
    body: { after: 3 },
    status: 422,
    field: "after",
    rule: "unknown-field",
  },
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
