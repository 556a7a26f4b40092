import { TEXT } from "./operation.ts";

const NULLABLE = { type: ["string", "null"] } as const;
const PUT = {
  ask: TEXT,
  question: NULLABLE,
  moment: { type: ["object", "null"], properties: { key: TEXT, name: NULLABLE } },
  trust: {
    type: "array",
    items: { type: "object", properties: { kind: { enum: ["fact", "contact", "guarantee"] }, text: TEXT, link: TEXT } },
  },
} as const;

/** What was asked and answered, the newest first. */
export const STEPS = listOf({
  ...PUT,
  gave: { type: "object", properties: { kind: { enum: ["value", "consent"] }, key: TEXT, name: TEXT } },
  came: { enum: ["given", "promised", "overdue", "delivered", "acknowledged"] },
  due: NULLABLE,
  ended: NULLABLE,
  task: { enum: ["open", "taken", "done", null] },
});
/** What was seen or refused, and never answered. */
export const UNANSWERED = listOf({ ...PUT, came: { enum: ["seen", "refused"] } });

function listOf(properties: Readonly<Record<string, object>>) {
  return { type: "array", items: { type: "object", required: Object.keys(properties), properties } } as const;
}
