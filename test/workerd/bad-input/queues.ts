import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const REPLAY = "/v1/dead-letters/replay";

export const QUEUES: Cases = {
  "dead letters: without a secret key": { path: "/v1/dead-letters", key: KEY, status: 401, field: "authorization" },
  "replay: without a secret key": { path: REPLAY, key: KEY, body: {}, status: 401, field: "authorization" },
  "replay: a queue that is none": { path: REPLAY, key: SECRET_KEY, body: { queue: "dead" }, status: 422, field: "queue", rule: "known" },
  "replay: more than a call does": { path: REPLAY, key: SECRET_KEY, body: { limit: 51 }, status: 422, field: "limit", rule: "range" },
  "replay: a place that is none": { path: REPLAY, key: SECRET_KEY, body: { after: 7 }, status: 422, field: "after", rule: "string" },
  "replay: a field that is none": { path: REPLAY, key: SECRET_KEY, body: { all: true }, status: 422, field: "all", rule: "unknown-field" },
};
