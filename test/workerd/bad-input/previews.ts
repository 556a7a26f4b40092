import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const path = `/v1/previews?site=${KEY}`;
const of = (body: unknown, field: string, rule: string): Cases[string] => ({ path, key: SECRET_KEY, body, status: 422, field, rule });

export const PREVIEWS: Cases = {
  "previews: an unknown field": of({ who: 1 }, "who", "unknown-field"),
  "previews: for longer than a day": of({ hours: 25 }, "hours", "range"),
  "previews: for no time": of({ hours: 0 }, "hours", "range"),
  "previews: a purpose nobody declared": of({ allowed: ["all"] }, "allowed.0", "known-purpose"),
  "previews: purposes that are no list": of({ allowed: "personal" }, "allowed", "array"),
  "previews: an attribute nobody declared": of({ attributes: { hat: 1 } }, "attributes.hat", "known"),
  "previews: an attribute of the wrong type": of({ attributes: { shoeViews: "3" } }, "attributes.shoeViews", "number"),
  "previews: a variant there is not": of({ variants: { cheer: "c" } }, "variants.cheer", "known-variant"),
  "previews: a page of somebody else": of({ page: "https://evil.example/" }, "page", "origin"),
  "previews: a publishable key": { path, key: KEY, body: {}, status: 401, field: "authorization", rule: "key" },
};
