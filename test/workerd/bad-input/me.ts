import { KEY, type Cases } from "./case.ts";

export const ME: Cases = {
  "values: nobody has chosen here": { path: "/v1/me/values", key: KEY, status: 404, field: "pass", rule: "subject" },
  "journey: nobody has chosen here": { path: "/v1/me/journey", key: KEY, status: 404, field: "pass", rule: "subject" },
  "journey: a cursor nobody handed out": { path: "/v1/me/journey?after=1.sub_0", key: KEY, status: 422, field: "after", rule: "cursor" },
  "reports: nobody has chosen here": { path: "/v1/me/reports", key: KEY, status: 404, field: "pass", rule: "subject" },
  "reports: deleted by nobody": {
    ...{ path: "/v1/me/reports/energy/2026-11", method: "DELETE", key: KEY, status: 404, field: "pass", rule: "subject" },
  },
  "pause: nobody has chosen here": { path: "/v1/me/pause", key: KEY, body: { paused: true }, status: 422, field: "pass", rule: "pass" },
  "pause: neither on nor off": { path: "/v1/me/pause", key: KEY, body: {}, status: 422, field: "paused", rule: "boolean" },
  "reset: nobody has chosen here": { path: "/v1/me/reset", key: KEY, body: {}, status: 404, field: "pass", rule: "subject" },
  "decisions: nobody has chosen here": { path: "/v1/me/decisions", key: KEY, status: 404, field: "pass", rule: "subject" },
};
