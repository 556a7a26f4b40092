import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_havgap_radio";
const DAY = 86_400_000;

type Document = Readonly<Record<string, unknown>>;

let radio: Scenario;
beforeAll(async () => {
  radio = await startScenario("radio");
});
afterAll(() => radio.stop());

async function listener(listening: boolean, offers: boolean): Promise<Person> {
  radio.now += 1_000;
  const person = radio.person(SITE);
  expect((await person.choose({ listening, offers })).status).toBe(201);
  return person;
}

async function skip(person: Person, genre: string, times: number): Promise<number> {
  let accepted = 0;
  for (let at = 0; at < times; at++) accepted += (await person.track("Track Skipped", { genre, track: `${genre}-${at}` })).json.accepted;
  return accepted;
}

function changed(section: string, key: string, changes: Document): Document {
  const items = radio.program[section] as readonly Document[];
  return { ...radio.program, [section]: items.map((item) => ((item["key"] ?? item["name"]) === key ? { ...item, ...changes } : item)) };
}

async function rulesAgainst(program: Document): Promise<readonly string[]> {
  const refused = await radio.publish(program);
  expect(refused.status).toBe(422);
  const errors = refused.json.errors as readonly { readonly rule: string; readonly field: string }[];
  return errors.map(({ rule, field }) => `${rule.slice(0, 4)} ${field}`);
}

describe("a radio", () => {
  it("plays what is on to whoever refuses, and keeps neither likes nor skips", async () => {
    const person = await listener(false, false);
    expect((await person.identify({ likes: ["jazz"] })).json).toMatchObject({ accepted: 0 });
    expect(await skip(person, "folk", 3)).toBe(0);
    expect(await radio.rows("SELECT id FROM event")).toEqual([]);
    expect(await person.shown("station", "offer")).toEqual({ station: "no-consent", offer: "no-consent" });
    expect(await person.slot("ad", { nowPlaying: "folk" })).toMatchObject({
      experience: "ad-folk",
      because: [{ attribute: "nowPlaying" }],
    });
  });

  it("tunes stations by likes and by skips, at once, until the skips are old", async () => {
    const person = await listener(true, false);
    await person.identify({ likes: ["jazz", "folk"] });
    expect(await person.slot("station")).toMatchObject({
      experience: "station-jazz",
      because: [{ attribute: "likes", source: "volunteered", purpose: "listening", consentVersion: 1 }],
    });
    expect(await skip(person, "jazz", 2)).toBe(2);
    expect(await person.shown("station")).toEqual({ station: "station-jazz" });
    await skip(person, "jazz", 1);
    expect(await person.shown("station")).toEqual({ station: "station-folk" });
    await skip(person, "folk", 3);
    const rested = await person.slot("station");
    expect(rested).toMatchObject({ experience: "rest-jazz", content: { name: "A rest from jazz" } });
    expect(rested.because.map(({ attribute }: { attribute: string }) => attribute)).toEqual(["likes", "skippedJazz"]);
    await radio.until(
      () => radio.rows("SELECT id FROM event WHERE name = 'Track Skipped'"),
      (rows) => rows.length === 6,
    );
    radio.now += 15 * DAY;
    await person.renew();
    expect(await person.shown("station")).toEqual({ station: "station-jazz" });
    radio.now -= 15 * DAY;
  });

  it("offers by what was said alone: skips make no difference, and are named in no reason", async () => {
    const person = await listener(true, true);
    await person.identify({ likes: ["jazz"] });
    const before = await person.slot("offer");
    expect(before).toMatchObject({ experience: "offer-jazz", because: [{ attribute: "likes", purpose: "offers" }] });
    await skip(person, "jazz", 5);
    expect(await person.shown("station")).toEqual({ station: "rest-jazz" });
    expect({ ...(await person.slot("offer")), exposure: before.exposure }).toEqual(before);
    expect(await (await listener(true, false)).shown("offer")).toEqual({ offer: "no-consent" });
  });

  it("is refused where a skip would decide on an offer or an ad, by whatever error", async () => {
    const index = (section: string, key: string): number =>
      (radio.program[section] as readonly Document[]).findIndex((item) => (item["key"] ?? item["name"]) === key);
    const [offer, ad, skipped] = [index("experiences", "offer-jazz"), index("experiences", "ad-jazz"), index("attributes", "skippedJazz")];
    const both = ["listening", "offers"];
    const widened = {
      ...changed("events", "Track Skipped", { purposes: both }),
      attributes: changed("attributes", "skippedJazz", { purposes: both })["attributes"],
    };
    const offers = radio.program["offers"] as readonly Document[];
    const partner = { key: "label", name: "A label", purposes: ["listening"], attributes: ["skippedJazz"] };
    const tries: readonly (readonly [Document, readonly string[]])[] = [
      [changed("experiences", "offer-jazz", { when: { skippedJazz: { $gte: 3 } } }), [`E103 experiences.${offer}.when.skippedJazz`]],
      [changed("experiences", "ad-jazz", { when: { skippedJazz: { $gte: 3 } } }), [`E103 experiences.${ad}.when.skippedJazz`]],
      [changed("experiences", "offer-jazz", { when: { $audience: "tired-of-jazz" } }), [`E117 experiences.${offer}.when.$audience`]],
      [
        changed("attributes", "skippedJazz", { purposes: both }),
        [`E112 attributes.${skipped}.purposes`, `E125 attributes.${skipped}.purposes.1`],
      ],
      [widened, ["E125 events.0.purposes.1", `E125 attributes.${skipped}.purposes.1`]],
      [{ ...radio.program, offers: offers.map((item) => ({ ...item, audience: "tired-of-jazz" })) }, ["E125 offers.0.audience"]],
      [{ ...radio.program, partners: [partner] }, ["E125 partners.0.attributes.0"]],
    ];
    for (const [program, rules] of tries) expect(await rulesAgainst(program)).toEqual(rules);
  });

  it("forgets both with the withdrawal of one's stations, and the offers go on by what was said for them", async () => {
    const person = await listener(true, true);
    await person.identify({ likes: ["classical"] });
    await skip(person, "classical", 3);
    expect(await person.shown("station", "offer")).toEqual({ station: "rest-classical", offer: "offer-classical" });
    await radio.until(
      () => radio.rows("SELECT subject FROM profile WHERE attributes LIKE '%skippedClassical%' AND attributes LIKE '%\"classical\"%'"),
      (rows) => rows.length === 1,
    );
    radio.now += 60_000;
    await person.choose({ listening: false });
    expect(await skip(person, "classical", 1)).toBe(0);
    expect(await person.shown("station", "offer")).toEqual({ station: "no-consent", offer: "offer-classical" });
  });
});
