import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_ride_app";
const MOTHER = { type: "phone", value: "+4791234567" };
let brand: Scenario;

beforeAll(async () => {
  brand = await startScenario("ride");
});
afterAll(() => brand.stop());

interface Rider {
  readonly person: Person;
  readonly name: string;
  readonly subject: string;
}

/** Somebody who is on a trip, as the dispatcher's own server tells. */
async function rider(name: string, trip: string): Promise<Rider> {
  const person = brand.person(SITE);
  await person.choose({ follow: true });
  const [{ subject } = {}] = await brand.rows("SELECT subject FROM register WHERE subject NOT IN (SELECT subject FROM link)");
  const identifier = { type: "device", value: name };
  const body = { subject: { type: "subject", value: subject }, identifier, source: "app", proof: "ride" };
  expect((await brand.server(`/v1/identities/link?site=${SITE}`, { body })).status).toBe(200);
  const one = { person, name, subject: String(subject) };
  await moves(one, "Ride State", { trip });
  await moves(one, "Ride Moved", { position: "60.39,5.32", arrival: "18:40" });
  return one;
}

/** What the car tells of its rider. */
async function moves({ name, subject }: Rider, event: string, properties: Readonly<Record<string, string>>): Promise<void> {
  brand.now += 1_000;
  const [{ n: before } = { n: 0 }] = await brand.rows("SELECT count(*) AS n FROM event WHERE subject = ?1", subject);
  const context = { consent: { categoryPreferences: { follow: true } } };
  const call = { type: "track", anonymousId: name, event, properties, context, messageId: crypto.randomUUID() };
  await brand.server(`/v1/batch?site=${SITE}`, { body: { batch: [{ ...call, timestamp: new Date(brand.now).toISOString() }] } });
  await brand.until(
    () => brand.rows("SELECT count(*) AS n FROM event WHERE subject = ?1", subject),
    ([row]) => Number(row?.["n"]) > Number(before),
  );
}

const share = ({ person }: Rider, body: object): Promise<Answered> =>
  person.ask("/v1/me/grants", { body: { scope: "trip", to: MOTHER, called: "Mum", ...body } });
const follow = (id: string, token: string): Promise<Answered> =>
  brand.person(SITE).ask(`/v1/grants/${id}`, { headers: { "earnest-grant": token } });

describe("a ride that somebody follows", () => {
  it("shows the position to the one with the token, during the trip, and nothing else; the rider sees each read", async () => {
    const one = await rider("app-ada-0001", "trip-7");
    const { status, json } = await share(one, { trip: "trip-7" });
    expect(status).toBe(201);
    const seen = await follow(json.id, json.token);
    expect(seen.json).toMatchObject({ scope: "trip", attributes: { position: { value: "60.39,5.32" }, arrival: { value: "18:40" } } });
    expect(Object.keys(seen.json.attributes)).toEqual(["position", "arrival"]);
    await moves(one, "Ride Moved", { position: "60.40,5.33", arrival: "18:41" });
    expect((await follow(json.id, json.token)).json.attributes.position.value).toBe("60.40,5.33");
    expect((await follow(json.id, "another")).status).toBe(404);
    const { grants } = (await one.person.ask("/v1/me/grants")).json;
    expect(grants).toMatchObject([{ id: json.id, to: { kind: "phone", called: "Mum" }, trip: "trip-7", reads: 2, ended: null }]);
    for (const table of ["shared", "shared_read", "audit"])
      expect(JSON.stringify(await brand.rows(`SELECT * FROM ${table}`)), table).not.toMatch(new RegExp(`91234567|${json.token}`));
  });

  it("ends with the trip, by itself", async () => {
    const one = await rider("app-bo-00001", "trip-8");
    const { json } = await share(one, { trip: "trip-8" });
    expect((await follow(json.id, json.token)).status).toBe(200);
    await moves(one, "Ride State", { trip: "none" });
    expect((await follow(json.id, json.token)).json.errors).toMatchObject([{ field: "id", rule: "over" }]);
    expect((await share(one, { trip: "trip-8" })).json.errors).toMatchObject([{ field: "trip", rule: "current" }]);
  });

  it("ends at its time, when the rider ends it, and with the consent", async () => {
    const one = await rider("app-cy-00001", "trip-9");
    const timed = (await share(one, { until: new Date(brand.now + 60_000).toISOString() })).json;
    const ended = (await share(one, { trip: "trip-9" })).json;
    const withdrawn = (await share(one, { trip: "trip-9" })).json;
    expect((await follow(ended.id, ended.token)).status).toBe(200);
    expect((await one.person.ask(`/v1/me/grants/${ended.id}`, { method: "DELETE" })).status).toBe(200);
    expect((await follow(ended.id, ended.token)).status).toBe(403);
    expect((await brand.person(SITE).ask(`/v1/me/grants/${timed.id}`, { method: "DELETE" })).status).toBe(404);
    expect((await follow(timed.id, timed.token)).status).toBe(200);
    brand.now += 60_000;
    expect((await follow(timed.id, timed.token)).status).toBe(403);
    await brand.cron("7 * * * *");
    const [row] = await brand.rows("SELECT ended_at, until FROM shared WHERE id = ?1", timed.id);
    expect(row?.["ended_at"]).toBe(row?.["until"]);
    await one.person.renew();
    expect((await follow(withdrawn.id, withdrawn.token)).status).toBe(200);
    await one.person.choose({ follow: false });
    expect((await follow(withdrawn.id, withdrawn.token)).status).toBe(403);
    expect((await share(one, { trip: "trip-9" })).json.errors).toMatchObject([{ field: "scope", rule: "consent" }]);
  });

  it("lasts no longer than the scope allows, and what it shows serves its purpose", async () => {
    const one = await rider("app-di-00001", "trip-1");
    const late = new Date(brand.now + 7 * 3_600_000).toISOString();
    expect((await share(one, { until: late })).json.errors).toMatchObject([{ field: "until", rule: "most" }]);
    expect((await share(one, { until: late, trip: "trip-1" })).json.errors).toMatchObject([{ field: "until", rule: "one-of" }]);
    const [scope] = brand.program["scopes"] as readonly object[];
    const { json } = await brand.server("/v1/programs/lint", { body: { ...brand.program, scopes: [{ ...scope, attributes: ["wish"] }] } });
    expect(json.findings).toContainEqual(expect.objectContaining({ code: "E177", path: "scopes.0.attributes" }));
  });
});
