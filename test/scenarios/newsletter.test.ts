import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const [DAILY, KITCHEN] = ["pk_news_daily", "pk_news_kitchen"];
const MINUTE = 60_000;
const ISSUER = "https://login.morgenpost.example";
const login = generateKeyPairSync("ec", { namedCurve: "P-256" });

let brand: Scenario;
beforeAll(async () => {
  brand = await startScenario("newsletter");
  const { kty, crv, x, y } = login.publicKey.export({ format: "jwk" });
  const identity = { issuer: ISSUER, keys: [{ kid: "k1", kty, crv, x, y }] };
  const [controller, ...others] = brand.program["controllers"] as readonly object[];
  expect((await brand.publish({ ...brand.program, controllers: [{ ...controller, identity }, ...others] })).status).toBe(201);
});
afterAll(() => brand.stop());

const newAddress = (): string => `reader-${crypto.randomUUID()}@example.org`;
const email = (value: string): object => ({ type: "email", value });

/** The publisher's server records what the form said: an address, and a yes to the letter. */
async function signUp(address: string, decisions: Readonly<Record<string, boolean>> = { letter: true }): Promise<Answered> {
  const { version } = (await brand.person(DAILY).ask("/v1/consent")).json.notice;
  const body = {
    subject: email(address),
    decisions,
    notice: { version, locale: "en" },
    method: "web-form",
    actor: "sign-up-form",
    evidence: `form-${crypto.randomUUID()}`,
    place: { country: "DE" },
  };
  return brand.server(`/v1/consent?site=${DAILY}`, { body });
}

async function device(site: string, decisions: Readonly<Record<string, boolean>>): Promise<Person> {
  const person = brand.person(site);
  expect((await person.choose(decisions)).status).toBe(201);
  return person;
}

async function read(person: Person, section: string, times: number): Promise<void> {
  for (let at = 0; at < times; at++) expect((await person.track("Article Read", { section, title: "x" })).json.accepted).toBe(1);
}

/** Signs a browser in with a token of the publisher's own login. */
async function signIn(person: Person, site: string, user: string): Promise<Answered> {
  const { nonce } = (await person.ask("/v1/identities/nonce")).json as { nonce: string };
  const seconds = Math.floor(brand.now / 1000);
  const claims = { iss: ISSUER, aud: site, sub: user, jti: crypto.randomUUID(), nonce, iat: seconds, exp: seconds + 60 };
  const token = await new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k1" }).sign(login.privateKey);
  return person.ask("/v1/identities/token", { body: { token } });
}

async function permitOf(address: string): Promise<Record<string, { allowed: boolean; why: string }>> {
  const answer = await brand.server(`/v1/permits?site=${DAILY}`, { body: { subjects: [email(address)], purposes: ["letter", "topics"] } });
  return answer.json.permits[0].purposes;
}

/** The account of an address: from here on the publisher's login names the person `user`. */
async function openAccount(address: string): Promise<string> {
  const user = crypto.randomUUID();
  const body = { subject: email(address), identifier: { type: "user", value: user }, source: "accounts", proof: "double-opt-in" };
  expect((await brand.server(`/v1/identities/link?site=${DAILY}`, { body })).status).toBe(200);
  return user;
}

