import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** A finding for each locale of the program in which a text that people read is missing. */
export function lintTexts(program: Program): readonly Finding[] {
  const sections: readonly (readonly [string, object])[] = [
    ...program.purposes.map((item, i) => [`purposes.${i}.texts`, item.texts] as const),
    ...program.purposes.flatMap((item, i) => (item.incentive ? [[`purposes.${i}.incentive`, item.incentive] as const] : [])),
    ...program.attributes.map((item, i) => [`attributes.${i}.texts`, item.texts] as const),
    ...program.events.flatMap((item, i) => (item.texts ? [[`events.${i}.texts`, item.texts] as const] : [])),
    ...program.rewards.map((item, i) => [`rewards.${i}.texts`, item.texts] as const),
    ...program.offers.map((item, i) => [`offers.${i}.texts`, item.texts] as const),
    ...program.asks.map((item, i) => [`asks.${i}.texts`, item.texts] as const),
    ...program.reports.flatMap(({ personal }, i) => (personal ? [[`reports.${i}.personal.texts`, personal.texts] as const] : [])),
    ...program.reports.flatMap(({ personal }, i) =>
      (personal?.tips ?? []).map((tip, j) => [`reports.${i}.personal.tips.${j}.texts`, tip.texts] as const),
    ),
    ...program.wordings.map((item, i) => [`wordings.${i}.texts`, item.texts] as const),
    ...program.experiences.flatMap((item, i) =>
      item.variants.map((variant, j) => [`experiences.${i}.variants.${j}.content`, variant.content] as const),
    ),
  ];
  return sections.flatMap(([path, texts]) =>
    program.locales
      .filter((locale) => !(locale in texts))
      .map((locale) => finding("E106", `${path}.${locale}`, `Add the "${locale}" text, or remove "${locale}" from the program's locales.`)),
  );
}
