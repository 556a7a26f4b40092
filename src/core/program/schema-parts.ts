import * as z from "zod";
import { isDuration } from "../kernel/instant.ts";

/** Shapes that sections of a program share. */
export function buildParts() {
  const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/, "must be lower-case letters, digits and dashes, at most 48");
  const attributeKey = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,47}$/, "must be letters, digits and underscores, at most 48");
  const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a BCP 47 language tag");
  const text = z.string().min(1).max(2000);
  const duration = z.string().refine(isDuration, "must be an ISO 8601 duration such as P30D");
  const condition = z.record(z.string(), z.unknown());
  const perLocale = <T extends z.ZodType>(shape: T) => z.record(locale, shape);
  const listed = <T extends z.ZodType>(shape: T, most: number) => z.array(shape).max(most).default([]);
  return { key, attributeKey, locale, text, duration, condition, perLocale, listed };
}
export type Parts = ReturnType<typeof buildParts>;
