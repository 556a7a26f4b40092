import { parseCondition } from "../condition/parse.ts";
import { attributesOf } from "../condition/references.ts";
import { finding, type Finding } from "./findings.ts";
import { groupsOf } from "./flatten.ts";
import { lintCondition } from "./lint-conditions.ts";
import type { Program } from "./schema.ts";

type Report = Program["reports"][number];
type Personal = NonNullable<Report["personal"]>;

/** Fewer than this give their neighbours away, whatever is rounded. */
const LEAST = 15;
/** So many, or fifteen of whom none has more than 15 %, is what a regulator asks (California, D.14-05-016). */
const USUAL = 100;
const FIGURES = { own: ["{value}"], compared: ["{percent}", "{others}"] } as const;

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
  const read = [compares, ...cohort].map((key, at) => ({ key, where: at === 0 ? `${path}.compares` : `${path}.cohort.${at - 1}` }));
  return read.flatMap(({ key, where }, at) => {
    const attribute = program.attributes.find((item) => item.key === key);
    if (!attribute) return [finding("E109", where, `Define an attribute "${key}".`)];
    const found: Finding[] = [];
    if (!attribute.purposes.includes(purpose))
      found.push(finding("E181", where, `Declare "${purpose}" for "${key}" if people are told so, or do not compare by it.`));
    if (attribute.source === "request") found.push(finding("E182", where, `"${key}" is not kept: name one that is.`));
    if (at === 0 && attribute.type !== "number") found.push(finding("E180", where, `"${key}" is a ${attribute.type}: name a number.`));
    if (at > 0 && (attribute.sensitivity === "sensitive" || attribute.contact !== undefined || attribute.type === "list"))
      found.push(finding("E183", where, `Sort people by something that is neither sensitive nor an address, not by "${key}".`));
    return found;
  });
}

function lintFloor({ floor }: Personal, path: string): readonly Finding[] {
  if (floor < LEAST) return [finding("E184", `${path}.floor`, `Set it to ${LEAST} or more.`)];
  return floor < USUAL ? [finding("W238", `${path}.floor`, `Set it to ${USUAL} if as many people take part.`)] : [];
}

function lintTips(program: Program, purpose: string, { tips }: Personal, path: string): readonly Finding[] {
  const groups = groupsOf(program);
  const found = tips.flatMap(({ key, when }, at) => {
    const where = `${path}.tips.${at}`;
    const parsed = parseCondition(when, groups);
    const asked = (parsed.ok ? attributesOf(parsed.value) : []).filter((name) =>
      program.attributes.some((attribute) => attribute.key === name && attribute.source === "request"),
    );
    const [isTwice, isLate] = [tips.findIndex((tip) => tip.key === key) !== at, tips.slice(0, at).some(isPlain)];
    return [
      ...(isTwice ? [finding("E104", where, `Rename or remove the second "${key}".`)] : []),
      ...(isLate ? [finding("E185", where, "Put it before the one that has no condition.")] : []),
      ...asked.map((name) => finding("E182", `${where}.when.${name}`, `"${name}" is not kept: ask for one that is.`)),
      ...lintCondition(program, when, purpose, `${where}.when`),
    ];
  });
  if (tips.length === 0 || tips.some(isPlain)) return found;
  return [...found, finding("E185", `${path}.tips`, "Add a last one without a condition, or none at all.")];
}

function isPlain({ when }: Personal["tips"][number]): boolean {
  return Object.keys(when).length === 0;
}

function lintFigures({ texts }: Personal, path: string): readonly Finding[] {
  return Object.entries(texts).flatMap(([locale, words]) =>
    (["own", "compared"] as const).flatMap((sentence) =>
      FIGURES[sentence]
        .filter((figure) => !words[sentence].includes(figure))
        .map((figure) => finding("E186", `${path}.texts.${locale}.${sentence}`, `Say ${figure} in it.`)),
    ),
  );
}
