import { GrowthBook } from "@growthbook/growthbook";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema, type Program } from "../../../src/core/program/schema.ts";
import { decideExperiences } from "../../../src/core/targeting/decide.ts";
import { flagOf } from "../../../src/core/targeting/flag.ts";
import { growthBookFeatures } from "../../../src/core/targeting/growthbook.ts";
import { testProgram } from "../../support/program.ts";
import { situationOf } from "../../support/situation.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const SERVICE = 1;
const content = { en: {}, de: {} };
const TEXTS = { en: { name: "x" }, de: { name: "x" } };
const WORDS = ["sad", "glad", ""];

function variants(...weights: readonly number[]): object[] {
  return weights.map((weight, at) => ({ key: `v${at}`, weight, value: at, content }));
}

/** Experiences of a purpose nobody has a choice about, each assigned in another way. */
const EXPERIENCES = [
  { key: "plain", variants: variants(1) },
  { key: "aimed", when: { tone: { $in: ["sad", "glad"] } }, variants: variants(1) },
  { key: "odd", when: { $or: [{ tone: "sad" }, { $not: { tone: { $exists: true } } }] }, variants: variants(1, 1) },
  { key: "first", variants: variants(0.2, 0.5, 0.3), experiment: { hashVersion: 1, seed: "old" } },
  { key: "part", variants: variants(1, 3), experiment: { coverage: 0.4 }, fallback: "v1" },
  { key: "alone", variants: variants(1), experiment: { coverage: 0.5 } },
  { key: "spaced", variants: variants(1, 1), experiment: { namespace: { key: "ns", from: 0.2, to: 0.7 } } },
  {
    key: "ramped",
    variants: variants(1, 1),
    experiment: {
      ramp: [
        { at: "2026-11-01T00:00:00Z", coverage: 0.3 },
        { at: "2027-01-01T00:00:00Z", coverage: 1 },
      ],
    },
  },
  { key: "left", variants: variants(1, 1) },
  { key: "right", variants: variants(1, 1) },
  { key: "kept", variants: variants(1, 1), fallback: "v0" },
  { key: "past", schedule: { until: "2026-11-01T00:00:00Z" }, variants: variants(1) },
].map((item) => ({ ...item, slot: "quiet", purpose: "service" }));

async function made(more: readonly object[] = []): Promise<{ readonly program: LiveProgram; readonly document: Program }> {
  const tone = { key: "tone", type: "string", source: "request", from: "context", purposes: ["service"], texts: TEXTS };
  const document = programSchema().parse(
    testProgram({
      attributes: [
        ...(testProgram()["attributes"] as object[]),
        tone,
        ...(more.length > 0 ? [{ ...tone, key: "land", from: "country" }] : []),
      ],
      experiences: [...(testProgram()["experiences"] as object[]), ...EXPERIENCES, ...more],
      exclusions: [
        {
          key: "lane",
          members: [
            { experience: "left", share: 0.5 },
            { experience: "right", share: 0.4 },
          ],
        },
      ],
      holdouts: [{ key: "control", share: 0.3, experiences: ["kept"] }],
    }),
  );
  const compiled = await compileProgram(document);
  const site = compiled.ok ? compiled.value.sites[0] : undefined;
  if (!compiled.ok || !site) throw new Error(JSON.stringify(compiled));
  return { program: liveProgram(compiled.value, site), document };
}

it("GrowthBook's SDK, given our features, gives every unit the variants we do", async () => {
  const { program, document } = await made();
  const { features } = growthBookFeatures(program, document, "en", NOW);
  expect(Object.keys(features)).toEqual(EXPERIENCES.map(({ key }) => key));
  const keys = Object.keys(features);
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.option(fc.uuid()), fc.constantFrom(...WORDS), (unit, tone) => {
      const attributes = { ...(unit === null ? {} : { id: unit }), ...(tone === "" ? {} : { tone }) };
      const client = new GrowthBook({ attributes }).initSync({ payload: { features: structuredClone(features) as never } });
      const situation = situationOf(program, tone === "" ? {} : { tone }, SERVICE, { unit, now: NOW });
      const ours = decideExperiences(program, keys, situation).map(
        (decision, at) => flagOf(program, keys[at] ?? "", decision).value ?? null,
      );
      const theirs = keys.map((key) => client.evalFeature(key).value as unknown);
      for (const [at, value] of ours.entries()) seen.add(`${keys[at]}=${JSON.stringify(value)}`);
      client.destroy();
      expect(theirs).toEqual(ours);
    }),
    { numRuns: 500 },
  );
  for (const outcome of ["part=0", "alone=null", "spaced=1", "right=null", "kept=null", "past=null", "first=2", "odd=null", "ramped=null"])
    expect(seen).toContain(outcome);
});

it("names what only the edge may decide, and publishes nothing of it", async () => {
  const aimed = (key: string, when: object, more: object = {}): object => ({
    key,
    slot: "quiet",
    purpose: "service",
    when,
    variants: variants(1),
    ...more,
  });
  const { program, document } = await made([
    aimed("abroad", { land: { $ne: "NO" } }),
    aimed("timed", { tone: { $not: { $before: "2026-01-01T00:00:00Z" } } }),
    aimed("after", {}, { requires: [{ experience: "odd", variants: ["v0"] }] }),
  ]);
  const { features, atTheEdge } = growthBookFeatures(program, document, "en", NOW);
  expect(atTheEdge.toSorted()).toEqual(["abroad", "after", "cheer", "partner-ad", "shoes-hero", "timed", "winter-hero"]);
  expect(JSON.stringify(features)).not.toMatch(/shoeViews|mood|NO|campaign/);
});
