import { describe, expect, it } from "vitest";
import { compileProgram, hashProgram } from "../../../src/core/program/compile.ts";
import { refuses } from "../../../src/core/program/findings.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema, type Program } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const parse = (changes: Record<string, unknown> = {}): Program => programSchema().parse(testProgram(changes));
const section = (name: string): Record<string, unknown>[] => structuredClone(testProgram()[name]) as Record<string, unknown>[];
const changed = (name: string, index: number, change: Record<string, unknown>): Record<string, unknown> => ({
  [name]: section(name).map((item, at) => (at === index ? { ...item, ...change } : item)),
});
const added = (name: string, item: Record<string, unknown>): Record<string, unknown> => ({ [name]: [...section(name), item] });
const text = { en: { name: "x" }, de: { name: "x" } };
const goal = (changes: object) => ({ key: "g", event: "Product Viewed", purpose: "personal", window: "P1D", ...changes });
const audience = (purpose: string, when: object): Record<string, unknown> => ({ audiences: [{ key: "vip", purpose, when }] });
const slots = (slot: Record<string, unknown>): Record<string, unknown> => ({
  sites: section("sites").map((site) => ({ ...site, slots: [...(site["slots"] as object[]), slot] })),
});

describe("the linter", () => {
  it("finds nothing in a sound program", () => {
    expect(lintProgram(parse())).toEqual([]);
  });

  const cases: Readonly<Record<string, readonly [changes: Record<string, unknown>, code: string, path: string]>> = {
    "an attribute without purpose": [changed("attributes", 3, { purposes: [] }), "E101", "attributes.3.purposes"],
    "an attribute nothing uses": [
      added("attributes", { key: "shoeSize", type: "number", source: "volunteered", purposes: ["personal"], texts: text }),
      "E102",
      "attributes.4",
    ],
    "an experience reading an attribute of another purpose": [
      changed("experiences", 0, { purpose: "ads" }),
      "E103",
      "experiences.0.when.shoeViews",
    ],
    "a key twice": [added("purposes", section("purposes")[3] ?? {}), "E104", "purposes.5"],
    "a payment card": [changed("attributes", 3, { sensitivity: "payment-card" }), "E105", "attributes.3.sensitivity"],
    "a bank account": [changed("attributes", 3, { sensitivity: "bank-account" }), "E105", "attributes.3.sensitivity"],
    "a government id": [changed("attributes", 3, { sensitivity: "government-id" }), "E105", "attributes.3.sensitivity"],
    "sensitive data that is inferred": [
      changed("attributes", 0, { sensitivity: "sensitive", source: "inferred" }),
      "E122",
      "attributes.0.source",
    ],
    "a missing text": [changed("attributes", 1, { texts: { en: { name: "x" } } }), "E106", "attributes.1.texts.de"],
    "a missing content": [
      changed("experiences", 1, { variants: [{ key: "only", content: { en: { headline: "x" } } }] }),
      "E106",
      "experiences.1.variants.0.content.de",
    ],
    "a slot that does not say how its default is handled": [
      slots({ key: "extra", fields: ["headline"] }),
      "E107",
      "sites.0.slots.4.default",
    ],
    "a purpose bundling classes": [
      changed("purposes", 3, { dpv: ["ServicePersonalisation", "TargetedAdvertising"] }),
      "E108",
      "purposes.3.dpv",
    ],
    "a webhook to a private address": [
      { webhooks: [{ key: "crm", url: "https://10.0.0.1/in", events: ["consent.changed"], controller: "acme" }] },
      "E120",
      "webhooks.0.url",
    ],
    "a webhook of nobody's people": [
      { webhooks: [{ key: "crm", url: "https://crm.example/in", events: ["consent.changed"], controller: "nope" }] },
      "E109",
      "webhooks.0.controller",
    ],
    "a webhook of everybody's people": [
      {
        controllers: [...section("controllers"), { key: "other", name: "Other", contact: "x", privacyUrl: "/p" }],
        webhooks: [{ key: "crm", url: "https://crm.example/in", events: ["consent.changed"] }],
      },
      "E121",
      "webhooks.0.controller",
    ],
    "a webhook twice": [
      { webhooks: [1, 2].map((at) => ({ key: "crm", url: `https://crm.example/${at}`, events: ["consent.changed"], controller: "acme" })) },
      "E104",
      "webhooks.1",
    ],
    "an unknown purpose": [changed("experiences", 0, { purpose: "nope" }), "E109", "experiences.0.purpose"],
    "an unknown attribute in a condition": [
      changed("experiences", 0, { when: { $or: [{ shoeViews: 3 }, { nope: 1 }] } }),
      "E109",
      "experiences.0.when.nope",
    ],
    "content for a field the slot has not": [
      changed("experiences", 1, { variants: [{ key: "only", content: { en: { video: "x" }, de: { video: "x" } } }] }),
      "E110",
      "experiences.1.variants.0.content.en.video",
    ],
    "a broken condition": [
      changed("experiences", 0, { when: { shoeViews: { $gte: 3, $near: 1 } } }),
      "E111",
      "experiences.0.when.shoeViews.$near",
    ],
    "a time zone that is none": [
      changed("experiences", 0, { when: { shoeViews: { $elemMatch: { at: { $during: { zone: "Nowhere" } } } } } }),
      "E111",
      "experiences.0.when.shoeViews.$elemMatch.at.$during",
    ],
    "a pattern that could hold up a decision": [
      changed("experiences", 0, { when: { shoeViews: { $regex: "(a+)+" } } }),
      "E111",
      "experiences.0.when.shoeViews.$regex",
    ],
    "an unknown group": [changed("experiences", 0, { when: { shoeViews: { $inGroup: "vip" } } }), "E109", "experiences.0.when.$inGroup"],
    "an unknown audience": [changed("experiences", 0, { when: { $audience: "vip" } }), "E109", "experiences.0.when.$audience"],
    "an audience of another purpose": [
      { ...audience("ads", { lastProduct: "boot" }), ...changed("experiences", 0, { when: { shoeViews: 3, $audience: "vip" } }) },
      "E117",
      "experiences.0.when.$audience",
    ],
    "an audience that asks itself": [audience("personal", { $not: { $audience: "vip" } }), "E118", "audiences.0.when.$audience"],
    "an audience reading an attribute of another purpose": [audience("ads", { shoeViews: 3 }), "E103", "audiences.0.when.shoeViews"],
    "an audience for an unknown purpose": [audience("nope", {}), "E109", "audiences.0.purpose"],
    "a fallback that is no variant": [changed("experiences", 2, { fallback: "c" }), "E109", "experiences.2.fallback"],
    "a requirement nobody meets": [
      changed("experiences", 2, { requires: [{ experience: "shoes-hero", variants: ["nope"] }] }),
      "E109",
      "experiences.2.requires.0.variants",
    ],
    "a requirement of another purpose": [
      changed("experiences", 2, { requires: [{ experience: "winter-hero", variants: ["only"] }] }),
      "E117",
      "experiences.2.requires.0.experience",
    ],
    "an experience that requires itself": [
      changed("experiences", 2, { requires: [{ experience: "cheer", variants: ["a"] }] }),
      "E118",
      "experiences.2.requires",
    ],
    "a bandit of a goal the experience does not have": [
      { goals: [goal({})], ...changed("experiences", 2, { experiment: { bandit: { goal: "viewed" } } }) },
      "E127",
      "experiences.2.experiment.bandit.goal",
    ],
    "an exclusion of more than everybody": [
      {
        exclusions: [
          {
            key: "heroes",
            members: [
              { experience: "shoes-hero", share: 0.6 },
              { experience: "winter-hero", share: 0.5 },
            ],
          },
        ],
      },
      "E119",
      "exclusions.0.members",
    ],
    "a holdout from nothing": [{ holdouts: [{ key: "h", share: 0.1, experiences: ["nope"] }] }, "E109", "holdouts.0.experiences.0"],
    "a goal of an unknown event": [{ goals: [goal({ event: "nope" })] }, "E109", "goals.0.event"],
    "a goal for an unknown purpose": [{ goals: [goal({ purpose: "nope" })] }, "E109", "goals.0.purpose"],
    "a goal for a purpose its event does not serve": [{ goals: [goal({ purpose: "memory" })] }, "E123", "goals.0.purpose"],
    "a goal whose worth is no number": [{ goals: [goal({ value: "product" })] }, "E123", "goals.0.value"],
    "a goal nobody defined": [changed("experiences", 2, { goals: ["nope"] }), "E109", "experiences.2.goals.0"],
    "a cap of an unknown slot": [{ caps: [{ key: "c", most: 1, per: "day", slot: "nope" }] }, "E109", "caps.0.slot"],
    "a cap of a channel nothing is on": [{ caps: [{ key: "c", most: 1, per: "day", channel: "post" }] }, "E109", "caps.0.channel"],
    "a rest of an unknown experience": [{ rests: [{ experience: "nope", dismissed: "P1D" }] }, "E109", "rests.0.experience"],
    "a cap with nothing to remember it by": [
      { caps: [{ key: "c", most: 1, per: "day" }], ...changed("purposes", 1, { class: "necessary" }) },
      "E126",
      "caps",
    ],
    "a computed attribute wider than its input": [changed("events", 0, { purposes: ["personal"] }), "E112", "attributes.1.purposes"],
    "a pass too soft": [
      { sites: section("sites").map((site) => ({ ...site, pass: { soft: 100, hard: 120 } })) },
      "E113",
      "sites.0.pass.soft",
    ],
    "a request attribute from nowhere": [changed("attributes", 2, { from: undefined }), "E114", "attributes.2.from"],
    "advertising without consent": [changed("purposes", 4, { basis: "legitimate-interest" }), "E115", "purposes.4.basis"],
  };

  it.each(Object.entries(cases))("refuses %s, naming path, rule and remedy", async (_, [changes, code, path]) => {
    const program = parse(changes);
    const found = lintProgram(program);
    expect(found).toEqual(expect.arrayContaining([{ code, path, rule: expect.any(String), remedy: expect.stringMatching(/.{10,}/) }]));
    expect(found.every(refuses)).toBe(true);
    expect((await compileProgram(program)).ok).toBe(false);
  });

  it.each([
    [
      "a purpose nothing uses",
      added("purposes", {
        key: "letters",
        class: "marketing",
        basis: "consent",
        retention: "P1D",
        texts: { en: { name: "x", why: "x", benefit: "x" }, de: { name: "x", why: "x", benefit: "x" } },
      }),
      "W202",
    ],
    [
      "an experience nobody can see",
      changed("experiences", 1, { variants: [{ key: "only", weight: 0, content: { en: { headline: "x" }, de: { headline: "x" } } }] }),
      "W201",
    ],
    [
      "a webhook on this machine",
      { webhooks: [{ key: "crm", url: "http://localhost:9000/in", events: ["consent.changed"], controller: "acme" }] },
      "W210",
    ],
  ])("warns of %s and publishes it all the same", async (_, changes, code) => {
    const program = parse(changes);
    expect(lintProgram(program)).toMatchObject([{ code }]);
    expect((await compileProgram(program)).ok).toBe(true);
  });
});

describe("a program's version", () => {
  it("is its content: the order of keys does not matter, any word does", async () => {
    const program = parse();
    const reordered = programSchema().parse(Object.fromEntries(Object.entries(testProgram()).toReversed()));
    expect(await hashProgram(reordered)).toBe(await hashProgram(program));
    expect(await hashProgram({ ...program, name: "Another" })).not.toBe(await hashProgram(program));
  });

  it("has a notice version that moves with the texts people read and with nothing else", async () => {
    const version = async (changes: Record<string, unknown>): Promise<string> => {
      const compiled = await compileProgram(parse(changes));
      return compiled.ok ? compiled.value.notice.version : "refused";
    };
    const [first] = section("purposes");
    const base = await version({});
    expect(await version({ experiences: section("experiences").toReversed() })).toBe(base);
    expect(
      await version(
        changed("purposes", 0, {
          texts: { ...(first?.["texts"] as object), en: { name: "Service", why: "Another reason", benefit: "x" } },
        }),
      ),
    ).not.toBe(base);
  });
});
