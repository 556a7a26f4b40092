import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Desk } from "../support/desk.ts";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_puls_app";
const YES = { movement: true, gear: true };
let brand: Scenario;
let watch: Desk;

beforeAll(async () => {
  brand = await startScenario("activity-from-others");
  watch = new Desk(brand, SITE);
});
afterAll(() => brand.stop());

interface Member {
  readonly name: string;
  readonly person: Person;
  readonly subject: string;
}

/** Somebody the watch and the gym know by one name. */
async function member(name: string): Promise<Member> {
  const person = brand.person(SITE);
  await person.choose(YES);
  const [{ subject } = {}] = await brand.rows("SELECT subject FROM register WHERE subject NOT IN (SELECT subject FROM link)");
  await watch.link(name, String(subject));
  return { name, person, subject: String(subject) };
}

/** What the gym sends: a file of events, or of shoe sizes. */
function gym(kind: "events" | "profiles", records: readonly object[]): Promise<Answered> {
  const path = `/v1/imports/${crypto.randomUUID()}/parts/1?site=${SITE}&kind=${kind}&source=volunteered,observed&from=gym`;
  return brand.server(path, { method: "PUT", body: records[0], headers: { "content-type": "application/x-ndjson" } });
}

async function moves({ name, subject }: Member): Promise<void> {
  const at = new Date(brand.now).toISOString();
  await gym("events", [{ user: name, id: crypto.randomUUID(), event: "Workout Done", at, "fields.kind": "strength" }]);
  await gym("events", [{ user: name, id: crypto.randomUUID(), event: "Workout Done", at, "fields.kind": "yoga" }]);
  await gym("profiles", [{ user: name, at, "attributes.shoeSize": 43 }]);
  await watch.send(name, ["movement"], [["Run Recorded", { metres: 6_000 }]]);
  await brand.until(
    () => brand.rows("SELECT id FROM event WHERE subject = ?1", subject),
    (rows) => rows.length >= 3,
  );
}

const sources = async ({ person }: Member) => (await person.ask("/v1/me/sources")).json.sources;
const change = ({ person }: Member, source: string, verb: string) =>
  person.ask(`/v1/me/sources/${source}/${verb}`, { method: "POST", body: {} });

describe("activity from others", () => {
  it("shows who sent what, when and for what, without a value", async () => {
    const one = await member("ada");
    await moves(one);
    const list = await sources(one);
    expect(list).toMatchObject([
      {
        source: "import/gym",
        attributes: ["shoeSize", "workouts"],
        events: [{ name: "Workout Done", count: 2 }],
        purposes: ["gear", "movement"],
      },
      { attributes: ["metres"], events: [{ name: "Run Recorded", count: 1 }], purposes: ["movement"] },
    ]);
    expect(list[1].source).toMatch(/^key\/.+/);
    expect(JSON.stringify(list)).not.toMatch(/43|6000|yoga/);
    await one.person.renew();
    expect(await one.person.shown("today")).toEqual({ today: "strong-week" });
  });

  it("disconnects one of them: its data is gone at once and then deleted, the others' stays, and it sends nothing more", async () => {
    const one = await member("bo");
    await moves(one);
    brand.now += 60_000;
    await one.person.renew();
    expect((await change(one, "import/gym", "disconnect")).status).toBe(200);
    expect(await one.person.shown("today")).toEqual({ today: "runner" });
    expect(await sources(one)).toMatchObject([
      { source: "import/gym", disconnected: true, attributes: [], events: [] },
      { events: [{ count: 1 }] },
    ]);
    const at = new Date(brand.now).toISOString();
    const again = await gym("profiles", [{ user: one.name, at, "attributes.shoeSize": 44 }]);
    expect(again.json).toMatchObject({ written: 0, refused: 1, faults: [{ rule: "disconnected" }] });
    const event = { user: one.name, id: crypto.randomUUID(), event: "Workout Done", at, "fields.kind": "spin" };
    expect((await gym("events", [event])).json).toMatchObject({ written: 0, refused: 1, faults: [{ rule: "disconnected" }] });
    await brand.cron("7 * * * *");
    const rows = await brand.rows("SELECT name FROM event WHERE subject = ?1", one.subject);
    expect(rows).toEqual([{ name: "Run Recorded" }]);
    const [{ attributes } = {}] = await brand.rows("SELECT attributes FROM profile WHERE subject = ?1", one.subject);
    expect(Object.keys(JSON.parse(String(attributes)))).toEqual(["metres"]);
  });

  it("clears one of them, which goes on from there", async () => {
    const one = await member("cy");
    await moves(one);
    brand.now += 60_000;
    await one.person.renew();
    expect((await change(one, "import/gym", "clear")).status).toBe(200);
    brand.now += 60_000;
    await brand.cron("7 * * * *");
    expect(await sources(one)).toMatchObject([{ source: "import/gym", disconnected: false, attributes: [] }, { attributes: ["metres"] }]);
    const at = new Date(brand.now).toISOString();
    expect((await gym("profiles", [{ user: one.name, at, "attributes.shoeSize": 45 }])).json).toMatchObject({ written: 1 });
    expect(await sources(one)).toMatchObject([{ source: "import/gym", attributes: ["shoeSize"] }, {}]);
  });
});
