import type { Operations } from "./operation.ts";

const KEYS = [{ scope: "import" }];

/** Files of profiles. */
export const BULK: Operations = {
  "PUT /v1/imports/{id}/parts/{part}": {
    summary: "A part of a file of profiles, as text/csv or application/x-ndjson, at most 5 MB; the same part again writes nothing",
    keys: KEYS,
    query: ["site", "source", "from", "at", "after", "dry"],
    answers: { 200: "What came of its records, with the first faults by record, field and rule" },
  },
  "GET /v1/imports/{id}": {
    summary: "How far an import has come",
    keys: KEYS,
    answers: { 200: "Sums, and what came of each part" },
  },
};
