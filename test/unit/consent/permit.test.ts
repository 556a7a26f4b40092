import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modesFor, strictestModes } from "../../../src/core/consent/modes.ts";
import { permitFor, type Carried } from "../../../src/core/consent/permit.ts";
import { RULES } from "../../../src/core/consent/rules-table.ts";
import { GPC_ALONE, NO_SIGNAL, type Signals } from "../../../src/core/consent/signals/signals.ts";
import { NOTHING_SAID, reconcile, saidOf, type ConsentState, type PurposeRecord } from "../../../src/core/consent/state.ts";
import type { CompiledSite } from "../../../src/core/program/compiled-site.ts";
import type { CompiledPurpose } from "../../../src/core/program/compiled.ts";
import { BASES, MODES, PURPOSE_CLASSES, stricter, type Mode } from "../../../src/core/program/purpose.ts";

const NOW = 1_000_000;
const signals = (gpc: boolean): Signals => (gpc ? GPC_ALONE : NO_SIGNAL);
const anyMode = fc.constantFrom(...MODES);
const anyPurpose: fc.Arbitrary<CompiledPurpose> = fc.record({
  key: fc.constantFrom("a", "b", "c", "d", "e"),
  class: fc.constantFrom(...PURPOSE_CLASSES),
  basis: fc.constantFrom(...BASES),
  meets: fc.constant([]),
  meaning: fc.constantFrom("now", "then"),
});
const anyRecord: fc.Arbitrary<PurposeRecord> = fc.record({
  state: fc.constantFrom("granted", "denied", "withdrawn", "expired"),
  until: fc.constantFrom(NOW - 1, NOW, NOW + 1),
  meaning: fc.constantFrom("now", "then"),
});
const anyState: fc.Arbitrary<ConsentState> = fc.record({
  version: fc.nat(5),
  decisions: fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e"), anyRecord),
  none: fc.option(fc.constantFrom(NOW - 1, NOW + 1)),
  rule: fc.constantFrom("EEA", "US-CA", "DEFAULT"),
  rulesVersion: fc.constant("x"),
  age: fc.constantFrom("adult", "minor", null),
  parental: fc.boolean(),
  restricted: fc.boolean(),
});
const anyCarried: fc.Arbitrary<Carried | null> = fc.option(
  fc.record({ state: anyState, live: fc.boolean(), known: fc.boolean(), erased: fc.boolean() }),
);
const situation = fc.record({
  purposes: fc.uniqueArray(anyPurpose, { selector: (item) => item.key, minLength: 1, maxLength: 5 }),
  modes: fc.array(anyMode, { minLength: 5, maxLength: 5 }),
  carried: anyCarried,
  gpc: fc.boolean(),
});

