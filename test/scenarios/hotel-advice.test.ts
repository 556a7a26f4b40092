import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_lindenhof_app";
const MINUTE = 60_000;
const DAY = 86_400_000;

let brand: Scenario;
beforeAll(async () => {
  brand = await startScenario("hotel-advice");
});
afterAll(() => brand.stop());

interface Question {
  readonly key: string;
  readonly token: string;
  readonly benefit: string;
}

async function asked(person: Person, slots: readonly string[] = ["booking", "room"]): Promise<Question | null> {
  const { json } = await person.ask("/v1/decide", { body: { slots, context: { url: "http://localhost:8787/" } } });
  return json.ask ?? null;
}

async function answer(person: Person, value: unknown): Promise<Answered> {
  const question = await asked(person);
  const headers = { "idempotency-key": crypto.randomUUID() };
  return person.ask(`/v1/asks/${question?.key ?? "none"}/answer`, { body: { value, token: question?.token ?? "" }, headers });
}

/** A guest who has booked and stands in the room. */
async function arrived(): Promise<Person> {
  const person = brand.person(SITE);
  await person.choose({ stay: true });
  await person.track("Room Opened", {});
  return person;
}

async function comeBack(person: Person, later: number): Promise<void> {
  brand.now += later;
  await person.renew();
}

const tasks = async () => (await brand.server(`/v1/tasks?site=${SITE}`)).json.tasks;

describe("advice in a hotel", () => {
  it("asks nothing at booking, and nothing before the door was opened", async () => {
    const person = brand.person(SITE);
    await person.choose({ stay: true });
    expect(await asked(person)).toBeNull();
    await person.track("Room Opened", {});
    expect(await asked(person, ["booking"])).toBeNull();
    expect(await asked(person)).toMatchObject({
      ...{ key: "right", benefit: expect.stringContaining("somebody comes") },
      trust: [{ kind: "guarantee" }, { kind: "contact", link: "tel:+493023125012" }],
    });
  });

  it("asks for more only after a good answer, at a later visit", async () => {
    const person = await arrived();
    expect((await answer(person, true)).status).toBe(201);
    expect(await asked(person)).toBeNull();
    await comeBack(person, 31 * MINUTE);
    expect((await asked(person))?.key).toBe("pillow");
    expect((await answer(person, "soft")).json).toMatchObject({ ask: "pillow", benefit: "better-product" });
    expect(await person.shown("room")).toEqual({ room: "your-pillow" });
    expect(await tasks()).toEqual([]);
  });

  it("after a bad one asks nothing for 90 days, and a human hears of it at once", async () => {
    const person = await arrived();
    expect((await answer(person, false)).status).toBe(201);
    const shown = await person.slot("room");
    expect(shown).toMatchObject({
      experience: "on-the-way",
      trust: [{ moment: "door", elements: [{ kind: "guarantee" }, { kind: "contact" }] }],
    });
    await person.ask("/v1/exposures", { body: { exposures: [shown.exposure] } });
    const open = await tasks();
    expect(open).toMatchObject([{ ask: "right", moment: "door" }]);
    const silentUntil = new Date(brand.now + 90 * DAY).toISOString();
    const moment = { key: "door", name: "The door of the room" };
    const journey = await brand.until(
      async () => (await person.ask("/v1/me/journey")).json.steps as readonly { readonly kind: string }[],
      (steps) => steps.some(({ kind }) => kind === "shown"),
    );
    expect(journey.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toMatchObject([
      {
        ...{
          kind: "answered",
          question: "Is the room right?",
          why: "So that we can change what is not.",
          moment,
          task: "open",
          silentUntil,
        },
        trust: [{}, { text: "Call the reception" }],
      },
      { kind: "entered", moment, because: ["How often you opened your room"] },
      {
        kind: "shown",
        experience: "on-the-way",
        text: "Somebody is on the way",
        moment,
        because: [expect.any(String), expect.any(String)],
      },
    ]);
    // The house put it right, and the guest says so: what would be asked now is not, until the silence is over.
    expect((await person.identify({ isRight: true })).status).toBe(200);
    for (const days of [1, 60, 28]) {
      await comeBack(person, days * DAY);
      expect(await asked(person)).toBeNull();
    }
    await comeBack(person, 2 * DAY);
    expect((await asked(person))?.key).toBe("pillow");
    const { id } = open[0] as { readonly id: string };
    expect((await brand.server(`/v1/tasks/${id}/done?site=${SITE}`, { body: { who: "house-1" } })).status).toBe(200);
    expect(await tasks()).toEqual([]);
  });
});
