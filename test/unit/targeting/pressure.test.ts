import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Lease } from "../../../src/core/consent/pass.ts";
import { DAY, HOUR } from "../../../src/core/kernel/instant.ts";
import type { LiveProgram } from "../../../src/core/program/live.ts";
import { decideSlots } from "../../../src/core/targeting/decide.ts";
import { leaseTo, reserve, see, spend } from "../../../src/core/targeting/lease.ts";
import { joinPressure } from "../../../src/core/targeting/join-pressure.ts";
import { NO_PRESSURE, type Noticed, type Pressure } from "../../../src/core/targeting/pressure.ts";
import { dismiss, restingAt, use } from "../../../src/core/targeting/rests.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram, situationOf } from "../../support/situation.ts";

const MINUTE = 60_000;
const NOON = Date.parse("2026-11-25T12:00:00Z");
const content = { en: { headline: "x" }, de: { headline: "x" } };
const shown = (key: string, slot: string, priority = 9) => ({
  key,
  slot,
  priority,
  purpose: "personal",
  variants: [{ key: "only", content }],
});
const experiences = [
  ...(testProgram()["experiences"] as object[]),
  shown("hint", "quiet"),
  shown("second", "quiet", 1),
  shown("news", "aside"),
];
const caps = [
  { key: "all", most: 5, per: "day" },
  { key: "hint", most: 3, per: "day", experience: "hint" },
];
const rests = [
  { slot: "quiet", dismissed: "P7D" },
  { experience: "news", ignored: { after: 3, rest: "P1D" } },
];
const EMPTY: Lease = { tag: "", left: {}, rests: {} };

let program: LiveProgram;
beforeAll(async () => {
  program = await liveTestProgram({ experiences, caps, rests });
});

const capped = (keys: readonly string[]) => program.compiled.caps.filter(({ key }) => keys.includes(key));
const noticed = (id: string, experience: string, at = NOON): Noticed => ({ id, experience, at });
const leased = (pressure: Pressure, now = NOON) => leaseTo(program, pressure, { ...EMPTY, tag: "a" }, now, now + 5 * MINUTE);

type Step = readonly [kind: "renew" | "decide" | "report" | "again", device: 0 | 1];
const steps = fc.array(fc.tuple(fc.constantFrom("renew", "decide", "decide", "report", "again"), fc.constantFrom(0, 1)), {
  maxLength: 80,
});

/** Two devices of one person, whose decides follow one another; exposures are reported late, twice, or never. */
function live(all: readonly Step[]): number {
  let [pressure, count] = [NO_PRESSURE, 0];
  const devices = [0, 1].map((at) => ({
    lease: { ...EMPTY, tag: `device ${at}` },
    hard: 0,
    waiting: [] as Noticed[],
    told: [] as Noticed[],
  }));
  for (const [index, [kind, at]] of all.entries()) {
    const now = NOON + index * 20_000;
    const device = devices[at];
    if (!device) continue;
    if (kind === "renew" || device.hard <= now) {
      const next = leaseTo(program, pressure, device.lease, now, now + 5 * MINUTE);
      pressure = next.pressure;
      Object.assign(device, { lease: next.lease, hard: now + 5 * MINUTE });
    }
    if (kind === "decide" && ["all", "hint"].every((cap) => (device.lease.left[cap] ?? 0) > 0)) {
      count += 1;
      device.lease = spend(device.lease, capped(["all", "hint"]));
      device.waiting.push(noticed(`${index}`, "hint", now));
    }
    if (kind === "report") {
      for (const exposure of device.waiting) pressure = see(program, pressure, exposure, device.lease.tag);
      device.told.push(...device.waiting.splice(0));
    }
    if (kind === "again") for (const exposure of device.told) pressure = see(program, pressure, exposure, device.lease.tag);
  }
  return count;
}

