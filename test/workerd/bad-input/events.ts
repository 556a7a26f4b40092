import { BIG, DEEP, KEY, type Cases } from "./case.ts";

export const EVENTS: Cases = {
  "exposures: no list": { path: `/v1/exposures?key=${KEY}`, body: { exposures: "x" }, status: 422, field: "exposures" },
  "exposures: 600 KB": { path: `/v1/exposures?key=${KEY}`, text: BIG, status: 413, field: "(body)" },
  "exposures: a foreign origin": {
    path: `/v1/exposures?key=${KEY}`,
    body: { exposures: ["x"] },
    headers: { origin: "https://evil.example" },
    status: 403,
    field: "origin",
  },
  "track: no event": { path: "/v1/track", key: KEY, body: {}, status: 422, field: "event" },
  "track: properties that are a list": {
    path: "/v1/track",
    key: KEY,
    body: { event: "Product Viewed", properties: [] },
    status: 422,
    field: "properties",
  },
  "track: a timestamp that is none": {
    path: "/v1/track",
    key: KEY,
    body: { event: "Product Viewed", timestamp: "yesterday" },
    status: 422,
    field: "timestamp",
  },
  "track: depth 40": { path: "/v1/track", key: KEY, text: DEEP, status: 422, field: "(body)" },
};