describe("a permit", () => {
  it("is never widened by a signal, a missing or dead pass, erasure, minority or restriction", () => {
    fc.assert(
      fc.property(situation, ({ purposes, modes, carried, gpc }) => {
        const base = permitFor(purposes, modes, carried, signals(gpc), NOW).mask;
        const narrower = (other: Carried | null, signal = gpc): boolean =>
          (permitFor(purposes, modes, other, signals(signal), NOW).mask & ~base) === 0;
        expect(narrower(carried, true)).toBe(true);
        if (!carried) return;
        for (const worse of [{ live: false }, { known: false }, { erased: true }]) expect(narrower({ ...carried, ...worse })).toBe(true);
        for (const worse of [{ age: "minor" as const }, { restricted: true }])
          expect(narrower({ ...carried, state: { ...carried.state, ...worse } })).toBe(true);
      }),
    );
  });

  it("is never widened by a stricter mode", () => {
    fc.assert(
      fc.property(situation, fc.array(anyMode, { minLength: 5, maxLength: 5 }), ({ purposes, modes, carried, gpc }, others) => {
        const base = permitFor(purposes, modes, carried, signals(gpc), NOW).mask;
        const strict = permitFor(purposes, strictestModes(modes, others), carried, signals(gpc), NOW).mask;
        expect(strict & ~base).toBe(0);
      }),
    );
  });

  it("allows no consent-based purpose under opt-in without a live, unexpired yes", () => {
    fc.assert(
      fc.property(situation, ({ purposes, carried, gpc }) => {
        const modes = purposes.map((): Mode => "opt-in");
        const permit = permitFor(purposes, modes, carried, signals(gpc), NOW);
        for (const [index, purpose] of purposes.entries()) {
          if (purpose.basis !== "consent" || purpose.class === "necessary" || (permit.mask & (1 << index)) === 0) continue;
          const record = carried ? saidOf(carried.state, purpose.key) : null;
          expect(record).toMatchObject({ state: "granted", until: NOW + 1 });
          expect(carried?.live).toBe(true);
        }
      }),
    );
  });

  it("never allows what the person refused, where the choice was theirs", () => {
    fc.assert(
      fc.property(situation, ({ purposes, modes, carried, gpc }) => {
        const permit = permitFor(purposes, modes, carried, signals(gpc), NOW);
        for (const [index, purpose] of purposes.entries()) {
          const record = carried ? saidOf(carried.state, purpose.key) : null;
          const theirs = purpose.class !== "necessary" && (purpose.basis === "consent" || purpose.basis === "legitimate-interest");
          if (theirs && (record?.state === "denied" || record?.state === "withdrawn")) expect(permit.mask & (1 << index)).toBe(0);
        }
      }),
    );
  });

  it.each([
    ["necessary", "contract", {}, "necessary"],
    ["functional", "legitimate-interest", {}, "lawful-basis"],
    ["functional", "legitimate-interest", { decisions: { a: { state: "denied", until: NOW + 1 } } }, "objected"],
    ["personalization", "consent", { decisions: { a: { state: "granted", until: NOW + 1 } } }, "granted"],
    ["personalization", "consent", { decisions: { a: { state: "granted", until: NOW } } }, "expired"],
    ["personalization", "consent", { decisions: { a: { state: "denied", until: NOW } } }, "denied"],
    ["personalization", "consent", { none: NOW - 1 }, "withdrawn"],
    ["personalization", "consent", {}, "unknown"],
    ["personalization", "consent", { age: "minor", decisions: { a: { state: "granted", until: NOW + 1 } } }, "minor"],
    ["personalization", "consent", { restricted: true, decisions: { a: { state: "granted", until: NOW + 1 } } }, "restricted"],
    ["contextual", "consent", {}, "lawful-basis"],
  ] as const)("says of a %s purpose by %s with %j: why it is so", (kind, basis, said, reason) => {
    const mode: Mode = kind === "contextual" ? "allow" : "opt-in";
    const carried = { state: { ...NOTHING_SAID, ...said } as ConsentState, live: true, known: true, erased: false };
    expect(permitFor([{ key: "a", class: kind, basis, meets: [], meaning: "now" }], [mode], carried, NO_SIGNAL, NOW).why).toEqual([reason]);
  });

  it("says `erased`, `no-pass`, `gpc` and `opt-out-default` where they hold", () => {
    const ads: CompiledPurpose = { key: "a", class: "advertising", basis: "consent", meets: [], meaning: "now" };
    const carried: Carried = { state: NOTHING_SAID, live: true, known: true, erased: false };
    const why = (mode: Mode, who: Carried | null, gpc = false): unknown => permitFor([ads], [mode], who, signals(gpc), NOW).why[0];
    expect([
      why("opt-out", carried),
      why("opt-out", carried, true),
      why("opt-in", null),
      why("opt-out", null),
      why("allow", { ...carried, erased: true }),
    ]).toEqual(["opt-out-default", "gpc", "no-pass", "no-pass", "erased"]);
  });
});

describe("modes", () => {
  it("of a controller are never looser than the law's, in any row", () => {
    fc.assert(
      fc.property(fc.constantFrom(...RULES), fc.constantFrom(...PURPOSE_CLASSES), anyMode, (rule, kind, own) => {
        const purpose: CompiledPurpose = { key: "a", class: kind, basis: "consent", meets: [], meaning: "now" };
        const site = { strict: { [kind]: own } } as unknown as CompiledSite;
        const [law] = modesFor([purpose], { strict: {} } as unknown as CompiledSite, rule);
        const [held] = modesFor([purpose], site, rule);
        expect(law && held && stricter(law, held)).toBe(held);
      }),
    );
  });
});

describe("two copies of one subject's state", () => {
  it("come together at the higher version, and at a tie at the stricter; a copy ahead never adds a grant", () => {
    fc.assert(
      fc.property(anyState, anyState, (carried, register) => {
        const merged = reconcile(carried, register);
        expect(merged.version).toBe(Math.max(carried.version, register.version));
        for (const purpose of ["a", "b", "c", "d", "e"]) {
          const result = saidOf(merged, purpose)?.state;
          if (register.version > carried.version) expect(result).toBe(saidOf(register, purpose)?.state);
          else if (result === "granted")
            expect([saidOf(register, purpose)?.state, saidOf(carried, purpose)?.state]).toEqual(["granted", "granted"]);
        }
      }),
    );
  });
});
