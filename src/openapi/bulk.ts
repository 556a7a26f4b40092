import type { Operations } from "./operation.ts";

const KEYS = [{ scope: "import" }];

/** Files of profiles and events. */
export const BULK: Operations = {
  "PUT /v1/imports/{id}/parts/{part}": {
    summary:
      "A part of a file of profiles or events, as text/csv or application/x-ndjson, at most 5 MB; the same part again writes nothing",
    keys: KEYS,
    query: ["site", "kind", "source", "from", "at", "after", "dry"],
    answers: { 200: "What came of its records, with the first faults by record, field and rule" },
  },
  "PUT /v1/catalogue": {
    summary: "A part of what can be recommended: up to 500 items to take in or put right, and keys of those that are gone",
    keys: [{ scope: "catalogue" }],
    query: ["site"],
    answers: { 200: "How many of each" },
  },
  "GET /v1/imports/{id}": {
    summary: "How far an import has come",
    keys: KEYS,
    answers: { 200: "Sums, and what came of each part" },
  },
  "GET /v1/exports/{kind}": {
    summary:
      "A part of the stored profiles or events that may be used now, in the order of subject ids; earnest-next says where the next begins",
    keys: [{ scope: "export" }],
    query: ["site", "format", "purpose", "bucket", "after", "limit"],
    answers: { 200: "Lines of NDJSON, or of CSV with their names in the first part" },
  },
  "GET /v1/reports/unused": {
    summary: "Attributes that profiles hold and nothing reads, without small numbers",
    keys: [{ scope: "reports" }],
    query: ["site"],
    answers: { 200: "attributes" },
  },
};
