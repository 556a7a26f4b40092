import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Lease } from "../../../src/core/consent/pass.ts";
import type { Reason } from "../../../src/core/consent/permit.ts";
import { askedIn, chooseAsk, refusedIn, type Asking, type Question } from "../../../src/core/exchange/ask.ts";
import { DAY, HOUR } from "../../../src/core/kernel/instant.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import type { LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { decideSlots } from "../../../src/core/targeting/decide.ts";
import { leaseTo } from "../../../src/core/targeting/lease.ts";
import { NO_PRESSURE } from "../../../src/core/targeting/pressure.ts";
import { askingProgram } from "../../support/asks.ts";
import { liveTestProgram, permitOf, situationOf } from "../../support/situation.ts";

const NOON = Date.parse("2026-11-25T12:00:00Z");
const ALL = 0b11111;
const SLOTS = ["hero", "aside", "partner", "quiet"];
const NONE: Lease = { tag: "a", left: {}, rests: {} };

let program: LiveProgram;
beforeAll(async () => {
  program = await liveTestProgram(askingProgram());
});

const liveKeys = new Set((askingProgram()["attributes"] as { key: string }[]).map(({ key }) => key));
const bit = (purpose: string) => 1 << (program.purposeIndex.get(purpose) ?? 31);

interface Person {
  readonly values?: Readonly<Record<string, unknown>>;
  readonly mask?: number;
  /** Why advertising is not allowed. */
  readonly why?: Reason;
  readonly lease?: Lease | null;
  readonly omitted?: readonly string[];
  readonly now?: number;
}

function ask({ values = {}, mask = ALL, why = "granted", lease = NONE, omitted = [], now = NOON }: Person, slots = SLOTS): Question | null {
  const asking: Asking = {
    gate: situationOf(program, values, mask).gate,
    permit: { ...permitOf(mask), why: program.compiled.purposes.map(({ key }) => (key === "ads" ? why : "granted")) },
    rests: lease?.rests ?? null,
    ...{ omitted, now, locale: "de", unit: "sub_00" },
  };
  return chooseAsk(program, slots, asking);
}

describe("a question", () => {
  it("is put in the words of the locale, with what it brings, and one at most", () => {
    expect(ask({ values: { shoeViews: 3 } })).toEqual({
      ...{ key: "size", slot: "aside", kind: "better-product", variant: null, type: "number" },
      ...{ incentive: null, question: "size? (de)", why: "Um size zu wissen", benefit: "Etwas für size" },
      ...{ field: "number", choices: [], consent: null, locale: "de", dir: "ltr" },
    });
  });

  it("has beside it what its moment shows for trust, in the words of the locale", async () => {
    const said = { en: "Somebody answers", de: "Jemand antwortet" };
    const trust = [
      { kind: "fact", texts: said },
      { kind: "contact", texts: said, link: "tel:+493023125012" },
    ];
    const plain = program;
    program = await liveTestProgram(askingProgram({ moments: [{ key: "choosing", when: { shoeViews: { $gte: 2 } }, trust }] }));
    expect(ask({ values: { shoeSize: 43, shoeViews: 2 } })?.trust).toEqual([
      { kind: "fact", text: "Jemand antwortet" },
      { kind: "contact", text: "Jemand antwortet", link: "tel:+493023125012" },
    ]);
    expect(JSON.stringify(ask({}))).not.toContain("trust");
    program = plain;
  });

  it("waits for its moment, and for what it asks to be unknown", () => {
    const values = { shoeSize: 43 };
    expect(ask({ values })).toBeNull();
    expect(ask({ values: { ...values, shoeViews: 2 } })?.key).toBe("town");
    expect(ask({ values: { ...values, shoeViews: 2, town: "Ulm" } })).toBeNull();
    expect(ask({}, ["hero"])).toBeNull();
  });

  it("is not put where its purpose is not allowed, what it asks may be known elsewhere, or nothing can be remembered", () => {
    expect(ask({ mask: ALL & ~bit("personal") })).toBeNull();
    expect(ask({ omitted: ["shoeSize"] })).toBeNull();
    expect(ask({ omitted: ["*"] })).toBeNull();
    expect(ask({ lease: null })).toBeNull();
  });

  it("for a yes is put to who said neither yes nor no, and never against a signal or a no", () => {
    const person = { values: { campaign: "winter" }, mask: bit("contextual") | bit("memory") };
    expect(ask({ ...person, why: "unknown" })).toMatchObject({ key: "offers", type: "consent" });
    expect(ask({ ...person, why: "expired" })?.key).toBe("offers");
    for (const why of ["denied", "withdrawn", "gpc", "minor", "objected", "restricted"] as const)
      expect(ask({ ...person, why }), why).toBeNull();
    expect(ask({ ...person, why: "unknown", values: {} })).toBeNull();
  });
});

