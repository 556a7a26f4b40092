import { finding, type Finding } from "./findings.ts";
import { lintCondition, lintRead } from "./lint-conditions.ts";
import type { Program } from "./schema.ts";

type Report = Program["reports"][number];
type Personal = NonNullable<Report["personal"]>;

/** Fewer than this give their neighbours away, whatever is rounded. */
const LEAST = 15;
/** So many, or fifteen of whom none has more than 15 %, is what a regulator asks (California, D.14-05-016). */
const USUAL = 100;
const FIGURES = [
  ["own", "{value}"],
  ["compared", "{percent}"],
  ["compared", "{others}"],
] as const;

/** Findings about reports that people get: what is compared serves the purpose, and gives no neighbour away. */
export function lintReports(program: Program): readonly Finding[] {
  return program.reports.flatMap((report, at) => {
    const path = `reports.${at}.personal`;
    const { personal } = report;
    if (!personal) return [];
    return [
      ...lintCompared(program, report.purpose, personal, path),
      ...lintFloor(personal, path),
      ...lintTips(program, report.purpose, personal, path),
      ...lintFigures(personal, path),
    ];
  });
}

function lintCompared(program: Program, purpose: string, { compares, cohort }: Personal, path: string): readonly Finding[] {
  return [compares, ...cohort].flatMap((key, at) => {
    const where = at === 0 ? `${path}.compares` : `${path}.cohort.${at - 1}`;
    const attribute = program.attributes.find((item) => item.key === key);
    return [
      ...lintRead(program, key, purpose, where),
      ...(attribute?.source === "request" ? [finding("E182", where, `"${key}" is not kept: name one that is.`)] : []),
      ...(at === 0 && attribute && attribute.type !== "number" ? [finding("E180", where, "Name a number.")] : []),
      ...(at > 0 && attribute && tells(attribute) ? [finding("E183", where, `Leave out "${key}".`)] : []),
    ];
  });
}

function tells({ sensitivity, contact, type }: Program["attributes"][number]): boolean {
  return sensitivity === "sensitive" || contact !== undefined || type === "list";
}

function lintFloor({ floor }: Personal, path: string): readonly Finding[] {
  if (floor >= USUAL) return [];
  return [finding(floor < LEAST ? "E184" : "W238", `${path}.floor`, `Set it to ${floor < LEAST ? LEAST : USUAL} or more.`)];
}

function lintTips(program: Program, purpose: string, { tips }: Personal, path: string): readonly Finding[] {
  const plain = tips.findIndex(({ when }) => Object.keys(when).length === 0);
  const isOpen = tips.length > 0 && plain !== tips.length - 1;
  return [
    ...(isOpen ? [finding("E185", `${path}.tips`, "Put one without a condition last, and no other.")] : []),
    ...tips.flatMap(({ key, when }, at) => {
      const where = `${path}.tips.${at}`;
      const isTwice = tips.findIndex((tip) => tip.key === key) !== at;
      return [
        ...(isTwice ? [finding("E104", where, `Rename or remove the second "${key}".`)] : []),
        ...lintCondition(program, when, purpose, `${where}.when`),
      ];
    }),
  ];
}

function lintFigures({ texts }: Personal, path: string): readonly Finding[] {
  return Object.entries(texts).flatMap(([locale, { own, compared }]) =>
    FIGURES.flatMap(([sentence, figure]) => {
      const isSaid = { own, compared }[sentence].includes(figure);
      return isSaid ? [] : [finding("E186", `${path}.texts.${locale}.${sentence}`, `Say ${figure} in it.`)];
    }),
  );
}
