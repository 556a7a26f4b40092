import type { RequestKind } from "./kinds.ts";

/** What a letter to a desk says. `{…}` stands for what is filled in. */
export type DeskWords = Readonly<Record<"subject" | "due" | "late" | "acknowledge" | "verify" | "answer" | RequestKind, string>>;

/** English, where no other language of the desk is written. */
export const DESK_EN: DeskWords = {
  subject: "Requests of people: {soon} due soon, {late} late",
  due: "{request}: {kind}, {step} by {day}",
  late: "{request}: {kind}, {step} was due before {day}",
  acknowledge: "acknowledge",
  verify: "verify",
  answer: "answer",
  access: "access",
  portability: "portability",
  rectification: "rectification",
  erasure: "erasure",
  restriction: "restriction",
  objection: "objection",
  withdrawal: "withdrawal",
  explanation: "explanation",
  "opt-out": "opt-out",
};
