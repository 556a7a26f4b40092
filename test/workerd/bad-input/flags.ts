import { SECRET_KEY } from "../client.ts";
import { BIG, KEY, type Cases } from "./case.ts";

const path = "/ofrep/v1/evaluate/flags";
const body = { context: { targetingKey: "x" } };

export const FLAGS: Cases = {
  "flags: not JSON": { path, key: KEY, text: "{", status: 400, field: "(body)", rule: "json" },
  "flags: 600 KB": { path, key: KEY, text: BIG, status: 413, field: "(body)", rule: "size" },
  "flags: no context": { path, key: KEY, body: {}, status: 400, field: "context", rule: "object" },
  "flags: an unknown field": { path, key: KEY, body: { ...body, colour: 1 }, status: 400, field: "colour", rule: "unknown-field" },
  "flags: no targeting key": { path, key: KEY, body: { context: {} }, status: 400, field: "context.targetingKey", rule: "targeting-key" },
  "flags: a targeting key that is no text": {
    path,
    key: KEY,
    body: { context: { targetingKey: 7 } },
    status: 400,
    field: "context.targetingKey",
    rule: "string",
  },
  "flags: an attribute of the wrong type": {
    path,
    key: KEY,
    body: { context: { targetingKey: "x", mood: 9 } },
    status: 400,
    field: "context.mood",
    rule: "string",
  },
  "flags: a server naming an identifier that is none": {
    path: `${path}?site=${KEY}`,
    key: SECRET_KEY,
    body: { context: { targetingKey: "phone:12" } },
    status: 400,
    field: "context.targetingKey.value",
    rule: "phone",
  },
  "flags: an unknown flag": { path: `${path}/nothing`, key: KEY, body, status: 404, field: "key", rule: "known" },
  "flags: no key": { path, body, status: 401, field: "authorization", rule: "key" },
  "flags: a foreign origin": {
    path,
    key: KEY,
    body,
    headers: { origin: "https://evil.example" },
    status: 403,
    field: "origin",
    rule: "origin",
  },
};
