import { beforeAll, describe, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish } from "./client.ts";
import { counting } from "./faults.ts";

beforeAll(async () => {
  expect((await publish()).status).toBe(201);
});

describe("the main path", () => {
  it("keeps the default without a choice, personalizes after a grant, and stops at a withdrawal", async () => {
    const visitor = new Browser();
    const before = await visitor.decide();
    expect(before.json.decisions.hero).toMatchObject({ experience: null, content: null, reason: "no-consent" });
    expect(before.json.consent).toMatchObject({
      jurisdiction: "EEA",
      noticeDue: true,
      allowed: { personal: false, service: true },
      why: { personal: "no-pass", service: "necessary" },
    });
    expect(before.headers.getSetCookie()).toEqual([]);

    const granted = await visitor.choose({ personal: true, memory: true, ads: false });
    expect(granted.status).toBe(201);
    expect(granted.json).toMatchObject({
      version: 1,
      state: { personal: "granted", ads: "denied", contextual: "unknown" },
      allowed: { personal: true, ads: false },
    });
    for (const product of ["a", "b"]) expect((await visitor.view(product)).json).toEqual({ success: true, accepted: 1, dropped: {} });
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("default");
    await visitor.view("c");

    const { env, counts } = counting(bindings());
    visitor.env = env;
    const personalized = await visitor.decide();
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    expect(personalized.json.decisions.hero).toMatchObject({
      experience: "shoes-hero",
      variant: "only",
      content: { headline: "Shoes for you" },
      reason: "matched",
      because: [{ attribute: "shoeViews", source: "observed", purpose: "personal", consentVersion: 1 }],
    });
    expect(personalized.json.decisions.hero.exposure).toEqual(expect.any(String));
    expect(personalized.json.decisions.partner.reason).toBe("no-consent");

    expect((await visitor.withdraw()).status).toBe(200);
    const after = await visitor.decide();
    expect(after.json.decisions.hero).toMatchObject({ experience: null, content: null, reason: "no-consent" });
    expect(after.json.consent).toMatchObject({ noticeDue: false, why: { personal: "withdrawn" } });
  });

  it("asks a refused visitor again on the re-ask date and not before, and stores no subject for the refusal", async () => {
    const visitor = new Browser();
    const refused = await visitor.choose({ personal: false, memory: false, ads: false, contextual: true });
    expect(refused.status).toBe(201);
    const plain = new Browser();
    const only = await plain.choose({ personal: false, memory: false, ads: false, contextual: false });
    expect(only.status).toBe(201);
    plain.now = Date.parse("2027-05-20T12:00:00Z");
    expect((await plain.decide()).json.consent).toMatchObject({ noticeDue: false, why: { personal: "denied" } });
    plain.now = Date.parse("2027-05-22T12:00:01Z");
    expect((await plain.decide()).json.consent.noticeDue).toBe(true);
    expect((await plain.decide()).json.consent.allowed.personal).toBe(false);
  });

  it("lets a pass live on another device to its hard time and no longer", async () => {
    const first = new Browser();
    await first.choose({ personal: true, memory: true, ads: false, contextual: true });
    for (const product of ["a", "b", "c"]) await first.view(product);
    const second = first.copy();
    await first.withdraw();
    second.now = NOON + 4 * MINUTE;
    expect((await second.decide()).json.decisions.hero.reason).toBe("matched");
    second.now = NOON + 5 * MINUTE;
    const late = await second.decide();
    expect(late.json.decisions.hero.reason).toBe("no-consent");
    expect(late.json.consent.why.personal).toBe("withdrawn");
  });

  it("speaks the person's language", async () => {
    const visitor = new Browser();
    const winter = await visitor.decide(["hero"], { url: "http://localhost/?utm_campaign=winter", locale: "de-AT" });
    expect(winter.json.decisions.hero).toMatchObject({
      experience: "winter-hero",
      content: { headline: "Winter is here (de)" },
      because: [{ attribute: "campaign", source: "request", purpose: "contextual", consentVersion: null }],
    });
  });

  it("answers an unknown slot by itself and leaves the others alone", async () => {
    const mixed = await new Browser().decide(["nowhere", "quiet"]);
    expect(mixed.json.decisions).toMatchObject({ nowhere: { reason: "unknown-slot" }, quiet: { reason: "default" } });
  });
});

describe("opt-out places", () => {
  const american = (): Browser => Object.assign(new Browser(), { country: "US", region: "US-TX" });

  it("give a new visitor a pass and personalize by it, without a banner", async () => {
    const visitor = american();
    const first = await visitor.decide();
    expect(first.json.consent).toMatchObject({ noticeDue: false, why: { personal: "no-pass" } });
    const second = await visitor.decide();
    expect(second.json.consent).toMatchObject({
      why: { personal: "opt-out-default", ads: "opt-out-default" },
      allowed: { personal: true },
    });
    for (const product of ["a", "b", "c"]) await visitor.view(product);
    // What was observed serves advertising on a yes of one's own, even where the law would let it until one opts out.
    expect((await visitor.decide()).json.decisions).toMatchObject({ hero: { reason: "matched" }, partner: { reason: "no-consent" } });
    await visitor.choose({ ads: true });
    await visitor.view("d");
    expect((await visitor.decide()).json.decisions.partner.reason).toBe("matched");
  });

  it("give none to a visitor with a signal, and heed a signal that comes later", async () => {
    const signalled = Object.assign(american(), { gpc: true });
    expect((await signalled.decide()).headers.getSetCookie()).toEqual([]);
    const visitor = american();
    await visitor.decide();
    await visitor.view("a");
    visitor.gpc = true;
    expect((await visitor.decide()).json).toMatchObject({
      decisions: { partner: { reason: "no-consent" } },
      consent: { why: { ads: "gpc", personal: "opt-out-default" }, signals: { gpc: true } },
    });
  });

  it("heed Do Not Track on a site that says so, and on no other", async () => {
    const asked = async (): Promise<unknown> => {
      const visitor = american();
      await visitor.decide();
      return (await visitor.ask("/v1/decide", { body: { slots: ["partner"], context: {} }, headers: { dnt: "1" } })).json.consent.why.ads;
    };
    expect(await asked()).toBe("opt-out-default");
    const { sites, ...program } = testProgram() as { sites: readonly object[] };
    await publish({ ...program, sites: sites.map((site) => ({ ...site, signals: { dnt: true } })) });
    expect(await asked()).toBe("dnt");
    await publish();
  });

  it("remember an opt-out for good, and never carry an opt-out default to Europe", async () => {
    const visitor = american();
    await visitor.decide();
    expect((await visitor.withdraw()).status).toBe(200);
    visitor.now += 400 * DAY;
    expect((await visitor.decide()).json.consent.allowed.personal).toBe(false);
    const traveller = american();
    await traveller.decide();
    expect((await traveller.decide()).json.consent.allowed.personal).toBe(true);
    traveller.country = "FR";
    traveller.region = "";
    expect((await traveller.decide()).json.consent).toMatchObject({ allowed: { personal: false }, why: { personal: "unknown" } });
  });
});
