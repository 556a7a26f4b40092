import type { Instant } from "../kernel/instant.ts";

/** After which answer a page begins: those of one instant are in the order of their ids. */
export interface After {
  readonly at: Instant;
  readonly id: string;
}

const SHAPE = /^([0-9a-z]{1,9})\.(exc_[\w-]{1,80})$/;

/** The text of a cursor. */
export function afterText({ at, id }: After): string {
  return `${at.toString(36)}.${id}`;
}

/** What a cursor says; null of what is none. */
export function readAfter(text: string): After | null {
  const [, at, id] = SHAPE.exec(text) ?? [];
  return at === undefined || id === undefined ? null : { at: Number.parseInt(at, 36), id };
}
