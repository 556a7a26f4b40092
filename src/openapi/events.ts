import { CALL_TYPES } from "../core/events/said.ts";
import { object, TEXT, type Operation, type Operations } from "./operation.ts";

const CALL = { type: "object", description: "A call of Segment's tracking API; fields that mean nothing here are let be" } as const;
const COMMON = {
  keys: ["publishable", { scope: "ingest" }],
  query: ["key", "site"],
  answers: { 200: "accepted, dropped by reason, errors of calls that were refused" },
} as const satisfies Partial<Operation>;

const SINGLE = CALL_TYPES.flatMap((type) =>
  [type, type.charAt(0)].map((path): readonly [string, Operation] => [
    `POST /v1/${path}`,
    { ...COMMON, summary: `Segment's ${type}, kept for the purposes that are allowed`, body: CALL },
  ]),
);
const BATCH: Operation = {
  ...COMMON,
  summary: "Up to 2,500 calls, taken one by one",
  body: {
    ...object({ batch: { type: "array", minItems: 1, maxItems: 2_500, items: CALL }, sentAt: TEXT }, ["sentAt"]),
    additionalProperties: true,
  },
};

/** What Segment's clients call. */
export const EVENTS: Operations = {
  ...Object.fromEntries(SINGLE),
  "POST /v1/batch": BATCH,
  "POST /v1/b": BATCH,
  "GET /v1/projects/{key}/settings": {
    summary: "Settings for Segment's browser client",
    keys: ["anyone"],
    answers: { 200: "integrations, plan" },
  },
};
