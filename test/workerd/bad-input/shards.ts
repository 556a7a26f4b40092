import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

export const SHARDS: Cases = {
  "move: a bucket that is none": {
    path: "/v1/shards/move",
    key: SECRET_KEY,
    body: { bucket: 256, binding: "DB_01" },
    status: 422,
    field: "bucket",
    rule: "range",
  },
  "replay: of a database that is not bound": {
    path: "/v1/shards/replay",
    key: SECRET_KEY,
    body: { database: "DB_77" },
    status: 422,
    field: "database",
    rule: "bound",
  },
  "move: to a database that is not bound": {
    path: "/v1/shards/move",
    key: SECRET_KEY,
    body: { bucket: 3, binding: "DB_77" },
    status: 422,
    field: "binding",
    rule: "bound",
  },
  "move: to where the bucket is": {
    path: "/v1/shards/move",
    key: SECRET_KEY,
    body: { bucket: 0, binding: "DB" },
    status: 422,
    field: "binding",
    rule: "elsewhere",
  },
  "move: without a secret key": {
    path: "/v1/shards/move",
    key: KEY,
    body: { bucket: 0, binding: "DB" },
    status: 401,
    field: "authorization",
  },
};