describe("an experience for a moment", () => {
  const experiences = [
    ...(askingProgram()["experiences"] as object[]),
    {
      ...{ key: "guide", slot: "aside", purpose: "personal", priority: 99, moment: "choosing", when: { shoeSize: 43 } },
      variants: [{ key: "only", content: { en: {}, de: {} } }],
    },
  ];
  const shownTo = (live: LiveProgram, values: object) => decideSlots(live, ["aside"], situationOf(live, { ...values }, ALL))[0]?.experience;

  it("is shown while its own condition and that of the moment hold, and says that it rests on both", async () => {
    const live = await liveTestProgram(askingProgram({ experiences }));
    expect(shownTo(live, { shoeSize: 43 })).not.toBe("guide");
    expect(shownTo(live, { shoeViews: 2 })).not.toBe("guide");
    const [shown] = decideSlots(live, ["aside"], situationOf(live, { shoeSize: 43, shoeViews: 2 }, ALL));
    expect(shown?.experience).toBe("guide");
    expect(shown?.because.map(({ attribute }) => attribute).toSorted()).toEqual(["shoeSize", "shoeViews"]);
  });

  it("is shown from an event on, where that enters the moment", async () => {
    const moments = [
      { key: "choosing", when: { $event: { key: "Product Viewed", where: { category: "bags" }, within: "P7D", least: 1 } } },
    ];
    const live = await liveTestProgram(askingProgram({ experiences, moments }));
    const counted = live.attributes.filter(({ key }) => !liveKeys.has(key)).map(({ key }) => key);
    expect(counted).toHaveLength(1);
    expect(shownTo(live, { shoeSize: 43 })).not.toBe("guide");
    expect(shownTo(live, { shoeSize: 43, [counted[0] ?? ""]: 1 })).toBe("guide");
  });

  it("is refused for a moment that is not there, or that reads what its purpose may not see", () => {
    const found = (change: object) =>
      lintProgram(
        programSchema().parse(askingProgram({ experiences: [...experiences.slice(0, -1), { ...experiences.at(-1), ...change }] })),
      );
    const at = `experiences.${experiences.length - 1}.moment`;
    expect(found({ moment: "nope" })).toContainEqual(expect.objectContaining({ code: "E109", path: at }));
    expect(found({ purpose: "contextual", when: {} })).toContainEqual(
      expect.objectContaining({ code: "E103", path: `${at}.when.shoeViews` }),
    );
  });
});

describe("questions over time", () => {
  const visit = fc.record({
    later: fc.integer({ min: 1, max: 20 * 24 }),
    answer: fc.constantFrom("unseen", "nothing", "no", "renew"),
    views: fc.integer({ min: 0, max: 3 }),
    slots: fc.subarray(SLOTS),
  });

  it("never come twice in a day, the same within its days, or any within the silence after a no", () => {
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 60 }), (visits) => {
        let [lease, pressure, now, silent] = [NONE, NO_PRESSURE, NOON, 0];
        const last = new Map<string, number>();
        for (const { later, answer, views, slots } of visits) {
          now += later * HOUR;
          const put = ask({ values: { shoeViews: views, campaign: "winter" }, why: "unknown", lease, now }, slots);
          if (answer === "renew") ({ pressure, lease } = leaseTo(program, pressure, lease, now, now + HOUR));
          if (!put || answer === "unseen") continue;
          const compiled = program.asks.find(({ key }) => key === put.key);
          if (!compiled) throw new Error("a question the program does not have");
          expect(now).toBeGreaterThanOrEqual(silent);
          expect(now - Math.max(0, ...last.values())).toBeGreaterThanOrEqual(DAY);
          expect(now - (last.get(put.key) ?? 0)).toBeGreaterThanOrEqual(compiled.every * DAY);
          last.set(put.key, now);
          lease = askedIn(lease, compiled, now);
          if (answer !== "no") continue;
          lease = refusedIn(lease, compiled, now);
          silent = now + compiled.silence * DAY;
        }
      }),
    );
  });

  it("are remembered over devices: what one pass knows, the next has after a renewal", () => {
    const size = program.asks.find(({ key }) => key === "size");
    if (!size) throw new Error("no such question");
    const { pressure } = leaseTo(program, NO_PRESSURE, askedIn(NONE, size, NOON), NOON, NOON + HOUR);
    const other = leaseTo(program, pressure, { ...NONE, tag: "b" }, NOON, NOON + HOUR).lease;
    expect(ask({ lease: other, now: NOON + 2 * DAY })).toBeNull();
    expect(ask({ lease: other, now: NOON + 60 * DAY })?.key).toBe("size");
  });
});

