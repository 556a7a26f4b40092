import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { OWN_METHODS } from "../../../src/core/consent/choose.ts";
import { Keyring } from "../../../src/core/consent/keyring.ts";
import { packPass, unpackPass, type Pass } from "../../../src/core/consent/pass.ts";
import { MOST_COOKIE, openPass, sealPass, type Binding } from "../../../src/core/consent/seal.ts";
import { isBelowFloor, floorOf, readFloor, writeFloor } from "../../../src/core/consent/floor.ts";
import { readChoice, writeChoice } from "../../../src/core/consent/choice-cookie.ts";
import { subjectId, receiptId } from "../../../src/core/kernel/ids.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const HERE: Binding = { controller: "acme", site: "pk_acme_main", audience: "browser" };
const bytes = (count: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(count));
let keyring: Keyring;
beforeAll(async () => {
  keyring = await Keyring.of(["a-secret-of-at-least-thirty-two-characters"]);
});

const seconds = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map((at) => at * 1000);
const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
const anyRecord = fc.record(
  { state: fc.constantFrom("granted", "denied", "withdrawn", "expired"), until: seconds, meaning: fc.stringMatching(/^[0-9a-f]{6}$/) },
  { requiredKeys: ["state", "until"] },
);
const anyPass: fc.Arbitrary<Pass> = fc.record({
  subject: fc.option(sixteen.map(subjectId)),
  state: fc.record({
    version: fc.nat(1000),
    decisions: fc.dictionary(key, anyRecord, {
      noNullPrototype: true,
    }),
    none: fc.option(seconds),
    rule: fc.constantFrom("EEA", "US-CA"),
    rulesVersion: fc.constant("2026-11-22"),
    age: fc.constantFrom("adult", "minor", null),
    parental: fc.boolean(),
    restricted: fc.boolean(),
  }),
  facets: fc.dictionary(key, fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.boolean()), { noNullPrototype: true }),
  omitted: fc.constant([]),
  deltas: fc.array(
    fc.record({
      id: fc.uuid(),
      event: key,
      at: fc.nat(),
      fields: fc.dictionary(key, fc.string({ maxLength: 9 }), { noNullPrototype: true }),
    }),
    { maxLength: 3 },
  ),
  pending: fc.array(
    fc.record({
      id: sixteen.map(receiptId),
      at: fc.nat(),
      purposes: fc.option(fc.array(key, { maxLength: 3 })),
      method: fc.constantFrom(...OWN_METHODS),
    }),
    { maxLength: 2 },
  ),
  sticky: fc.dictionary(key, key, { noNullPrototype: true, maxKeys: 3 }),
  lease: fc.option(
    fc.record({
      tag: fc.stringMatching(/^[A-Za-z0-9_-]{8}$/),
      left: fc.dictionary(key, fc.nat(9), { noNullPrototype: true, maxKeys: 3 }),
      rests: fc.dictionary(key, seconds, { noNullPrototype: true, maxKeys: 3 }),
    }),
  ),
  issued: seconds,
  soft: seconds,
  hard: seconds,
  keep: seconds,
});