describe("a cap", () => {
  it("is never passed by two devices whose decides follow one another, whatever is reported late, twice or never", () => {
    fc.assert(
      fc.property(steps, (all) => {
        expect(live(all)).toBeLessThanOrEqual(3);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is reached by one device that reports what was seen and renews", () => {
    const round: readonly Step[] = [
      ["decide", 0],
      ["report", 0],
      ["renew", 0],
    ];
    expect(live([["renew", 0], ...round, ...round, ...round, ...round])).toBe(3);
  });

  it("counts each exposure once, in its own day, and leaves half of what remains to other devices", () => {
    const once = see(program, NO_PRESSURE, noticed("1", "hint"), null);
    expect(see(program, once, noticed("1", "hint"), null)).toBe(once);
    expect(leased(once).lease.left).toEqual({ all: 2, hint: 1 });
    const before = reserve(NO_PRESSURE, capped(["all", "hint"]), NOON).pressure;
    expect(see(program, before, { ...noticed("1", "hint"), counted: true }, null).counts).toEqual(before.counts);
    const tomorrow = see(program, once, noticed("2", "hint", NOON + DAY), null);
    expect(see(program, tomorrow, noticed("3", "hint"), null).counts["hint"]).toEqual(["2026-11-26", 1]);
    const later = see(program, once, noticed("4", "hint", NOON + 3 * DAY), null);
    expect(see(program, later, noticed("5", "hint"), null)).toBe(later);
  });

  it("of a session ends half an hour after the last showing", async () => {
    const session = await liveTestProgram({ experiences, caps: [{ key: "visit", most: 1, per: "session" }] });
    const seen = see(session, NO_PRESSURE, noticed("1", "hint"), null);
    const left = (now: number) => leaseTo(session, seen, { ...EMPTY, tag: "a" }, now, now).lease.left;
    expect([left(NOON + 29 * MINUTE), left(NOON + 31 * MINUTE)]).toEqual([{}, { visit: 1 }]);
  });

  it("that is strict is counted before, all caps at once or none, beside what passes hold", () => {
    const both = capped(["all", "hint"]);
    const first = reserve(NO_PRESSURE, both, NOON);
    expect(first.full).toEqual([]);
    const held = leased(first.pressure).pressure;
    expect(reserve(held, both, NOON).full).toEqual([]);
    const after = reserve(reserve(held, both, NOON).pressure, both, NOON);
    expect(after.full.map(({ key }) => key)).toEqual(["hint"]);
    expect(reserve(after.pressure, capped(["all"]), NOON).pressure.counts["all"]).toEqual(["2026-11-25", 3]);
    expect(reserve(held, both, NOON + HOUR + 6 * MINUTE).full).toEqual([]);
  });
});

describe("records that are joined", () => {
  const showings = (offset: number) =>
    fc
      .array(fc.tuple(fc.constantFrom("hint", "news"), fc.nat(100)), { maxLength: 6 })
      .map((all) => all.map(([experience, minute], at) => noticed(`${offset}.${at}`, experience, NOON + minute * MINUTE)));
  const shownTo = (all: readonly Noticed[]) => all.reduce((known, item) => see(program, known, item, null), NO_PRESSURE);

  it("count what both were shown, once, however often they are joined and in whatever order", () => {
    fc.assert(
      fc.property(showings(1), showings(2), (mine, theirs) => {
        const [root, child] = [shownTo(mine), shownTo(theirs)];
        const joined = joinPressure(root, child, "merge");
        expect(joinPressure(joined, child, "merge")).toBe(joined);
        const both = shownTo([...mine, ...theirs]);
        expect(joined.counts).toEqual(both.counts);
        expect(joinPressure(child, root, "merge").counts).toEqual(both.counts);
        expect(new Set(joined.seen.map(([id]) => id))).toEqual(new Set(both.seen.map(([id]) => id)));
        for (const item of theirs) expect(see(program, joined, item, null)).toBe(joined);
      }),
    );
  });

  it("of one visit have one session, of two visits the later, and rest what rested for either", async () => {
    const session = await liveTestProgram({ experiences, caps: [{ key: "visit", most: 5, per: "session" }] });
    const at = (id: string, minute: number) => see(session, NO_PRESSURE, noticed(id, "hint", NOON + minute * MINUTE), null);
    const left = (pressure: Pressure, minute: number) =>
      leaseTo(session, pressure, { ...EMPTY, tag: "a" }, NOON + minute * MINUTE, NOON + 99 * MINUTE).lease.left;
    expect(left(joinPressure(at("1", 0), at("2", 20), "m"), 30)).toEqual({ visit: 2 });
    expect(left(joinPressure(at("1", 0), at("2", 40), "m"), 50)).toEqual({ visit: 2 });
    expect(left(joinPressure(at("2", 40), at("1", 0), "m"), 50)).toEqual({ visit: 2 });
    const away = dismiss(program, NO_PRESSURE, noticed("1", "hint"));
    expect(restingAt(joinPressure(NO_PRESSURE, away, "m"), NOON)).toEqual({ "slot:quiet": NOON + 7 * DAY });
  });
});

describe("what rests", () => {
  it("is what a person put away, for as long as it says, and what they were shown often and left alone", () => {
    const away = dismiss(program, NO_PRESSURE, noticed("1", "hint"));
    expect(restingAt(away, NOON)).toEqual({ "slot:quiet": NOON + 7 * DAY });
    expect(dismiss(program, away, noticed("1", "hint", NOON + DAY))).toBe(away);
    expect(restingAt(away, NOON + 7 * DAY)).toEqual({});
    const twice = ["1", "2"].reduce((known, id) => see(program, known, noticed(id, "news"), null), NO_PRESSURE);
    const third = (known: Pressure) => restingAt(see(program, known, noticed("3", "news"), null), NOON);
    expect(third(twice)).toEqual({ "experience:news": NOON + DAY });
    expect(third(use(program, twice, noticed("2", "news")))).toEqual({});
  });
});

describe("a decision", () => {
  const decided = (slots: readonly string[], allowance: Parameters<typeof situationOf>[3]) =>
    decideSlots(program, slots, situationOf(program, {}, 31, { now: NOON, ...allowance })).map(
      ({ experience, reason }) => experience ?? reason,
    );

  it("shows the next experience where the first one is capped, nothing where a slot rests, and one cap is of all slots together", () => {
    expect(decided(["quiet"], { allowance: { left: [5, 1], rests: {} } })).toEqual(["hint"]);
    expect(decided(["quiet"], { allowance: { left: [5, 0], rests: {} } })).toEqual(["second"]);
    expect(decided(["quiet"], { allowance: { left: [5, 1], rests: { "slot:quiet": NOON + 1 } } })).toEqual(["capped"]);
    expect(decided(["quiet", "aside"], { allowance: { left: [1, 1], rests: {} } })).toEqual(["hint", "capped"]);
    expect(decided(["aside", "quiet"], { allowance: { left: [1, 1], rests: {} } })).toEqual(["news", "capped"]);
  });

  it("hides what is capped where nothing may be remembered of the person", () => {
    expect(decided(["quiet"], { allowance: null })).toEqual(["no-consent"]);
    expect(decided(["quiet"], {})).toEqual(["no-consent"]);
  });
});
