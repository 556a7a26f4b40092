import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish, type Answer } from "./client.ts";
import { counting, type Counts } from "./faults.ts";
import { knownBy, newAddress, proveBy } from "./known.ts";
import { lettersOf } from "./mailbox.ts";
import { rowsOf, subjectOf } from "./subjects.ts";
import { newLogin, signInAs } from "./vouching.ts";

let login: Awaited<ReturnType<typeof newLogin>>;

beforeAll(async () => {
  login = await newLogin();
  expect((await publish(login.program)).status).toBe(201);
});

const MATCH = { status: 422, json: { errors: [{ field: "code", rule: "match" }] } };

const standing = async (visitor: Browser): Promise<string> => (await visitor.ask("/v1/me")).json.standing;

const ask = (visitor: Browser, email: string, headers: Record<string, string> = {}): Promise<Answer> =>
  visitor.ask("/v1/identities/code", { body: { email }, headers });

describe("a one-time code", () => {
  it("makes another device the person's, and proves for fifteen minutes who they are", async () => {
    const address = newAddress();
    const home = await knownBy(address);
    expect(await standing(home)).toBe("unproven");
    const laptop = new Browser();
    expect(await standing(laptop)).toBe("nobody");
    await laptop.choose({ personal: true, ads: true });
    expect(await standing(laptop)).toBe("device");
    const signed = await proveBy(laptop, address.toUpperCase());
    expect(signed.status).toBe(200);
    expect(signed.headers.getSetCookie().find((line) => line.startsWith("__Host-earnest-known="))).toMatch(
      /; Max-Age=900; Path=\/; Secure; SameSite=Lax; HttpOnly$/,
    );
    expect(await subjectOf(laptop)).toBe(await subjectOf(home));
    expect(await standing(laptop)).toBe("proven");
    laptop.now = NOON + 14 * MINUTE;
    await laptop.renew();
    expect(await standing(laptop)).toBe("proven");
    laptop.now = NOON + 15 * MINUTE;
    expect(await standing(laptop)).toBe("unproven");
  });

  it("proves nothing of anybody else, at no other pass, and nothing after signing out", async () => {
    const [address, other] = [newAddress(), newAddress()];
    const mine = await knownBy(address);
    await proveBy(mine, address);
    const theirs = await knownBy(other);
    theirs.jar.set("__Host-earnest-known", mine.jar.get("__Host-earnest-known") ?? "");
    expect(await standing(theirs)).toBe("unproven");
    const proof = mine.jar.get("__Host-earnest-known") ?? "";
    await mine.ask("/v1/identities/sign-out", { body: {} });
    expect(mine.jar.get("__Host-earnest-known")).toBe("");
    mine.jar.set("__Host-earnest-known", proof);
    expect(await standing(mine)).toBe("nobody");
  });

  it("is also what a token of the brand's own server gives", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true });
    await signInAs(visitor, login.curve, `user-${crypto.randomUUID()}`);
    expect(await standing(visitor)).toBe("proven");
  });

  it("goes to nobody but its owner, is good once, for ten minutes and five tries", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    const redeem = (challenge: string, code: string) => visitor.ask("/v1/identities/proof", { body: { challenge, code } });
    let challenge = "";
    const letters = await lettersOf(async () => void (challenge = (await ask(visitor, address)).json.challenge));
    expect(letters).toEqual([{ to: address, code: expect.stringMatching(/^\d{8}$/) }]);
    const code = letters[0]?.code ?? "";
    const wrong = code === "00000000" ? "11111111" : "00000000";
    for (let tries = 0; tries < 4; tries++) expect(await redeem(challenge, wrong)).toMatchObject(MATCH);
    expect((await redeem(challenge, `${code.slice(0, 4)} ${code.slice(4)}`)).status).toBe(200);
    expect(await redeem(challenge, code)).toMatchObject(MATCH);
    const [late] = await lettersOf(async () => void (challenge = (await ask(visitor, address)).json.challenge));
    visitor.now = NOON + 10 * MINUTE;
    expect(await redeem(challenge, late?.code ?? "")).toMatchObject(MATCH);
    const [tried] = await lettersOf(async () => void (challenge = (await ask(visitor, address)).json.challenge));
    for (let tries = 0; tries < 5; tries++) await redeem(challenge, tried?.code === wrong ? "22222222" : wrong);
    expect(await redeem(challenge, tried?.code ?? "")).toMatchObject(MATCH);
    expect(await rowsOf("sign_in_code")).not.toContain(address);
    expect(await rowsOf("sign_in_code")).not.toContain(code);
  });

  it("is sent five times an hour to one address, and twenty to one client, whether anybody is known by it or not", async () => {
    const visitor = new Browser();
    for (const address of [newAddress(), newAddress()]) {
      if (visitor.now === NOON) await knownBy(address);
      await lettersOf(async () => {
        for (let sent = 0; sent < 5; sent++) expect((await ask(visitor, address)).status).toBe(202);
      });
      expect(await ask(visitor, address)).toMatchObject({ status: 429, json: { errors: [{ field: "email", rule: "rate" }] } });
      visitor.now += 1;
    }
    const client = { "cf-connecting-ip": "192.0.2.44" };
    for (let sent = 0; sent < 20; sent++) expect((await ask(visitor, newAddress(), client)).status).toBe(202);
    expect((await ask(visitor, newAddress(), client)).status).toBe(429);
    expect((await ask(visitor, newAddress(), { "cf-connecting-ip": "192.0.2.45" })).status).toBe(202);
    visitor.now += 71 * MINUTE;
    await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", visitor.now);
    expect(await rowsOf("sign_in_code")).not.toContain('"tries"');
    expect((await ask(visitor, newAddress(), client)).status).toBe(202);
  });

  it("tells nobody who is known: same status, body and storage calls, on asking and on guessing", async () => {
    const known = newAddress();
    await knownBy(known);
    const visitor = new Browser();
    const seen: { status: number; fields: string[]; length: number; calls: Counts }[] = [];
    for (const address of [known, newAddress()]) {
      const { env, counts } = counting(bindings());
      visitor.env = env;
      let asked = await ask(visitor, newAddress());
      await lettersOf(async () => void (asked = await ask(visitor, address)));
      const guessed = await visitor.ask("/v1/identities/proof", { body: { challenge: asked.json.challenge, code: "1" } });
      seen.push({ status: asked.status, fields: Object.keys(asked.json), length: asked.text.length, calls: counts() });
      expect(guessed).toMatchObject(MATCH);
    }
    expect(seen[0]).toEqual(seen[1]);
  });

  it("is refused for everybody where no mail can be sent", async () => {
    const visitor = new Browser();
    const real = { ...bindings(), EARNEST_LOCAL: "", EARNEST_SECRET: "a-real-secret-of-at-least-thirty-two-characters" };
    visitor.env = { ...real, EARNEST_PEPPER: "a-real-pepper-of-at-least-thirty-two-characters" };
    expect(await ask(visitor, newAddress())).toMatchObject({ status: 503, json: { errors: [{ field: "EARNEST_MAIL_URL" }] } });
  });
});
