import { beforeAll, describe, expect, it } from "vitest";
import { SignJWT } from "jose";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { failingAt, counting, without } from "./faults.ts";
import { deliver, keeping, rowsOf, subjectIn, subjectOf } from "./subjects.ts";
import { ISSUER, newLogin, nonceFor, signInAs, vouch } from "./vouching.ts";

let login: Awaited<ReturnType<typeof newLogin>>;

beforeAll(async () => {
  login = await newLogin();
  expect((await publish(login.program)).status).toBe(201);
});

const newUser = (): string => `user-${crypto.randomUUID()}`;

async function device(decisions: Record<string, boolean> = { personal: true }): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  return visitor;
}

async function views(visitor: Browser, count: number): Promise<void> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (let seen = 0; seen < count; seen++) await visitor.view(`p${seen}`);
  visitor.env = undefined;
  await deliver(kept);
}

async function whyOf(ref: { type: string; value: string }): Promise<Record<string, { allowed: boolean; why: string }>> {
  const body = { subjects: [ref], purposes: ["personal", "ads", "memory"] };
  const headers = { "x-earnest-now": String(NOON + MINUTE) };
  return (await request("/v1/permits?site=pk_acme_main", { key: SECRET_KEY, body, headers })).json.permits[0].purposes;
}

describe("signing in", () => {
  it("makes one profile of two devices, under the stricter consent, and the other device follows at its renewal", async () => {
    const user = newUser();
    const [phone, laptop] = [await device({ personal: true, memory: true, ads: true }), await device({ personal: true, ads: false })];
    await views(phone, 2);
    await views(laptop, 1);
    expect((await signInAs(phone, login.curve, user)).status).toBe(200);
    const before = await subjectOf(phone);
    expect(await signInAs(laptop, login.edwards, user)).toMatchObject({
      status: 200,
      json: { consent: { allowed: { personal: true, memory: true, ads: false } } },
    });
    expect(await subjectOf(laptop)).toBe(before);
    expect((await laptop.decide()).json.decisions.hero.reason).toBe("matched");
    phone.now = NOON + MINUTE;
    expect((await phone.renew()).json.consent.allowed).toMatchObject({ personal: true, ads: false });
    expect(await whyOf({ type: "user", value: user })).toMatchObject({ personal: { why: "granted" }, ads: { why: "denied" } });
    expect((await verifyLedger(bindings(), before)).faults).toEqual([]);
  });

  it("takes the device's events in flight along", async () => {
    const user = newUser();
    await signInAs(await device(), login.curve, user);
    const laptop = await device();
    const { env, kept } = keeping(bindings());
    laptop.env = env;
    for (const product of ["a", "b", "c"]) await laptop.view(product);
    laptop.env = undefined;
    await signInAs(laptop, login.curve, user);
    expect((await laptop.decide()).json.decisions.hero.reason).toBe("matched");
    await deliver(kept);
    laptop.now = NOON + MINUTE;
    await laptop.renew();
    expect((await laptop.decide()).json.decisions.hero.reason).toBe("matched");
  });

  it("on a device somebody else is signed in at changes over and merges nobody", async () => {
    const [one, other] = [newUser(), newUser()];
    const shared = await device({ personal: true, ads: true });
    await signInAs(shared, login.curve, one);
    const first = await subjectOf(shared);
    const home = await device({ personal: false, memory: true });
    await signInAs(home, login.curve, other);
    await signInAs(shared, login.curve, other);
    expect(await subjectOf(shared)).toBe(await subjectOf(home));
    expect(await whyOf({ type: "subject", value: first })).toMatchObject({ personal: { why: "granted" }, ads: { why: "granted" } });
    const third = newUser();
    await signInAs(shared, login.curve, third);
    expect([first, await subjectOf(home)]).not.toContain(await subjectOf(shared));
    expect((await shared.ask("/v1/consent")).json.consent.state.personal).toBe("unknown");
  });

  it("after a refusal on this device that made no subject, the no holds for the person everywhere", async () => {
    const user = newUser();
    await signInAs(await device({ personal: true }), login.curve, user);
    const stranger = await device({ personal: false });
    expect(await subjectIn(stranger)).toBeNull();
    expect((await signInAs(stranger, login.curve, user)).json.consent.allowed.personal).toBe(false);
    expect(await whyOf({ type: "user", value: user })).toMatchObject({ personal: { allowed: false, why: "denied" } });
  });

  it("needs a pass, and a token made for this browser, for this site, now, by a pinned key, and once", async () => {
    const nobody = new Browser();
    expect((await nobody.ask("/v1/identities/nonce")).json.errors).toMatchObject([{ field: "pass", rule: "pass" }]);
    const visitor = await device();
    const nonce = await nonceFor(visitor);
    const sub = newUser();
    const { curve, edwards, stranger } = login;
    const unsigned = btoa(JSON.stringify({ alg: "none", kid: "c1" })).replaceAll("=", "");
    const good = await vouch(curve, { sub, nonce });
    const refused: readonly (readonly [rule: string, token: string])[] = [
      ["form", "nonsense"],
      ["form", `${good}.${good}`],
      ["key", `${unsigned}.${good.split(".")[1]}.`],
      ["key", await vouch({ ...edwards, kid: "unknown" }, { sub, nonce })],
      ["signature", await vouch(stranger, { sub, nonce })],
      ["signature", `${good.slice(0, -8)}AAAAAAAA`],
      ["issuer", await vouch(curve, { sub, nonce, iss: "https://login.evil.example" })],
      ["audience", await vouch(curve, { sub, nonce, aud: "pk_other_main" })],
      ["lifetime", await vouch(curve, { sub, nonce, exp: 121 })],
      ["lifetime", await vouch(curve, { sub, nonce, iat: -200, exp: -90 })],
      ["lifetime", await vouch(curve, { sub, nonce, iat: 60, exp: 90 })],
      ["claims", await vouch(curve, { nonce })],
      ["claims", await vouch(curve, { sub })],
      ["binding", await vouch(curve, { sub, nonce: await nonceFor(await device()) })],
    ];
    const before = await rowsOf("identifier", "link", "register", "merge", "identity_token");
    for (const [rule, token] of refused) {
      const { status, json } = await visitor.ask("/v1/identities/token", { body: { token } });
      expect({ rule, status, errors: json.errors }).toMatchObject({ rule, status: 422, errors: [{ field: "token", rule }] });
    }
    expect(await rowsOf("identifier", "link", "register", "merge", "identity_token")).toBe(before);
    expect((await visitor.ask("/v1/identities/token", { body: { token: good } })).status).toBe(200);
    expect((await visitor.ask("/v1/identities/token", { body: { token: good } })).json.errors).toMatchObject([{ rule: "used" }]);
  });

  it("takes no algorithm but that of the pinned key", async () => {
    const visitor = await device();
    const secret = new TextEncoder().encode(JSON.stringify(login.curve.jwk));
    const claims = { iss: ISSUER, aud: "pk_acme_main", jti: "1", sub: "x", nonce: await nonceFor(visitor) };
    const forged = await new SignJWT({ ...claims, iat: NOON / 1000, exp: NOON / 1000 + 60 })
      .setProtectedHeader({ alg: "HS256", kid: "c1" })
      .sign(secret);
    expect((await visitor.ask("/v1/identities/token", { body: { token: forged } })).json.errors).toMatchObject([{ rule: "key" }]);
  });

  it("cut off at any call can be done again, with nothing lost and nobody doubled", async () => {
    const user = newUser();
    await signInAs(await device({ personal: true }), login.curve, user);
    const counted = counting(bindings());
    const probe = await device();
    const nonce = await nonceFor(probe);
    probe.env = counted.env;
    await probe.ask("/v1/identities/token", { body: { token: await vouch(login.curve, { sub: user, nonce }) } });
    const { d1 } = counted.counts();
    expect(d1).toBeGreaterThan(5);
    for (let k = 1; k <= d1; k++) {
      for (const when of ["before", "after"] as const) {
        const visitor = await device({ personal: true, ads: false });
        const token = await vouch(login.curve, { sub: user, nonce: await nonceFor(visitor) });
        visitor.env = failingAt(bindings(), k, when);
        const { status } = await visitor.ask("/v1/identities/token", { body: { token } });
        visitor.env = undefined;
        if (status !== 200) expect(await signInAs(visitor, login.curve, user)).toMatchObject({ status: 200 });
        expect((await visitor.ask("/v1/consent")).json.consent.allowed).toMatchObject({ personal: true, ads: false });
        expect((await verifyLedger(bindings(), await subjectOf(visitor))).faults).toEqual([]);
      }
    }
  });
});