describe("a newsletter", () => {
  it("shows its own lead to whoever refuses, keeps nothing they read, and stores no subject", async () => {
    const person = await device(DAILY, { letter: false, topics: false });
    expect((await person.track("Article Read", { section: "food", title: "x" })).json).toMatchObject({ accepted: 0 });
    expect(await person.shown("lead", "sign-up")).toEqual({ lead: "no-consent", "sign-up": "no-consent" });
  });

  it("is signed up for with an address and nothing else, and holds the address only as a hash", async () => {
    const address = newAddress();
    expect(await signUp(address)).toMatchObject({ status: 201, json: { version: 1, state: { letter: "granted", topics: "unknown" } } });
    expect(await permitOf(address)).toMatchObject({ letter: { allowed: true, why: "granted" }, topics: { allowed: false } });
    for (const table of ["identifier", "register", "ledger", "audit", "profile"])
      expect(JSON.stringify(await brand.rows(`SELECT * FROM ${table}`)), table).not.toContain(address);
  });

  it("requires no second field: of what the program may know of a person nothing is asked at sign-up", async () => {
    expect(brand.program).not.toHaveProperty("asks");
    const address = newAddress();
    const { subject } = (await signUp(address)).json;
    expect(await brand.rows(`SELECT attributes FROM profile WHERE subject = '${subject}' AND attributes <> '{}'`)).toEqual([]);
    const refused = await brand.server(`/v1/consent?site=${DAILY}`, {
      body: { subject: email(address), name: "Ada", decisions: { letter: true } },
    });
    expect(refused).toMatchObject({ status: 422, json: { errors: [{ field: "name", rule: "unknown-field" }] } });
  });

  it("joins devices and titles into one reader, with their consents, once the reader is known", async () => {
    const address = newAddress();
    await signUp(address, { letter: true, topics: true });
    const user = await openAccount(address);
    const [phone, laptop] = [await device(DAILY, { topics: true }), await device(KITCHEN, { topics: true })];
    await read(phone, "food", 2);
    await read(laptop, "food", 1);
    expect([await phone.shown("lead"), await laptop.shown("lead")]).toEqual([{ lead: "default" }, { lead: "default" }]);
    expect((await signIn(phone, DAILY, user)).status).toBe(200);
    expect((await signIn(laptop, KITCHEN, user)).status).toBe(200);
    const leadOf = async (browser: Person): Promise<string | undefined> => {
      brand.now += MINUTE / 2;
      await browser.renew();
      return (await browser.shown("lead"))["lead"];
    };
    for (const browser of [laptop, phone])
      await brand.until(
        () => leadOf(browser),
        (lead) => lead === "lead-food",
      );
    expect((await phone.ask("/v1/consent")).json.consent.state).toMatchObject({ letter: "granted", topics: "granted" });
  });

  it("counts what happened in the letter, told by the server that sends it, where the reader allows it", async () => {
    const [allowing, silent] = [newAddress(), newAddress()];
    const users: string[] = [];
    for (const [address, decisions] of [
      [allowing, { letter: true, topics: true }],
      [silent, { letter: true }],
    ] as const) {
      await signUp(address, decisions);
      users.push(await openAccount(address));
    }
    const context = { consent: { categoryPreferences: { topics: true, letter: true } } };
    const batch = users.map((userId, index) => ({
      type: "track",
      event: "Letter Opened",
      properties: { issue: "2026-47" },
      messageId: `open-${userId}-${index}`,
      userId,
      context,
    }));
    expect((await brand.server(`/v1/batch?site=${DAILY}`, { body: { batch } })).status).toBe(200);
    const [reader, other] = [await device(DAILY, { topics: true }), await device(DAILY, { topics: false })];
    await signIn(reader, DAILY, users[0] ?? "");
    const lineOf = async (): Promise<string | undefined> => {
      brand.now += MINUTE;
      await reader.renew();
      return (await reader.shown("sign-up"))["sign-up"];
    };
    await brand.until(lineOf, (line) => line === "sign-up-reader");
    expect(await brand.rows(`SELECT count(*) AS count FROM event WHERE name = 'Letter Opened'`)).toEqual([{ count: 1 }]);
    expect(await other.shown("sign-up")).toEqual({ "sign-up": "no-consent" });
  });

  it("heeds a no of one device on all of them, and leaving the letter leaves the topics", async () => {
    const address = newAddress();
    await signUp(address, { letter: true, topics: true });
    const user = await openAccount(address);
    const [phone, laptop] = [await device(DAILY, { topics: true }), await device(KITCHEN, { topics: true })];
    await signIn(phone, DAILY, user);
    await signIn(laptop, KITCHEN, user);
    await read(phone, "politics", 3);
    await laptop.choose({ letter: false });
    expect(await permitOf(address)).toMatchObject({ letter: { allowed: false, why: "withdrawn" }, topics: { allowed: true } });
    expect(await phone.shown("lead")).toEqual({ lead: "lead-politics" });
    expect((await laptop.withdraw()).status).toBe(200);
    brand.now += 2 * MINUTE;
    await phone.renew();
    expect(await phone.shown("lead")).toEqual({ lead: "no-consent" });
    expect(await permitOf(address)).toMatchObject({ topics: { allowed: false, why: "withdrawn" } });
  });

  it("lets a browser's claim to be a reader join nobody", async () => {
    const address = newAddress();
    await signUp(address, { letter: true, topics: true });
    const user = await openAccount(address);
    const stranger = await device(DAILY, { topics: true });
    await stranger.ask("/v1/identify", { body: { userId: user, traits: {}, messageId: crypto.randomUUID() } });
    await stranger.renew();
    expect((await stranger.ask("/v1/consent")).json.consent.state).toMatchObject({ letter: "unknown" });
  });
});
