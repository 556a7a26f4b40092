import type { Instant } from "../kernel/instant.ts";

/** After which answer (or what else is told page by page) a page begins: those of one instant are in the order of their ids. */
export interface After {
  readonly at: Instant;
  readonly id: string;
}

const SHAPE = /^([0-9a-z]{1,9})\.(.+)$/;
const EXCHANGE = /^exc_[\w-]{1,80}$/;

/** The text of a cursor. */
export function afterText({ at, id }: After): string {
  return `${at.toString(36)}.${id}`;
}

/** What a cursor over answers, or over what else has such ids, says; null of what is none. */
export function readAfter(text: string, ids = EXCHANGE): After | null {
  const [, at, id] = SHAPE.exec(text) ?? [];
  return at === undefined || id === undefined || !ids.test(id) ? null : { at: Number.parseInt(at, 36), id };
}
