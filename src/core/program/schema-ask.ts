import * as z from "zod/mini";
import { FIELD_KINDS } from "./ask-field.ts";
import { BENEFIT_KINDS, benefitSchema } from "./schema-benefit.ts";
import { momentSchema } from "./schema-moment.ts";
import type { Parts } from "./schema-parts.ts";
import { promiseSchema } from "./schema-promise.ts";

/** Questions to people, and the moments they are put at. What was put to a person is kept in their pass, so there are few. */
export function askSections(parts: Parts) {
  const { key, attributeKey, text, duration, condition, perLocale, listed } = parts;
  const days = z.int().check(z.minimum(1), z.maximum(3_650));
  const words = perLocale(
    z.strictObject({ question: text, why: text, benefit: z._default(z.string().check(z.maxLength(2_000)), ""), thanks: z.optional(text) }),
  );
  return {
    asks: listed(
      z.strictObject({
        key,
        /** What is asked: a value of this attribute, or else a yes to this purpose. */
        attribute: z.optional(attributeKey),
        consent: z.optional(key),
        /** Under which its condition is read, and for which a value is kept. */
        purpose: key,
        slot: key,
        /** How an answer is put in; else as the type of the attribute suggests. */
        field: z.optional(z.enum(FIELD_KINDS)),
        /** What there is to choose from. */
        choices: listed(z.strictObject({ value: z.union([text, z.number()]), texts: perLocale(text) }), 30),
        kind: z.enum(BENEFIT_KINDS),
        /** What it brings to some people instead of what its own kind and texts say. */
        benefits: listed(benefitSchema(parts), 10),
        moment: z.optional(key),
        when: z._default(condition, {}),
        /** Days until it may be put to the same person again. */
        every: z._default(days, 60),
        /** Days without another question after this one; a visit has one at most. */
        apart: z._default(z.int().check(z.minimum(0), z.maximum(365)), 1),
        /** Days without any question after a no to this one. */
        silence: z._default(days, 90),
        /** Answers after which nothing is asked for those days too, and a human is given a task. */
        negative: z.optional(
          z.strictObject({ values: listed(z.union([text, z.number(), z.boolean()]), 20), atMost: z.optional(z.number()) }),
        ),
        /** How the benefit comes; where nothing is said, the answer itself brings it. */
        promise: z.optional(promiseSchema({ key, duration })),
        texts: words,
      }),
      20,
    ),
    moments: listed(momentSchema(parts), 50),
  };
}
