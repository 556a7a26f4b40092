import type { Ask } from "../client.ts";

export const KEY = "pk_acme_main";
export const BIG = JSON.stringify({ slots: ["hero"], context: { url: "x".repeat(600 * 1024) } });
export const DEEP = `{"slots":${"[".repeat(40)}${"]".repeat(40)}}`;

/** A request that must be refused, with the field and the rule the answer names. */
interface Case extends Ask {
  readonly path: string;
  readonly status: number;
  readonly field: string;
  readonly rule?: string;
}

/** The cases of one room, by what is wrong with them. */
export type Cases = Readonly<Record<string, Case>>;
