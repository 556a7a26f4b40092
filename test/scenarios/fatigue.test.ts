import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const [WEB, APP] = ["pk_tide_web", "pk_tide_app"];
const [MINUTE, DAY] = [60_000, 86_400_000];
const ISSUER = "https://login.tideline.example";
const YES = { memory: true, offers: true };
const login = generateKeyPairSync("ec", { namedCurve: "P-256" });

let brand: Scenario;
beforeAll(async () => {
  brand = await startScenario("fatigue");
  const { kty, crv, x, y } = login.publicKey.export({ format: "jwk" });
  const identity = { issuer: ISSUER, keys: [{ kid: "k1", kty, crv, x, y }] };
  const [controller, ...others] = brand.program["controllers"] as readonly object[];
  expect((await brand.publish({ ...brand.program, controllers: [{ ...controller, identity }, ...others] })).status).toBe(201);
});
afterAll(() => brand.stop());

async function signIn(person: Person, site: string, user: string): Promise<void> {
  const { nonce } = (await person.ask("/v1/identities/nonce")).json as { nonce: string };
  const seconds = Math.floor(brand.now / 1000);
  const claims = { iss: ISSUER, aud: site, sub: user, jti: crypto.randomUUID(), nonce, iat: seconds, exp: seconds + 60 };
  const token = await new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k1" }).sign(login.privateKey);
  expect((await person.ask("/v1/identities/token", { body: { token } })).status).toBe(200);
}

async function customer(): Promise<{ readonly phone: Person; readonly laptop: Person; readonly user: string }> {
  const user = crypto.randomUUID();
  const [phone, laptop] = [brand.person(APP), brand.person(WEB)];
  for (const [person, site] of [
    [phone, APP],
    [laptop, WEB],
  ] as const) {
    expect((await person.choose(YES)).status).toBe(201);
    await signIn(person, site, user);
  }
  return { phone, laptop, user };
}

const decide = (person: Person, ...slots: readonly string[]): Promise<Answered> =>
  person.ask("/v1/decide", { body: { slots, context: { url: "http://localhost:8787/" } } });

/** Looks at slots, tells what was seen, and renews once that is counted. */
async function look(person: Person, ...slots: readonly string[]): Promise<readonly string[]> {
  const { decisions } = (await decide(person, ...slots)).json;
  const shown = slots.filter((slot) => decisions[slot].exposure !== null);
  const before = await state();
  if (shown.length > 0) {
    await person.ask("/v1/exposures", { body: { exposures: shown.map((slot) => decisions[slot].exposure) } });
    await brand.until(state, (now) => now !== before);
  }
  brand.now += MINUTE;
  await person.renew();
  return shown.map((slot) => decisions[slot].experience);
}

async function state(): Promise<string> {
  return JSON.stringify(await brand.rows("SELECT version FROM pressure ORDER BY subject"));
}

async function letter(user: string): Promise<string> {
  const body = { subject: { type: "user", value: user }, slots: ["letter"] };
  return (await brand.server(`/v1/decide?site=${WEB}`, { body, headers: { "x-earnest-country": "DE" } })).json.decisions.letter.reason;
}

describe("a company that says little", () => {
  it("shows no offer to whoever refuses, nor to whoever may not be remembered", async () => {
    for (const decisions of [
      { memory: false, offers: false },
      { memory: false, offers: true },
    ]) {
      const person = brand.person(WEB);
      await person.choose(decisions);
      expect(await person.shown("banner", "card")).toEqual({ banner: "no-consent", card: "no-consent" });
    }
  });

  it("shows four offers a day in all, whichever device, place and channel asks, and again the next day", async () => {
    const { phone, laptop, user } = await customer();
    const shown: string[] = [];
    for (let round = 0; round < 6; round++) for (const device of [phone, laptop]) shown.push(...(await look(device, "card", "banner")));
    if ((await letter(user)) === "matched") shown.push("letter-fibre");
    expect(shown.length).toBeLessThanOrEqual(4);
    expect(shown.length).toBeGreaterThanOrEqual(3);
    expect((await decide(laptop, "banner")).json.decisions.banner).toMatchObject({ experience: null, reason: "capped" });
    expect(await letter(user)).toBe("capped");
    brand.now += 8 * DAY;
    await laptop.renew();
    expect((await decide(laptop, "banner")).json.decisions.banner.reason).toBe("matched");
  });

  it("asks its three questions once in a lifetime, however many ask at once on however many devices", async () => {
    const { phone, laptop } = await customer();
    const answers = await Promise.all([phone, laptop].flatMap((device) => Array.from({ length: 5 }, () => decide(device, "card"))));
    expect(answers.filter(({ json }) => json.decisions.card.experience === "survey")).toHaveLength(1);
    brand.now += 400 * DAY;
    for (const device of [phone, laptop]) {
      await device.choose(YES);
      expect((await decide(device, "card")).json.decisions.card.experience).not.toBe("survey");
    }
  });

  it("lets the banner rest that was put away: there at once, everywhere from the next renewal, for thirty days", async () => {
    const { phone, laptop } = await customer();
    const token = (await decide(phone, "banner")).json.decisions.banner.exposure;
    const before = await state();
    expect((await phone.ask("/v1/exposures", { body: { exposures: [token], dismissed: [token] } })).status).toBe(202);
    expect((await decide(phone, "banner")).json.decisions.banner.reason).toBe("capped");
    await brand.until(state, (now) => now !== before);
    brand.now += MINUTE;
    await laptop.renew();
    expect((await decide(laptop, "banner")).json.decisions.banner.reason).toBe("capped");
    brand.now += 29 * DAY;
    await laptop.renew();
    expect((await decide(laptop, "banner")).json.decisions.banner.reason).toBe("capped");
    brand.now += 2 * DAY;
    await laptop.renew();
    expect((await decide(laptop, "banner")).json.decisions.banner.reason).toBe("matched");
  });

  it("tells of a fault all the same: what matters is under no cap", async () => {
    const person = brand.person(APP);
    await person.choose({ memory: false, offers: false });
    const { json } = await person.ask("/v1/decide", {
      body: { slots: ["notice"], context: { url: "/", attributes: { area: "harbour" } } },
    });
    expect(json.decisions.notice).toMatchObject({ experience: "fault", reason: "matched" });
  });

  it("forgets what was counted with the permission to remember, and shows nothing in place of it", async () => {
    const { laptop } = await customer();
    await look(laptop, "banner");
    const before = (await brand.rows("SELECT subject FROM pressure")).length;
    await laptop.choose({ memory: false });
    expect((await decide(laptop, "banner", "card")).json.decisions).toMatchObject({
      banner: { reason: "no-consent" },
      card: { reason: "no-consent" },
    });
    await brand.cron("7 * * * *");
    expect((await brand.rows("SELECT subject FROM pressure")).length).toBeLessThan(before);
  });
});
