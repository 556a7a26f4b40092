import type { Instant } from "../kernel/instant.ts";
import type { DeskWords } from "./desk-words.ts";
import type { RequestKind } from "./kinds.ts";
import type { RequestWay } from "./request.ts";

/** What the audit says of something that happened to a request: no person, no identifier, no words of anybody. */
export interface RequestHappening {
  readonly at: Instant;
  readonly action: string;
  /** The request. */
  readonly target: string;
  readonly detail: {
    readonly kind: RequestKind;
    readonly controller: string;
    readonly via: RequestWay;
    /** What is to be done next; of a reminder alone. */
    readonly next?: string;
    /** Until when, as ISO 8601. */
    readonly by?: string;
    /** How many days before that the desk is reminded. */
    readonly days?: number;
  };
}

/** The events by which webhooks hear of requests, and the entries of the audit they tell. */
const EVENTS: Readonly<Record<string, string>> = {
  "request.filed": "request.filed",
  "request.due-soon": "request.due",
  "request.late": "request.overdue",
};

/** What a webhook is told of a request; the same bytes under the same id, however often. */
export interface RequestNews {
  readonly event: string;
  readonly id: string;
  readonly body: string;
}

/** The news of an entry of the audit; null for a step that only its request's own callbacks are told of. */
export function newsOf({ at, action, target, detail }: RequestHappening): RequestNews | null {
  const event = EVENTS[action];
  if (event === undefined) return null;
  const { kind, controller, via, next, by, days } = detail;
  const named = [target.slice(4), event.slice(event.indexOf(".") + 1), next, by?.slice(0, 10), days].filter((part) => part !== undefined);
  const data = { request: target, controller, kind, via, next, by, days };
  return { event, id: `msg_${named.join("-")}`, body: JSON.stringify({ type: event, timestamp: new Date(at).toISOString(), data }) };
}

/** A letter to the desk about what is due, in its language: requests by their ids alone; null where nothing is. */
export function deskLetter(
  happenings: readonly RequestHappening[],
  words: DeskWords,
): { readonly subject: string; readonly text: string } | null {
  const due = happenings.filter(({ detail }) => detail.by !== undefined && detail.days !== undefined);
  if (due.length === 0) return null;
  const late = due.filter(({ detail }) => detail.days === 0).length;
  const named: Readonly<Record<string, string>> = words;
  const lines = due.map(({ target: request, detail: { kind, next = "", by = "", days } }) =>
    filled(days === 0 ? words.late : words.due, { request, kind: words[kind], step: named[next] ?? next, day: by.slice(0, 10) }),
  );
  return { subject: filled(words.subject, { soon: due.length - late, late }), text: lines.join("\n") };
}

function filled(phrase: string, values: { readonly [name: string]: string | number }): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
