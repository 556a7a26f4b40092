import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

export const PERMITS: Cases = {
  "permits: a publishable key": {
    path: `/v1/permits?site=${KEY}`,
    key: KEY,
    body: { subjects: [{ type: "subject", value: "x" }] },
    status: 401,
    field: "authorization",
  },
  "permits: an unknown secret key": { path: `/v1/permits?site=${KEY}`, key: "sk_made_up", body: {}, status: 401, field: "authorization" },
  "permits: 1,001 subjects": {
    path: `/v1/permits?site=${KEY}`,
    key: SECRET_KEY,
    body: { subjects: Array.from({ length: 1_001 }, () => ({ type: "subject", value: "x" })) },
    status: 422,
    field: "subjects",
  },
  "permits: an unknown purpose": {
    path: `/v1/permits?site=${KEY}`,
    key: SECRET_KEY,
    body: { subjects: [{ type: "subject", value: "x" }], purposes: ["nope"] },
    status: 422,
    field: "purposes.0",
    rule: "known-purpose",
  },
};
