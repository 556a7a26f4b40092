import type { Instant } from "../kernel/instant.ts";

/** A task that was raised, or a promise that is overdue, and was not told yet; `id` is that of its exchange, `at` when it was raised or due. */
export interface Happening {
  readonly of: "task" | "promise";
  readonly id: string;
  readonly ask: string;
  readonly moment: string | null;
  /** How a promise was to come, and of which offer or reward; null of a task. */
  readonly how: string | null;
  readonly ref: string | null;
  readonly controller: string;
  readonly at: Instant;
}

/** The events by which webhooks hear of them. */
export const EXCHANGE_EVENTS = { task: "task.raised", promise: "promise.overdue" } as const;

/** What a webhook is told: by the id of the exchange, which the API says more of, and of nobody; the same bytes under the same id. */
export function exchangeNews(happening: Happening): { readonly event: string; readonly id: string; readonly body: string } {
  const { of, id, ask, moment, how, ref, controller, at } = happening;
  const event = EXCHANGE_EVENTS[of];
  const due = new Date(at).toISOString();
  const data = of === "task" ? { task: id, controller, ask, moment } : { benefit: id, controller, ask, by: how, of: ref, due };
  return { event, id: `msg_${id.slice(4)}-${of}`, body: JSON.stringify({ type: event, timestamp: due, data }) };
}
