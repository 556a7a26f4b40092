import * as z from "zod";
import { FIELD_KINDS } from "./ask-field.ts";
import type { Parts } from "./schema-parts.ts";
import { promiseSchema } from "./schema-promise.ts";

/** What an answer brings to whoever gives it. */
const BENEFIT_KINDS = ["discount", "better-product", "useful-message", "advice", "convenience", "recognition"] as const;

/** Questions to people, and the moments they are put at. What was put to a person is kept in their pass, so there are few. */
export function askSections({ key, attributeKey, text, duration, condition, perLocale, listed }: Parts) {
  const days = z.int().min(1).max(3_650);
  const words = perLocale(
    z.strictObject({ question: text, why: text, benefit: z.string().max(2_000).default(""), thanks: text.optional() }),
  );
  return {
    asks: listed(
      z.strictObject({
        key,
        /** What is asked: a value of this attribute, or else a yes to this purpose. */
        attribute: attributeKey.optional(),
        consent: key.optional(),
        /** Under which its condition is read, and for which a value is kept. */
        purpose: key,
        slot: key,
        /** How an answer is put in; else as the type of the attribute suggests. */
        field: z.enum(FIELD_KINDS).optional(),
        /** What there is to choose from. */
        choices: listed(z.strictObject({ value: z.union([text, z.number()]), texts: perLocale(text) }), 30),
        kind: z.enum(BENEFIT_KINDS),
        moment: key.optional(),
        when: condition.default({}),
        /** Days until it may be put to the same person again. */
        every: days.default(60),
        /** Days without another question after this one; a visit has one at most. */
        apart: z.int().min(0).max(365).default(1),
        /** Days without any question after a no to this one. */
        silence: days.default(90),
        /** Answers after which nothing is asked for those days too, and a human is given a task. */
        negative: z
          .strictObject({ values: listed(z.union([text, z.number(), z.boolean()]), 20), atMost: z.number().optional() })
          .optional(),
        /** How the benefit comes; where nothing is said, the answer itself brings it. */
        promise: promiseSchema({ key, duration }).optional(),
        texts: words,
      }),
      20,
    ),
    moments: listed(z.strictObject({ key, when: condition.default({}) }), 50),
  };
}