describe("signing out", () => {
  it("leaves nothing of the person in the browser, and what arrives late is nobody's", async () => {
    const shared = await device({ personal: true, ads: true });
    await signInAs(shared, login.curve, newUser());
    const late = await shared.askHolding("/v1/consent/renew", { body: {} });
    expect((await shared.ask("/v1/identities/sign-out", { body: {} })).json).toEqual({ signedOut: true });
    expect(Object.fromEntries(shared.jar)).toEqual({
      "__Host-earnest": "",
      earnest_choice: "",
      "__Host-earnest-floor": `~.${NOON / 1000 + 1}`,
      "__Host-earnest-known": "",
    });
    shared.accept(late);
    expect((await shared.decide()).json.consent.state.personal).toBe("unknown");
    expect((await shared.ask("/v1/consent/history")).json.entries).toEqual([]);
    expect((await shared.view("x")).json).toMatchObject({ accepted: 0 });
    await shared.choose({ personal: true });
    expect((await shared.decide()).json.consent.state.personal).toBe("granted");
  });

  it("mints a new subject where people are opted out, who is nobody's past", async () => {
    const shared = new Browser();
    Object.assign(shared, { country: "US", region: "CA" });
    await shared.renew();
    await signInAs(shared, login.curve, newUser());
    const known = await subjectOf(shared);
    await shared.withdraw();
    await shared.ask("/v1/identities/sign-out", { body: {} });
    const fresh = await subjectOf(shared);
    expect(fresh).not.toBe(known);
    expect((await shared.ask("/v1/consent")).json.consent.why.personal).toBe("opt-out-default");
    await signInAs(shared, login.curve, newUser());
    expect(await subjectOf(shared)).toBe(fresh);
  });

  it("never loses a refusal that only this browser knows: it goes to the queue, or the browser keeps it", async () => {
    const shared = await device({ personal: true, ads: true });
    const subject = await subjectOf(shared);
    const { env, kept } = keeping(bindings());
    shared.env = without(env, "d1");
    expect((await shared.withdraw()).status).toBe(202);
    kept.length = 0;
    shared.env = without(bindings(), "d1", "queue");
    expect((await shared.ask("/v1/identities/sign-out", { body: {} })).status).toBe(503);
    expect(await subjectOf(shared)).toBe(subject);
    shared.env = without(env, "d1");
    expect((await shared.ask("/v1/identities/sign-out", { body: {} })).status).toBe(200);
    await deliver(kept);
    expect(await whyOf({ type: "subject", value: subject })).toMatchObject({ personal: { why: "withdrawn" } });
  });
});
