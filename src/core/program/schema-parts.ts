import { en } from "zod/locales";
import * as z from "zod/mini";
import { isDuration } from "../kernel/instant.ts";

/** What is wrong is said in English; without this a schema knows no words. */
export function inWords(): void {
  z.config(en());
}

/** Shapes that sections of a program share. */
export function buildParts() {
  const key = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,47}$/, "must be lower-case letters, digits and dashes, at most 48"));
  const attributeKey = z.string().check(z.regex(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/, "must be letters, digits and underscores, at most 48"));
  const locale = z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a BCP 47 language tag"));
  const text = z.string().check(z.minLength(1), z.maxLength(2000));
  const duration = z.string().check(z.refine(isDuration, "must be an ISO 8601 duration such as P30D"));
  const condition = z.record(z.string(), z.unknown());
  const perLocale = <T extends z.ZodMiniType>(shape: T) => z.record(locale, shape);
  const listed = <T extends z.ZodMiniType>(shape: T, most: number) => z._default(z.array(shape).check(z.maxLength(most)), []);
  return { key, attributeKey, locale, text, duration, condition, perLocale, listed };
}
export type Parts = ReturnType<typeof buildParts>;
