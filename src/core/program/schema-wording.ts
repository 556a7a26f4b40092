import * as z from "zod";
import type { Parts } from "./schema-parts.ts";

/**
 * Other words for the head of the notice, each drawn for a share of its views; the rest sees the standard ones. The sentence
 * on changing one's mind and the two answers stay as they are in every wording.
 */
export function wordingSections({ key, perLocale, listed }: Parts) {
  const texts = z.strictObject({ title: z.string().min(1).max(80), intro: z.string().min(1).max(300) });
  return { wordings: listed(z.strictObject({ key, share: z.number().positive().max(1), texts: perLocale(texts) }), 4) };
}
