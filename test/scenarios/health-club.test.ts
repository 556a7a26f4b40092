import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Desk } from "../support/desk.ts";
import { startScenario, type Person, type Scenario } from "../support/scenario.ts";

const WEB = "pk_vigeland_web";
const MATCHED = ["type", "class", "food", "read"];
const PAST_A_PASS = 10 * 60_000;

type Document = Readonly<Record<string, unknown>>;

let club: Scenario;
let kiosk: Desk;
let adviser: Desk;
beforeAll(async () => {
  club = await startScenario("health-club");
  kiosk = new Desk(club, "pk_vigeland_kiosk");
  adviser = new Desk(club, "pk_vigeland_advice");
});
afterAll(() => club.stop());

/** Somebody who said yes or no on the web and is known at the club by a number. */
async function member(number: string, decisions: Readonly<Record<string, boolean>>): Promise<Person> {
  club.now += 1_000;
  const person = club.person(WEB);
  expect((await person.choose(decisions)).status).toBe(201);
  const [row] = await club.rows("SELECT subject FROM register ORDER BY updated_at DESC LIMIT 1");
  if (row) await kiosk.link(number, String(row["subject"]));
  return person;
}

/** What the member told, or did, has come to where the kiosk and the adviser read. */
async function known(number: string, attribute: string, value: string): Promise<void> {
  const subject = await kiosk.link(number);
  await club.until(
    () => club.rows("SELECT attributes FROM profile WHERE subject = ?1 AND attributes LIKE ?2", subject, `%"${attribute}"%${value}%`),
    (rows) => rows.length === 1,
  );
  club.now += PAST_A_PASS;
}

interface Touched {
  readonly name: string | null;
  readonly why: string | null;
  readonly because: readonly string[];
  readonly matched: readonly string[];
}

interface Decision {
  readonly experience: string | null;
  readonly content: { readonly name?: string; readonly why?: string } | null;
  readonly because: readonly { readonly attribute: string }[];
}

function touched(decisions: Readonly<Record<string, Decision>>): Touched {
  const { type } = decisions;
  return {
    name: type?.content?.name ?? null,
    why: type?.content?.why ?? null,
    because: (type?.because ?? []).map(({ attribute }) => attribute),
    matched: MATCHED.slice(1).map((slot) => String(decisions[slot]?.experience)),
  };
}

/** The member as each touchpoint sees them: the web, the kiosk at the door, the adviser at the desk. */
async function everywhere(person: Person, number: string): Promise<readonly Touched[]> {
  const web = await person.ask("/v1/decide", { body: { slots: MATCHED, context: { url: "http://localhost:8787/" } } });
  const [door, desk] = await Promise.all([kiosk.decide(number, MATCHED), adviser.decide(number, MATCHED)]);
  return [web.json.decisions, door, desk].map(touched);
}

function same(touch: Touched): readonly Touched[] {
  return [touch, touch, touch];
}

const SUMMIT: Touched = {
  name: "Summit",
  why: "You climb: the next hold is what you look for.",
  because: ["drive"],
  matched: ["class-summit", "food-summit", "read-summit"],
};

function changed(section: string, key: string, changes: Document): Document {
  const items = club.program[section] as readonly { readonly key: string }[];
  return { ...club.program, [section]: items.map((item) => (item.key === key ? { ...item, ...changes } : item)) };
}

describe("a health club", () => {
  it("gives nobody a type who refuses, and keeps nothing of the quiz or the classes", async () => {
    const person = await member("m-1", { club: false, marketing: false });
    expect((await person.identify({ drive: "height" })).json).toMatchObject({ accepted: 0 });
    expect((await kiosk.send("m-1", ["club"], [["Class Attended", { kind: "climbing" }]])).json).toMatchObject({ accepted: 0 });
    expect(await everywhere(person, "m-1")).toEqual(same({ name: null, why: null, because: [], matched: ["null", "null", "null"] }));
  });

  it("finds one word from the quiz, the same with its why on the web, at the kiosk and at the desk", async () => {
    const person = await member("m-2", { club: true, marketing: false });
    await person.identify({ drive: "height" });
    await known("m-2", "drive", "height");
    await person.renew();
    expect(await everywhere(person, "m-2")).toEqual(same(SUMMIT));
  });

  it("finds it from the classes where there was no quiz, and says so", async () => {
    const person = await member("m-3", { club: true, marketing: false });
    await kiosk.send("m-3", ["club"], [["Class Attended", { kind: "yoga" }]]);
    await known("m-3", "comesFor", "yoga");
    await person.renew();
    const [web, ...others] = await everywhere(person, "m-3");
    expect(web).toMatchObject({ name: "Balance", because: ["comesFor"], matched: ["class-balance", "food-balance", "read-balance"] });
    expect(others).toEqual([web, web]);
  });

  it("is corrected by the member: at once where they are, and everywhere", async () => {
    const person = await member("m-4", { club: true, marketing: true });
    await person.identify({ drive: "height" });
    expect(await person.shown("type", "mail")).toEqual({ type: "type-summit", mail: "default" });
    await person.identify({ ownType: "crew" });
    expect(await person.shown("type", "mail")).toEqual({ type: "type-crew", mail: "mail-crew" });
    await known("m-4", "ownType", "crew");
    await person.renew();
    const [web, ...others] = await everywhere(person, "m-4");
    expect(web).toMatchObject({ name: "Crew", because: ["ownType", "drive"] });
    expect(others).toEqual([web, web]);
  });

  it("never writes to anybody by a type that was inferred, whatever they allowed", async () => {
    const person = await member("m-5", { club: true, marketing: true });
    await kiosk.send("m-5", ["club", "marketing"], [["Class Attended", { kind: "football" }]]);
    await known("m-5", "comesFor", "football");
    await person.renew();
    expect(await person.shown("type", "mail")).toEqual({ type: "type-crew", mail: "default" });
  });

  it("is refused where marketing would read what was inferred, or the audience that does", async () => {
    const at = (club.program["experiences"] as readonly { readonly key: string }[]).findIndex(({ key }) => key === "mail-crew");
    const tries: readonly (readonly [Document, string])[] = [
      [changed("experiences", "mail-crew", { when: { comesFor: "football" } }), `E103 experiences.${at}.when.comesFor`],
      [changed("experiences", "mail-crew", { when: { $audience: "type-crew" } }), `E117 experiences.${at}.when.$audience`],
      [changed("audiences", "type-crew", { purpose: "marketing" }), "E103 audiences.3.when.comesFor"],
      [changed("attributes", "comesFor", { purposes: ["club", "marketing"] }), "E112 attributes.2.purposes"],
    ];
    for (const [program, rule] of tries) {
      const refused = await club.publish(program);
      expect(refused.status).toBe(422);
      const errors = refused.json.errors as readonly { readonly rule: string; readonly field: string }[];
      expect(errors.map(({ rule: code, field }) => `${code.slice(0, 4)} ${field}`)).toContain(rule);
    }
  });

  it("ends with the withdrawal, at every touchpoint", async () => {
    const person = await member("m-6", { club: true, marketing: false });
    await person.identify({ drive: "beat" });
    await known("m-6", "drive", "beat");
    expect(touched(await kiosk.decide("m-6", MATCHED))).toMatchObject({ name: "Pulse" });
    club.now += 1_000;
    expect((await person.withdraw()).status).toBe(200);
    expect(new Set((await everywhere(person, "m-6")).map(({ name }) => name))).toEqual(new Set([null]));
  });
});
