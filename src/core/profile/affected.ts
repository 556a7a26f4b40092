import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import type { IdentifierKind } from "./identifier.ts";
import type { AttributeValues } from "./values.ts";

/** What was exposed, and when: every value and event where nothing is named. */
export interface Exposed {
  readonly attributes: readonly string[];
  readonly events: readonly string[];
  readonly from: Instant;
  readonly until: Instant;
}

/** How somebody can be told: by an attribute that holds where to reach them, or by an identifier the brand knows them by. */
export interface Reach {
  readonly by: "attribute" | "identifier";
  readonly kind: string;
  readonly attribute: string | null;
}

/** The attributes of a record that were there at some instant of the window: known before its end, and not past their time before it began. */
export function exposedValues(values: AttributeValues, { attributes, events, from, until }: Exposed): readonly string[] {
  const all = attributes.length === 0 && events.length === 0;
  return Object.entries(values)
    .filter(([key, { at, expires }]) => (all || attributes.includes(key)) && at < until && (expires ?? Infinity) > from)
    .map(([key]) => key)
    .toSorted();
}

const REACHING: ReadonlySet<IdentifierKind> = new Set(["email", "phone", "user", "card"]);

/** How a person can be told of it. What they allowed is no matter: it is a duty to tell them (GDPR art 34). */
export function reachOf(program: LiveProgram, values: AttributeValues, kinds: readonly IdentifierKind[], now: Instant): readonly Reach[] {
  const held = program.attributes.flatMap(({ key, contact }): readonly Reach[] => {
    const value = values[key];
    return contact !== null && value && (value.expires ?? Infinity) > now ? [{ by: "attribute", kind: contact, attribute: key }] : [];
  });
  const named = kinds.filter((kind) => REACHING.has(kind)).map((kind): Reach => ({ by: "identifier", kind, attribute: null }));
  return [...held, ...named];
}