describe("a pass", () => {
  it("comes back from its packed form as it was", () => {
    fc.assert(
      fc.property(anyPass, (pass) => {
        expect(unpackPass(packPass(pass))).toEqual(pass);
      }),
    );
  });

  it("opens where it was sealed for and nowhere else, and not when a single byte is changed, cut or added", async () => {
    await fc.assert(
      fc.asyncProperty(anyPass, fc.nat(), fc.constantFrom("A", "B", "-", "0"), async (pass, at, letter) => {
        const token = await sealPass(keyring, HERE, pass, NOW, bytes(12));
        expect((await openPass(keyring, HERE, token))?.state).toEqual(pass.state);
        for (const elsewhere of [
          { ...HERE, controller: "other" },
          { ...HERE, site: "pk_acme_second" },
          { ...HERE, audience: "server" as const },
        ])
          expect(await openPass(keyring, elsewhere, token)).toBeNull();
        const index = at % token.length;
        const changed = token.slice(0, index) + letter + token.slice(index + 1);
        if (changed !== token && index < token.length - 1) expect(await openPass(keyring, HERE, changed)).toBeNull();
        expect(await openPass(keyring, HERE, token.slice(0, index))).toBeNull();
        expect(await openPass(keyring, HERE, token + letter)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it("opens under either of two secrets alive, and under no other", async () => {
    const pass = fc.sample(anyPass, 1)[0];
    if (!pass) return;
    const token = await sealPass(keyring, HERE, pass, NOW, bytes(12));
    const rotated = await Keyring.of(["the-newer-secret-of-thirty-two-characters", "a-secret-of-at-least-thirty-two-characters"]);
    expect(await openPass(rotated, HERE, token)).not.toBeNull();
    expect(await openPass(await Keyring.of(["the-newer-secret-of-thirty-two-characters"]), HERE, token)).toBeNull();
  });

  it("fits a cookie whatever it holds: facets are left out, the last first, and named", async () => {
    const facets = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`attribute${index}`, `value number ${index} of some length`]),
    );
    const base = fc.sample(anyPass, 1)[0];
    if (!base) return;
    const deltas = Array.from({ length: 8 }, (_, index) => ({
      id: crypto.randomUUID(),
      event: "Product Viewed",
      at: index,
      fields: { product: "x".repeat(180) },
    }));
    const token = await sealPass(keyring, HERE, { ...base, facets, deltas }, NOW, bytes(12));
    expect(`__Host-earnest=${token}; Max-Age=34560000; Path=/; Secure; HttpOnly; SameSite=Lax`.length).toBeLessThanOrEqual(MOST_COOKIE);
    const opened = await openPass(keyring, HERE, token);
    expect([...Object.keys(opened?.facets ?? {}), ...(opened?.omitted ?? [])].length).toBeGreaterThan(0);
    const kept = Object.keys(opened?.facets ?? {});
    expect(kept).toEqual(Object.keys(facets).slice(0, kept.length));
  });

  it("is short when it holds what passes usually hold", async () => {
    const decisions = Object.fromEntries(
      ["memory", "contextual", "measurement", "personal", "ads", "marketing"].map((purpose) => [
        purpose,
        { state: "granted" as const, until: NOW },
      ]),
    );
    const pass: Pass = {
      subject: subjectId(bytes(16)),
      state: { version: 3, decisions, none: null, rule: "EEA", rulesVersion: "2026-11-22", age: null, parental: false, restricted: false },
      facets: { shoeViews: 3, jacketViews: 1, lastProduct: "trail-runner", favourite: "shoes", tier: "gold" },
      omitted: [],
      deltas: [],
      pending: [],
      lease: null,
      sticky: {},
      issued: NOW,
      soft: NOW + 60_000,
      hard: NOW + 300_000,
      keep: NOW,
    };
    expect(`__Host-earnest=${await sealPass(keyring, HERE, pass, NOW, bytes(12))}`.length).toBeLessThanOrEqual(700);
  });
});

describe("the floor", () => {
  it("stops every older pass of its subject and no other", async () => {
    await fc.assert(
      fc.asyncProperty(anyPass, fc.nat(1000), async (pass, least) => {
        const floor = await floorOf(pass.subject, least, NOW);
        expect(readFloor(writeFloor(floor))).toEqual(floor);
        const expected = pass.subject === null ? pass.issued < Math.floor(NOW / 1000) * 1000 : pass.state.version < least;
        expect(await isBelowFloor(pass, floor)).toBe(expected);
        if (pass.subject) expect(await isBelowFloor({ ...pass, subject: subjectId(bytes(16)) }, floor)).toBe(false);
      }),
    );
  });
});

describe("the readable choice", () => {
  it("reads as it was written, and nothing else reads at all", () => {
    fc.assert(
      fc.property(seconds, fc.uniqueArray(key), fc.uniqueArray(key), fc.constantFrom("", "7f"), (until, yes, no, mark) => {
        expect(readChoice(writeChoice({ until, yes, no, mark }))).toEqual({ until, yes, no, mark });
      }),
    );
    for (const text of ["", "1.2", "a.b.c", "1.A.b", "1.a.b.", "1.a.b.c", "1.a.b.abc"]) expect(readChoice(text)).toBeNull();
  });
});

describe("a stamp", () => {
  const label = fc.constantFrom("exposure", "other");

  it("is known again under its own label, text and secret alone, and while that secret lives", async () => {
    const [old, other] = ["another-secret-of-at-least-thirty-two-chars", "a-third-secret-of-at-least-thirty-two-chars"];
    const [before, after, stranger] = await Promise.all([Keyring.of([old]), Keyring.of([other, old]), Keyring.of([other])]);
    await fc.assert(
      fc.asyncProperty(label, fc.stringMatching(/^[ -~]{1,80}$/), fc.nat(79), async (name, text, place) => {
        const stamp = await before.stamp(name, text, NOW);
        expect(before.stamp(name, text, NOW)).toBe(stamp);
        expect(await after.isStamp(name, text, stamp)).toBe(true);
        expect(await stranger.isStamp(name, text, stamp)).toBe(false);
        expect(await before.isStamp(`${name}s`, text, stamp)).toBe(false);
        const at = place % text.length;
        // The character whose low byte is the same must not pass for it.
        const alike = String.fromCharCode(text.charCodeAt(at) + 0x100);
        expect(await before.isStamp(name, text.slice(0, at) + alike + text.slice(at + 1), stamp)).toBe(false);
        expect(await before.isStamp(name, text, "")).toBe(false);
      }),
    );
  });
});
