import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endChain } from "../../../src/core/consent/ended-chain.ts";
import { GENESIS, verifyChain } from "../../../src/core/consent/ledger.ts";
import { NOTHING_SAID } from "../../../src/core/consent/state.ts";
import { subjectId } from "../../../src/core/kernel/ids.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import type { AttributeValue } from "../../../src/core/profile/values.ts";
import { erasurePlan, SWEEPS } from "../../../src/core/rights/erasure-plan.ts";
import { keptByLaw } from "../../../src/core/rights/kept-by-law.ts";
import { ERASES, PLACED } from "../../../src/storage/placed.ts";
import { testProgram } from "../../support/program.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-11-22T12:00:00Z");
const subject = subjectId(new Uint8Array(16).fill(7));

describe("the plan of an erasure", () => {
  const family = fc.uniqueArray(fc.uint8Array({ minLength: 16, maxLength: 16 }), { minLength: 1, maxLength: 6, selector: String });
  const databases = fc.uniqueArray(fc.constantFrom("DB", "DB_01", "DB_02", "DB_03"), { minLength: 1 });

  it("ends every chain before anything goes, goes through every store, and comes to the trail last", () => {
    fc.assert(
      fc.property(family, databases, fc.nat({ max: SWEEPS - 1 }), (bytes, names, sweep) => {
        const erased = bytes.map((own, at) => ({ subject: subjectId(own), name: `n${at}` }));
        const plan = erasurePlan(erased, names, sweep);
        const kinds = plan.map(({ kind }) => kind);
        expect(kinds.lastIndexOf("end")).toBe(erased.length - 1);
        expect(kinds.indexOf("trail")).toBe(plan.length - names.length);
        for (const kind of ["end", "caches", "rows"] as const)
          expect(plan.flatMap((step) => (step.kind === kind ? [step.of] : []))).toEqual(erased);
        for (const kind of ["directory", "trail"] as const)
          expect(plan.flatMap((step) => (step.kind === kind ? [step.database] : []))).toEqual(names);
        expect(kinds.filter((kind) => kind === "told")).toHaveLength(sweep === 0 ? 1 : 0);
      }),
    );
  });

  it("knows of every table what becomes of it", () => {
    expect(Object.keys(ERASES).toSorted()).toEqual(Object.keys(PLACED).toSorted());
  });
});

describe("the end of a chain", () => {
  it("verifies as any other entry does, after entries whose payloads are gone and after none", async () => {
    const first = await endChain(subject, { version: 0, head: GENESIS, state: NOTHING_SAID }, NOW);
    expect(await verifyChain([first.entry], { head: first.entry.hash, state: first.state })).toEqual([]);
    const later = await endChain(subject, { version: 4, head: first.entry.hash, state: NOTHING_SAID }, NOW);
    expect(await verifyChain([{ ...first.entry }, later.entry], { head: later.entry.hash, state: later.state })).toEqual([]);
    expect(await verifyChain([later.entry], null)).toMatchObject([{ fault: "chain-broken" }]);
  });
});

describe("what law makes a controller keep", () => {
  const told = (purposes: readonly string[], at = NOW): AttributeValue => ({
    value: "x",
    source: "volunteered",
    at,
    origin: "ask",
    purposes,
  });

  it("is what was kept for a contract or a duty, for that alone and no longer than that keeps it", async () => {
    const texts = { en: { name: "x" }, de: { name: "x" } };
    const account = { key: "account", type: "string", source: "volunteered", purposes: ["service", "personal"], texts };
    const reports = [{ key: "accounts", purpose: "service", attributes: ["account"] }];
    const attributes = [...(testProgram()["attributes"] as object[]), account];
    const compiled = await compileProgram(programSchema().parse(testProgram({ attributes, reports })));
    const [site] = compiled.ok ? compiled.value.sites : [];
    if (!compiled.ok || !site) throw new Error(JSON.stringify(compiled));
    const program = liveProgram(compiled.value, site);
    const kept = keptByLaw(
      program,
      { account: told(["personal", "service"]), lastProduct: told(["personal", "ads"]), gone: told(["service"]) },
      NOW,
    );
    expect(kept).toEqual({ account: { ...told(["service"]), expires: NOW + 30 * DAY } });
    expect(keptByLaw(program, { account: told(["personal"]) }, NOW)).toEqual({});
    expect(keptByLaw(program, { account: told(["service"], NOW - 31 * DAY) }, NOW)).toEqual({});
  });
});
