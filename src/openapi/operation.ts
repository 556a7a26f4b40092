/** Who may ask: a page by its publishable key, a server by a secret key with a scope, or anyone. */
export type Key = "publishable" | "anyone" | { readonly scope: string };

/** A route in a few words: what it does, who may ask, what its body and query hold, and what it answers besides problems. */
export interface Operation {
  readonly summary: string;
  readonly keys: readonly Key[];
  /** JSON Schema of the body. */
  readonly body?: object;
  readonly query?: readonly string[];
  readonly answers: { readonly [status: number]: string | Answered };
}

/** What is answered, where its shape is written down: JSON Schema. */
export interface Answered {
  readonly description: string;
  readonly schema: object;
}

/** Operations of one room, by `METHOD /path`; parameters of the path stand in braces. */
export type Operations = { readonly [route: string]: Operation };

export const TEXT = { type: "string" } as const;
export const SUBJECT = {
  type: "object",
  required: ["type", "value"],
  additionalProperties: false,
  properties: { type: { enum: ["subject", "email", "phone", "user", "card", "device", "partner"] }, value: TEXT },
} as const;

/** An object of these members and no others; those of `optional` may be left out. */
export function object(members: { readonly [member: string]: object }, optional: readonly string[] = []): object {
  const required = Object.keys(members).filter((member) => !optional.includes(member));
  return { type: "object", properties: members, required, additionalProperties: false };
}
