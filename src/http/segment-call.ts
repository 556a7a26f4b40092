import type { Categories } from "../core/events/categories.ts";
import { tellsOfChoice } from "../core/events/preferences.ts";
import { CALL_TYPES, instantOf, type CallType, type Said } from "../core/events/said.ts";
import type { Instant } from "../core/kernel/instant.ts";
import { invalid } from "./problem.ts";
import { booleanAt, oneOf, recordAt, textAt, type Fields } from "./validate.ts";

const MOST_FIELDS = 500;
const MOST_TEXT = 200;
const PREFERENCES = "context.consent.categoryPreferences";

/** What every call of a request shares. */
export interface Envelope {
  readonly now: Instant;
  readonly sentAt: Instant | null;
  /** The type its path names; null for a batch, whose calls name their own. */
  readonly type: CallType | null;
  readonly by: "person" | "server";
}

/** Reads one call of Segment's tracking API, the names of its fields below `path`. Fields of theirs that mean nothing here are let be. */
export function readCall(value: unknown, path: string, envelope: Envelope): Said {
  const at = (field: string): string => (path === "" ? field : `${path}.${field}`);
  const body = recordAt(value, path || "(body)", MOST_FIELDS);
  const type = envelope.type ?? oneOf(body["type"], at("type"), CALL_TYPES);
  const timestamp = timeAt(body["timestamp"], at("timestamp"));
  const said: Said = {
    type,
    id: optional(body["messageId"], at("messageId"), 100) ?? crypto.randomUUID(),
    at: instantOf(envelope.now, timestamp, timeAt(body["sentAt"], at("sentAt")) ?? envelope.sentAt),
    name: type === "track" ? textAt(body["event"], at("event"), MOST_TEXT) : type,
    fields: fieldsOf(type, body, at),
    user: idAt(body["userId"], at("userId")),
    device: idAt(body["anonymousId"], at("anonymousId")),
    previous: type === "alias" ? idAt(body["previousId"], at("previousId")) : null,
    categories: categoriesIn(body["context"], at),
  };
  if (envelope.by === "server") checkNamed(said, at);
  if (tellsOfChoice(said) && said.categories === null) throw invalid(at(PREFERENCES), "required", "must say which categories are allowed");
  return said;
}

type At = (field: string) => string;

function fieldsOf(type: CallType, body: Fields, at: At): Fields {
  const record = (name: string): Fields => (isNothing(body[name]) ? {} : recordAt(body[name], at(name), MOST_FIELDS));
  switch (type) {
    case "identify":
      return record("traits");
    case "group":
      return { ...record("traits"), groupId: body["groupId"] };
    case "page":
    case "screen":
      return { ...named(body, "category"), ...named(body, "name"), ...record("properties") };
    case "track":
      return record("properties");
    case "alias":
      return {};
  }
}

function named(body: Fields, name: string): Fields {
  return isNothing(body[name]) ? {} : { [name]: body[name] };
}

function checkNamed(said: Said, at: At): void {
  if (said.user === null && (said.device === null || said.type === "alias"))
    throw invalid(at("userId"), "required", said.type === "alias" ? "must be given" : "must be given, or anonymousId");
  if (said.type === "alias" && said.previous === null) throw invalid(at("previousId"), "required", "must be given");
}

function categoriesIn(context: unknown, at: At): Categories | null {
  if (isNothing(context)) return null;
  const { consent } = recordAt(context, at("context"), MOST_FIELDS);
  if (isNothing(consent)) return null;
  const { categoryPreferences } = recordAt(consent, at("context.consent"), MOST_FIELDS);
  if (isNothing(categoryPreferences)) return null;
  const said = recordAt(categoryPreferences, at(PREFERENCES), 100);
  return Object.fromEntries(
    Object.entries(said).map(([category, value]) => [category, booleanAt(value, at(`${PREFERENCES}.${category}`))]),
  );
}

/** Ids come as texts, and from some callers as numbers. */
function idAt(value: unknown, field: string): string | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : optional(value, field, MOST_TEXT);
}

function optional(value: unknown, field: string, most: number): string | null {
  return isNothing(value) ? null : textAt(value, field, most);
}

/** An RFC 3339 date and time in milliseconds; null where none is given. */
export function timeAt(value: unknown, field: string): Instant | null {
  const text = optional(value, field, 40);
  const at = text === null ? null : Date.parse(text);
  if (at !== null && Number.isNaN(at)) throw invalid(field, "date-time", "must be an RFC 3339 date and time");
  return at;
}

function isNothing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