describe("the linter refuses an ask", () => {
  const asks = askingProgram()["asks"] as Record<string, unknown>[];
  const withAsk = (change: Record<string, unknown>, at = 0) => ({
    asks: asks.map((item, index) => (index === at ? { ...item, ...change } : item)),
  });
  const choice = (value: number | string) => ({ value, texts: { en: `${value}`, de: `${value}` } });
  const without = { question: "q", why: "w", benefit: " " };
  const attributes = (changes: object) =>
    (askingProgram()["attributes"] as { key: string }[]).map((item) => (item.key === "shoeSize" ? { ...item, ...changes } : item));
  const unread = (askingProgram()["experiences"] as { key: string }[]).filter(({ key }) => key !== "sized");

  const cases: Readonly<Record<string, readonly [changes: Record<string, unknown>, code: string, path: string]>> = {
    "without a benefit": [withAsk({ texts: { en: without, de: without } }), "E132", "asks.0.texts.en.benefit"],
    "without a text in one language": [withAsk({ texts: { en: { ...without, benefit: "b" } } }), "E106", "asks.0.texts.de"],
    "for nothing": [withAsk({ attribute: undefined }), "E133", "asks.0"],
    "for two things": [withAsk({ consent: "ads" }), "E133", "asks.0"],
    "for an attribute nothing uses, not even where it asks whether it is known": [
      { ...withAsk({ when: { shoeSize: { $exists: false } } }), experiences: unread },
      "E102",
      "attributes.4",
    ],
    "for an attribute that serves nothing": [{ attributes: attributes({ purposes: [] }) }, "E101", "attributes.4.purposes"],
    "for what nobody can tell": [{ attributes: attributes({ source: "observed" }) }, "E133", "asks.0.attribute"],
    "for a purpose the attribute does not serve": [withAsk({ purpose: "ads" }), "E133", "asks.0.purpose"],
    "for a yes to what is no matter of consent": [withAsk({ consent: "service" }, 2), "E133", "asks.2.consent"],
    "of an unknown attribute": [withAsk({ attribute: "nope" }), "E109", "asks.0.attribute"],
    "in an unknown slot": [withAsk({ slot: "nope" }), "E109", "asks.0.slot"],
    "at an unknown moment": [withAsk({ moment: "nope" }), "E109", "asks.0.moment"],
    "that reads what its purpose may not see": [withAsk({ when: { shoeViews: 1 } }, 2), "E103", "asks.2.when.shoeViews"],
    "at a moment that reads it": [withAsk({ moment: "choosing" }, 2), "E103", "asks.2.moment.when.shoeViews"],
    "with a field that holds no such value": [withAsk({ field: "date" }), "E150", "asks.0.field"],
    "with a field for a yes": [withAsk({ field: "yes-no" }, 2), "E150", "asks.2"],
    "to choose from nothing": [withAsk({ field: "choice" }), "E151", "asks.0.choices"],
    "with choices beside a field": [withAsk({ field: "number", choices: [choice(41)] }), "E151", "asks.0.choices"],
    "with a choice of another type": [withAsk({ choices: [choice("41")] }), "E151", "asks.0.choices.0.value"],
    "with a choice without words": [withAsk({ choices: [{ value: 41, texts: { en: "41" } }] }), "E106", "asks.0.choices.0.texts.de"],
    "with negative answers to a yes": [withAsk({ negative: { values: [false] } }, 2), "E153", "asks.2.negative"],
    "with no negative answer at all": [withAsk({ negative: {} }), "E153", "asks.0.negative"],
    "with a negative answer nobody can give": [withAsk({ negative: { values: ["41"] } }), "E153", "asks.0.negative.values.0"],
    "with an order where there is none": [withAsk({ negative: { atMost: 2 } }, 1), "E153", "asks.1.negative.atMost"],
    twice: [{ asks: [...asks, asks[0]] }, "E104", "asks.3"],
  };
  it.each(Object.entries(cases))("%s", (_, [changes, code, path]) => {
    expect(lintProgram(programSchema().parse(askingProgram(changes)))).toContainEqual(expect.objectContaining({ code, path }));
  });

  it("and finds in a sound one only that a discount does not say how it comes", () => {
    const found = lintProgram(programSchema().parse(askingProgram()));
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual(["W234 asks.2"]);
  });
});
