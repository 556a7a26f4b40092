import { contrastOf, mixed, type Colour } from "./contrast.ts";
import { finding, type Finding, type FindingCode } from "./findings.ts";
import type { Scheme } from "./schema-look.ts";
import type { Program } from "./schema.ts";

/** How much ink there is in the colours that the pages mix from paper and ink. */
export const INK_IN = { raised: 0.05, muted: 0.74, field: 0.6 } as const;

const TEXT = 4.5;
const SHAPE = 3;

/** The brand's colours can be read, and its controls be seen, light and dark (WCAG 2.2, 1.4.3 and 1.4.11). */
export function lintLooks({ sites }: Program): readonly Finding[] {
  return sites.flatMap(({ look }, index) => {
    const path = `sites.${index}.look`;
    if (!look) return [];
    return [...lintScheme(look.light, `${path}.light`), ...(look.dark ? lintScheme(look.dark, `${path}.dark`) : [])];
  });
}

function lintScheme({ paper, ink, accent }: Scheme, path: string): readonly Finding[] {
  const raised = mixed(ink, INK_IN.raised, paper);
  const muted = mixed(ink, INK_IN.muted, paper);
  const field = mixed(ink, INK_IN.field, paper);
  return [
    ...lacks("E160", `${path}.ink`, "texts, also the quiet ones on cards,", least([ink, muted], [paper, raised]), TEXT),
    ...lacks("E161", `${path}.accent`, "links and the words on buttons", least([accent], [paper, raised]), TEXT),
    ...lacks("E162", `${path}.ink`, "the edges of fields and the ring of the focus", least([ink, field], [paper, raised]), SHAPE),
  ];
}

function least(marks: readonly Colour[], grounds: readonly Colour[]): number {
  return Math.min(...marks.flatMap((mark) => grounds.map((ground) => contrastOf(mark, ground))));
}

function lacks(code: FindingCode, path: string, what: string, found: number, needed: number): readonly Finding[] {
  if (found >= needed) return [];
  const ratio = (Math.floor(found * 100) / 100).toFixed(2);
  return [finding(code, path, `Set it further from "paper": ${ratio}:1 where ${what} need ${needed}:1.`)];
}
