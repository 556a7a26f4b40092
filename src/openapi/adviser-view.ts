import { STEPS } from "./journey.ts";
import { TEXT } from "./operation.ts";

const NULLABLE = { type: ["string", "null"] } as const;
const COUNT = { type: "number" } as const;
const WORDS = { type: "array", items: TEXT } as const;

const GAVE = listOf({
  kind: { enum: ["value", "consent"] },
  key: TEXT,
  name: TEXT,
  source: NULLABLE,
  purposes: WORDS,
  at: NULLABLE,
  ask: NULLABLE,
});
const KINDS = ["offer", "points", "gift", "badge", "coupon", "benefit", "recommendation", "report", "advice"];
const GOT = listOf({ kind: { enum: KINDS }, key: TEXT, name: TEXT, purposes: WORDS, at: NULLABLE });
const OWED = listOf({ ask: TEXT, name: TEXT, benefit: TEXT, due: NULLABLE });
const SIDES = listOf({ purpose: TEXT, name: TEXT, gave: COUNT, got: COUNT });
const DONE = listOf({ name: TEXT, at: TEXT, fields: { type: "object" } });

/** What an adviser is answered: of a number nobody has, the first four members alone. */
export const ADVISER_VIEW = {
  type: "object",
  required: ["view", "subject", "allowed", "why"],
  properties: {
    view: NULLABLE,
    subject: NULLABLE,
    allowed: { type: "boolean" },
    why: TEXT,
    attributes: { type: "object" },
    purchases: DONE,
    contacts: DONE,
    given: listOf({ ask: TEXT, what: TEXT, benefit: TEXT, at: TEXT }),
    value: {
      type: ["object", "null"],
      required: ["gave", "got", "owed", "purposes"],
      properties: { gave: GAVE, got: GOT, owed: OWED, purposes: SIDES },
    },
    journey: { type: ["object", "null"], required: ["steps"], properties: { steps: STEPS } },
    hints: listOf({ experience: TEXT, content: { type: "object" }, because: { type: "array" } }),
  },
} as const;

function listOf(properties: Readonly<Record<string, object>>) {
  return { type: "array", items: { type: "object", required: Object.keys(properties), properties } } as const;
}
