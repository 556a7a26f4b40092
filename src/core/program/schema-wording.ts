import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

/**
 * Other words for the head of the notice, each drawn for a share of its views; the rest sees the standard ones. The sentence
 * on changing one's mind and the two answers stay as they are in every wording.
 */
export function wordingSections({ key, perLocale, listed }: Parts) {
  const texts = z.strictObject({
    title: z.string().check(z.minLength(1), z.maxLength(80)),
    intro: z.string().check(z.minLength(1), z.maxLength(300)),
  });
  return { wordings: listed(z.strictObject({ key, share: z.number().check(z.positive(), z.maximum(1)), texts: perLocale(texts) }), 4) };
}
