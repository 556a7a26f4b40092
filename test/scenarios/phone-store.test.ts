import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_phone_store";
let brand: Scenario;

beforeAll(async () => {
  brand = await startScenario("phone-store");
});
afterAll(() => brand.stop());

const staff = (path: string, body: object, method = "POST"): Promise<Answered> =>
  brand.server(`/v1/collections${path}?site=${SITE}`, { method, body: { actor: "desk-1", ...body } });

interface Sitting {
  readonly person: Person;
  readonly id: string;
  readonly screen: (what: string, body: object) => Promise<Answered>;
}

/** An adviser and a customer who typed the code they were told. */
async function sitting(decisions: Readonly<Record<string, boolean>>): Promise<Sitting> {
  const person = brand.person(SITE);
  await person.choose(decisions);
  const { collection: id, code } = (await staff("", {})).json;
  const paired = await person.ask("/v1/collections/screen/pair", { body: { code } });
  expect(paired.status).toBe(200);
  const headers = { "earnest-screen": String(paired.json.screen) };
  return { person, id, screen: (what, body) => person.ask(`/v1/collections/screen/${what}`, { body, headers }) };
}

const enter = ({ id }: Sitting, attribute: string, value: unknown): Promise<Answered> =>
  staff(`/${id}/fields/${attribute}`, { value }, "PUT");
const seen = ({ screen }: Sitting, attribute: string, mark = 1): Promise<Answered> => screen("shown", { fields: [{ attribute, mark }] });

describe("a phone store", () => {
  it("keeps what the customer saw and did not strike, and serves them by it", async () => {
    const desk = await sitting({ advice: true, news: false });
    await enter(desk, "usage", "photos of the family");
    await seen(desk, "usage");
    await enter(desk, "budget", 400);
    await seen(desk, "budget");
    expect((await desk.screen("strike", { attribute: "budget" })).status).toBe(200);
    await enter(desk, "household", 4);
    expect((await staff(`/${desk.id}/finish`, {})).json).toEqual({
      kept: ["usage"],
      struck: ["budget"],
      unseen: ["household"],
      refused: [],
    });
    await desk.person.renew();
    expect(await desk.person.shown("hero")).toEqual({ hero: "camera" });
    const profile = JSON.stringify(await brand.rows("SELECT attributes FROM profile"));
    expect(profile).toContain("photos of the family");
    expect(profile).not.toMatch(/budget|household/);
  });

  it("stores no field that the customer did not see, nor another value than the one they saw", async () => {
    const desk = await sitting({ advice: true, news: true });
    await enter(desk, "household", 2);
    await seen(desk, "household");
    await enter(desk, "household", 7);
    await seen(desk, "household", 1);
    await enter(desk, "mail", "ola@planted.example");
    expect((await staff(`/${desk.id}/finish`, {})).json).toMatchObject({ kept: [], unseen: ["household", "mail"] });
    for (const table of ["profile", "event", "collection", "collection_field", "audit"])
      expect(JSON.stringify(await brand.rows(`SELECT * FROM ${table}`)), table).not.toContain("planted");
  });

  it("keeps nothing for what was refused, although it was seen", async () => {
    const desk = await sitting({ advice: true, news: false });
    await enter(desk, "mail", "ola@planted.example");
    await seen(desk, "mail");
    expect((await staff(`/${desk.id}/finish`, {})).json).toMatchObject({ kept: [], refused: ["mail"] });
  });
});
