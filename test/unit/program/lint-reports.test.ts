import { expect, it } from "vitest";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { energyReport, reportingProgram } from "../../support/reports.ts";

type Personal = ReturnType<typeof energyReport>["personal"];

const findings = (program: object) =>
  lintProgram(programSchema().parse(program)).map(({ code, path }) => `${code} ${path.replace("reports.0.personal.", "")}`);
const found = (changes: Partial<Record<keyof Personal, unknown>>) =>
  findings(reportingProgram(changes)).filter((text) => !text.startsWith("W233"));

it("takes a report that gives nobody away, and counts it as given back, which one that the brand keeps to itself is not", async () => {
  const program = reportingProgram();
  expect(findings(program)).toEqual(["W233 purposes.1"]);
  const personal = { ...energyReport().personal, compares: "elsewhere", cohort: [], tips: [] };
  const given = { ...energyReport(), key: "given", purpose: "memory", personal };
  expect(findings({ ...program, reports: [...(program["reports"] as object[]), given] })).toEqual([]);
  const compiled = await compileProgram(programSchema().parse(reportingProgram()));
  expect(compiled.ok && compiled.value.reports).toMatchObject([
    { key: "energy", every: "month", floor: 100, tips: [{ key: "night" }, { key: "vent" }] },
  ]);
});

it("refuses a report whose comparison gives somebody away, is of something else, or has no words", () => {
  const tip = energyReport().personal.tips[1];
  const texts = energyReport().personal.texts;
  expect(found({ floor: 14 })).toEqual(["E184 floor"]);
  expect(found({ floor: 15 })).toEqual(["W238 floor"]);
  expect(found({ compares: "home", cohort: [] })).toEqual(["E180 compares"]);
  expect(found({ compares: "nothing" })).toEqual(["E109 compares"]);
  expect(found({ cohort: ["home", "illness", "mail", "kwh30", "page"] })).toEqual([
    "E183 cohort.1",
    "E103 cohort.2",
    "E183 cohort.2",
    "E182 cohort.4",
  ]);
  expect(found({ tips: [{ ...tip, when: { elsewhere: 1 } }] })).toEqual(["E185 tips", "E103 tips.0.when.elsewhere"]);
  expect(found({ tips: [tip, energyReport().personal.tips[0]] })).toEqual(["E185 tips"]);
  expect(found({ tips: [tip, tip] })).toEqual(["E185 tips", "E104 tips.1"]);
  expect(found({ texts: { ...texts, de: { name: "x", own: "x", compared: "{percent}" } } })).toEqual([
    "E186 texts.de.own",
    "E186 texts.de.compared",
  ]);
  expect(found({ texts: { en: texts.en } })).toEqual(["E106 texts.de"]);
});
