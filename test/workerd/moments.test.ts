import { beforeAll, describe, expect, it } from "vitest";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting } from "./faults.ts";
import { server } from "./people.ts";
import { subjectOf, YES } from "./subjects.ts";

const WINTER = { url: "http://localhost/?utm_campaign=winter" };
const both = (text: string) => ({ en: text, de: `${text} (de)` });
const fact = (text: string) => ({ kind: "fact", texts: both(text) });
const contact = { kind: "contact", texts: both("Call us"), link: "tel:+493023125012" };
/** Entered by what the page says, by the content it belongs to, and by what somebody looked at. */
const MOMENTS = [
  {
    key: "zero",
    name: both("Before anything"),
    when: { campaign: "winter" },
    trust: [fact("No account"), contact],
    slot: "aside",
    purpose: "contextual",
  },
  { key: "season", trust: [fact("In stock")] },
  {
    key: "choosing",
    when: { $event: { key: "Product Viewed", least: 2, within: "P7D" } },
    trust: [fact("Free returns")],
    slot: "aside",
    purpose: "personal",
  },
];
const EXPERIENCES = (askingProgram()["experiences"] as readonly { readonly key: string }[]).map((experience) =>
  experience.key === "winter-hero" ? { ...experience, moment: "season" } : experience,
);
const PROGRAM = askingProgram({ moments: MOMENTS, experiences: EXPERIENCES, asks: [] });

beforeAll(async () => {
  expect((await publish(PROGRAM)).json).toMatchObject({ hash: expect.any(String) });
});

async function trustIn(visitor: Browser, context: object = { url: "http://localhost/" }) {
  const { aside, hero } = (await visitor.decide(["hero", "aside"], context)).json.decisions;
  const named = (trust: readonly { readonly moment: string }[] = []) => trust.map(({ moment }) => moment);
  return { aside: named(aside.trust), hero: named(hero.trust) };
}

async function choosing(): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(YES);
  for (const product of ["a", "b"]) await visitor.view(product);
  return visitor;
}

describe("what a moment shows for trust", () => {
  it("stands in its slot for somebody nobody knows, without content, and reads and stores nothing", async () => {
    const visitor = new Browser();
    await visitor.decide();
    const { env, counts } = counting(bindings());
    visitor.env = env;
    const { json, headers } = await visitor.decide(["aside"], { ...WINTER, locale: "de" });
    expect(json.decisions.aside).toEqual({
      ...{ experience: null, variant: null, content: null, reason: "no-consent", because: [], exposure: null },
      trust: [
        {
          ...{ moment: "zero", name: "Before anything (de)" },
          elements: [
            { kind: "fact", text: "No account (de)" },
            { kind: "contact", text: "Call us (de)", link: "tel:+493023125012" },
          ],
          because: [{ attribute: "campaign", source: "request", purpose: "contextual", consentVersion: null }],
        },
      ],
    });
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    expect(headers.getSetCookie()).toEqual([]);
    visitor.env = undefined;
    expect(await trustIn(visitor)).toEqual({ aside: [], hero: [] });
  });

  it("stands beside the content that belongs to it, and beside no other", async () => {
    expect(await trustIn(new Browser(), WINTER)).toEqual({ aside: ["zero"], hero: ["season"] });
    const visitor = await choosing();
    await visitor.view("c");
    expect((await visitor.decide(["hero"], WINTER)).json.decisions.hero).toMatchObject({ experience: "shoes-hero" });
    expect((await trustIn(visitor, WINTER)).hero).toEqual([]);
  });

  it("is entered by an event within what its purpose may see, says why, and is left with the yes to it", async () => {
    const visitor = await choosing();
    expect(await trustIn(visitor, WINTER)).toEqual({ aside: ["zero", "choosing"], hero: ["season"] });
    const { json } = await visitor.ask("/v1/decide", {
      body: { slots: ["aside"], context: { url: "http://localhost/" }, explain: "person" },
    });
    expect(json.decisions.aside.trust).toMatchObject([
      { moment: "choosing", name: null, because: [{ purpose: "personal", sentence: expect.stringContaining("allowed") }] },
    ]);
    await visitor.choose({ personal: false });
    expect((await trustIn(visitor)).aside).toEqual([]);
    const other = await choosing();
    await other.withdraw();
    expect((await trustIn(other)).aside).toEqual([]);
  });

  it("comes without storage with a live pass, is told to servers, and shown in previews", async () => {
    const visitor = await choosing();
    visitor.now = NOON + MINUTE;
    await visitor.renew();
    const { env, counts } = counting(bindings());
    visitor.env = env;
    expect((await trustIn(visitor)).aside).toEqual(["choosing"]);
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    const subject = { type: "subject", value: await subjectOf(visitor) };
    const told = await request("/v1/decide?site=pk_acme_main", { key: SECRET_KEY, body: { slots: ["aside"], subject, context: WINTER } });
    expect(told.json.decisions.aside.trust).toMatchObject([{ moment: "zero" }]);
    const { link } = (await server("/v1/previews", { page: WINTER.url, allowed: ["contextual"] })).json;
    expect((await new Browser().decide(["aside"], { url: link })).json.decisions.aside.trust).toMatchObject([{ moment: "zero" }]);
  });
});
