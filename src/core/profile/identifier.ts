import { ok, refuse, type Result } from "../kernel/result.ts";

/** Kinds of identifier that point to a subject; `partner` is the id a partner knows them by, as `partner-key:id`. */
export const IDENTIFIER_KINDS = ["email", "phone", "user", "card", "device", "partner"] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** True where no identifier is somebody's: a device has an id of its own, and is nobody. */
export function isNobody(kinds: Iterable<IdentifierKind>): boolean {
  for (const kind of kinds) if (kind !== "device") return false;
  return true;
}

/** An identifier written the one way it is hashed in. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
}

const EMAIL = /^[^\s@"<>(),;:\\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\.[a-z0-9-]{2,63}$/;
const E164 = /^\+[1-9]\d{6,14}$/;
const CARD = /^[A-Z0-9]{4,40}$/;
const DEVICE = /^[\w.:-]{8,128}$/;
const PARTNER = /^[a-z0-9][a-z0-9-]{0,47}:[\w.:-]{1,128}$/;
const USER = /^[^\p{Cc}]{1,200}$/u;

/** Each kind: how it is written, its shape, and the rule in words. */
const RULES: Readonly<Record<IdentifierKind, readonly [write: (text: string) => string, shape: RegExp, rule: string]>> = {
  email: [(text) => text.trim().toLowerCase(), EMAIL, "must be an address such as name@example.org"],
  phone: [(text) => text.replace(/^00/, "+").replaceAll(/[\s().-]/g, ""), E164, "must be a number in E.164 form, such as +4712345678"],
  user: [(text) => text.trim(), USER, "must have 1 to 200 characters and no control characters"],
  card: [(text) => text.replaceAll(/[\s-]/g, "").toUpperCase(), CARD, "must have 4 to 40 letters and digits"],
  device: [(text) => text.trim(), DEVICE, "must have 8 to 128 letters, digits, dots, colons, dashes or underscores"],
  partner: [(text) => text.trim(), PARTNER, "must be the partner's key, a colon and its id"],
};

/**
 * Writes an identifier in the one way it is compared in: equal people, equal text (NFC; ITU-T E.164 for numbers; mail
 * addresses in lower case, their dots and tags kept, since they belong to the mailbox). Refuses, with the rule, what has not
 * the shape of its kind.
 */
export function readIdentifier(kind: IdentifierKind, text: string): Result<Identifier, string> {
  const [write, shape, rule] = RULES[kind];
  const value = write(text.slice(0, 400).normalize("NFC"));
  return shape.test(value) ? ok({ kind, value }) : refuse(rule);
}
