import { TEXT } from "./operation.ts";

const NULLABLE = { type: ["string", "null"] } as const;
const PUT = {
  ask: TEXT,
  question: NULLABLE,
  why: NULLABLE,
  moment: { type: ["object", "null"], properties: { key: TEXT, name: NULLABLE } },
  trust: {
    type: "array",
    items: { type: "object", properties: { kind: { enum: ["fact", "contact", "guarantee"] }, text: TEXT, link: TEXT } },
  },
} as const;

const NAMED = { type: "object", properties: { key: TEXT, name: NULLABLE } } as const;
const TEXTS = { type: "array", items: TEXT } as const;

/** One line of time, the newest first. */
export const STEPS = {
  type: "array",
  items: {
    oneOf: [
      step("answered", {
        ...PUT,
        gave: { type: "object", properties: { kind: { enum: ["value", "consent"] }, key: TEXT, name: TEXT } },
        came: { enum: ["given", "promised", "overdue", "delivered", "acknowledged"] },
        due: NULLABLE,
        ended: NULLABLE,
        task: { enum: ["open", "taken", "done", null] },
        silentUntil: NULLABLE,
      }),
      step("asked", { ...PUT, silentUntil: NULLABLE }),
      step("refused", { ...PUT, silentUntil: NULLABLE }),
      step("shown", {
        ...{ experience: TEXT, text: NULLABLE, moment: NAMED, purpose: { ...NAMED, type: ["object", "null"] }, because: TEXTS },
        reached: { type: "array", items: { type: "object", properties: { goal: TEXT, at: TEXT } } },
      }),
      step("entered", { moment: NAMED, because: TEXTS }),
    ],
  },
} as const;

function step(kind: string, properties: Readonly<Record<string, object>>) {
  const all = { kind: { const: kind }, at: TEXT, ...properties };
  return { type: "object", required: Object.keys(all), properties: all } as const;
}
