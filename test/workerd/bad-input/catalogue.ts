import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const item = { key: "a", category: "shoes", title: "A", url: "/p/a" };
const put = { method: "PUT", path: `/v1/catalogue?site=${KEY}`, key: SECRET_KEY, status: 422 } as const;

export const CATALOGUE: Cases = {
  "catalogue: an address that runs something": {
    ...put,
    body: { items: [item, { ...item, url: "javascript:alert(1)" }] },
    field: "items.1.url",
    rule: "invalid_format",
  },
  "catalogue: an address of another host without its protocol": {
    ...put,
    body: { items: [{ ...item, image: "//elsewhere.example/a.png" }] },
    field: "items.0.image",
    rule: "invalid_format",
  },
  "catalogue: a key no event could name": { ...put, body: { items: [{ ...item, key: "a b" }] }, field: "items.0.key" },
  "catalogue: an item without a category": { ...put, body: { items: [{ key: "a", title: "A", url: "/" }] }, field: "items.0.category" },
  "catalogue: something else of an item": {
    ...put,
    body: { items: [{ ...item, margin: 3 }] },
    field: "items.0",
    rule: "unrecognized_keys",
  },
  "catalogue: more than a part holds": {
    ...put,
    body: { items: Array.from({ length: 501 }, (_, at) => ({ ...item, key: String(at) })) },
    field: "items",
    rule: "too_big",
  },
  "catalogue: a program without one": { ...put, body: { items: [item] }, field: "site", rule: "catalogue" },
  "catalogue: a publishable key": { ...put, body: { items: [item] }, key: KEY, status: 401, field: "authorization" },
};
