import { beforeAll, describe, expect, inject, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { moveIdentifiers } from "../../src/actions/identity/move-identifiers.ts";
import { MOST_ARRIVALS } from "../../src/core/consent/webhook/schedule.ts";
import { platformOf } from "../../src/storage/platform.ts";
import type { Received } from "../support/receiver.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, request, SECRET_KEY, type Answer } from "./client.ts";
import { erase, everything, finish } from "./erasing.ts";
import { arrive } from "./hooked.ts";
import { eventsOf, person, profileOf, publishTellable, publishTelling, server, VIEW } from "./people.ts";
import { deliver, die, keeping, NO, subjectIn, subjectOf, YES } from "./subjects.ts";

beforeAll(async () => {
  await publishTellable();
});

async function look(visitor: Browser, product: string): Promise<void> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  await visitor.view(product);
  visitor.env = undefined;
  await deliver(kept);
}

describe("somebody who is erased", () => {
  it("leaves hashes, and a chain that ends and still verifies", async () => {
    const { visitor, subject, user } = await person();
    await look(visitor, "marker-of-theirs");
    expect(JSON.stringify(await profileOf(subject))).toContain("marker-of-theirs");
    const erased = await erase(subject);
    expect(erased).toMatchObject({ done: true, kept: [] });
    expect(await finish()).toBe(1);
    expect(await finish()).toBe(0);
    const left = await everything();
    expect(left).not.toContain("marker-of-theirs");
    expect(left).not.toContain(user);
    const naming = left.split("\n").filter((line) => line.includes(subject));
    expect(naming.map((line) => line.split(" ")[1] ?? "").toSorted()).toEqual(["ledger", "ledger", "register"]);
    expect(
      left
        .split("\n")
        .filter((line) => line.includes(erased.tombstone))
        .some((line) => line.startsWith("DB tombstone")),
    ).toBe(true);
    expect(await bindings().KV.get(`tomb:${erased.tombstone}`)).toBe(JSON.stringify({ controller: "acme", at: NOON }));
    expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
    expect(await erase(subject)).toMatchObject({ tombstone: erased.tombstone, done: true });
  });

  it("is nobody to servers: no permit, no event, no value", async () => {
    const { subject } = await person();
    await erase(subject);
    const named = { type: "subject", value: subject };
    const permits = await server("/v1/permits", { subjects: [named] });
    expect(Object.values(permits.json.permits[0].purposes)).toEqual(
      Object.values(permits.json.permits[0].purposes).map(() => ({ allowed: false, why: "erased", state: "unknown" })),
    );
    const { env, kept } = keeping(bindings());
    await server("/v1/track", { ...VIEW, anonymousId: subject }, { env });
    await deliver(kept);
    expect(await eventsOf(subject)).toEqual([]);
    expect(
      await server("/v1/identities/link", { subject: named, identifier: { type: "user", value: "u-new" }, source: "crm", proof: "2" }),
    ).toMatchObject({
      status: 422,
      json: { errors: [{ field: "subject", rule: "erased" }] },
    });
  });

  it("is nobody in another browser of theirs: its pass is taken away, and whoever chooses there is somebody new", async () => {
    const { visitor, subject } = await person();
    const other = visitor.copy();
    await erase(subject);
    other.now += 2 * MINUTE;
    const renewed = await other.renew();
    expect(renewed.json.consent.why).toMatchObject({ personal: "erased", service: "necessary" });
    expect(other.jar.get("__Host-earnest")).toBe("");
    expect((await other.choose(YES)).status).toBe(201);
    expect(await subjectIn(other)).not.toBe(subject);
    const late = visitor.copy();
    expect((await late.choose(YES)).status).toBe(201);
    expect(await subjectOf(late)).not.toBe(subject);
  });

  it("leaves what was refused in a browser as a no of nobody", async () => {
    const { visitor, subject } = await person({ ...YES, ads: false });
    await erase(subject);
    await visitor.renew();
    expect(await subjectIn(visitor)).toBeNull();
    visitor.now += 5 * MINUTE;
    expect((await visitor.ask("/v1/consent")).json.consent.state).toMatchObject({ ads: "denied", personal: "unknown" });
  });

  it("stays gone whatever was on its way: events, exposures and a withdrawal that come late are settled and write nothing", async () => {
    const { visitor, subject } = await person();
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    await visitor.view("late-marker");
    await visitor.choose(NO, { env: { ...env, DB: null as never } }).catch(() => undefined);
    await erase(subject);
    expect(await deliver(kept)).toEqual({ acked: kept.length, retried: 0 });
    expect(await everything()).not.toContain("late-marker");
    expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
  });
});

describe("who may ask for it", () => {
  it("is by the pass alone whoever is nothing but this browser, which forgets them in the same answer", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const [subject, before] = [await subjectOf(visitor), visitor.copy()];
    const erased = await visitor.ask("/v1/me/erase", { body: {} });
    expect(erased).toMatchObject({
      status: 200,
      json: { erased: true, kept: [], done: true, tombstone: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect([visitor.jar.get("__Host-earnest"), visitor.jar.get("earnest_choice")]).toEqual(["", ""]);
    visitor.jar.set("__Host-earnest", before.jar.get("__Host-earnest") ?? "");
    expect((await visitor.decide()).json.decisions.hero.reason).not.toBe("matched");
    expect((await everything()).split("\n").filter((line) => line.includes(subject) && !/ (ledger|register|erasure) /.test(line))).toEqual(
      [],
    );
  });

  it("is not a known person by the pass alone: their browser may forget them, and they stay who they are", async () => {
    const { visitor, subject } = await person();
    const before = await everything();
    expect(await visitor.ask("/v1/me/erase", { body: {} })).toMatchObject({
      status: 403,
      json: { errors: [{ field: "pass", rule: "proof" }] },
    });
    expect(await visitor.ask("/v1/me/forget", { body: {} })).toMatchObject({ status: 200, json: { forgotten: true, erased: false } });
    expect(await everything()).toBe(before);
    expect(await subjectIn(visitor)).not.toBe(subject);
  });

  it("is staff with the scope, by an identifier, which is nobody's from then on", async () => {
    const { user } = await person();
    const named = { subject: { type: "user", value: user } };
    expect(await server("/v1/rights/erase", named)).toMatchObject({ status: 200, json: { erased: true, done: true } });
    expect(await server("/v1/rights/erase", named)).toMatchObject({ status: 422, json: { errors: [{ field: "subject", rule: "known" }] } });
  });
});

describe("whoever is told of an erasure", () => {
  const told = async (tombstone: string): Promise<unknown> => {
    const { json } = await request(`/v1/rights/erasures?site=pk_acme_main&tombstone=${tombstone}`, { key: SECRET_KEY });
    return json.told;
  };

  async function eraseTelling(status: number) {
    const name = crypto.randomUUID();
    const url = `${inject("receiver")}/${name}/${status}`;
    const hook = { events: ["subject.erased"], controller: "acme" };
    const webhooks = [
      { ...hook, key: "parcels", url, recipient: "Parcel Ltd" },
      { ...hook, key: "own", url },
    ];
    await publishTelling(webhooks);
    const { env, kept } = keeping(bindings());
    const { subject } = await person();
    const { tombstone } = await erase(subject, NOON, env);
    return { name, subject, tombstone, kept };
  }

  it("is written down before they are, and whether they heard: once, with the pseudonyms they know", async () => {
    const { name, subject, tombstone, kept } = await eraseTelling(200);
    const open = { tombstone, webhook: "parcels", recipient: "Parcel Ltd", told: null, givenUp: null };
    expect(await told(tombstone)).toMatchObject([{ webhook: "own", recipient: null, told: null }, open]);
    const all = await request("/v1/rights/erasures?site=pk_acme_main", { key: SECRET_KEY });
    expect(all.json.told).toEqual(expect.arrayContaining([expect.objectContaining(open)]));
    await arrive(kept);
    expect(await told(tombstone)).toMatchObject([{ told: expect.any(String) }, { told: expect.any(String), givenUp: null }]);
    const heard: readonly Received[] = await (await fetch(`${inject("receiver")}/${name}`)).json();
    expect(heard.map(({ body }) => JSON.parse(body).data.subject)).toEqual([subject, subject]);
    expect((await everything()).split("\n").filter((line) => line.includes(subject) && / audit | erasure_told /.test(line))).toEqual([]);
  });

  it("and never hears of it, is seen as given up; who it was about is not kept for that", async () => {
    const { subject, tombstone, kept } = await eraseTelling(503);
    expect((await arrive(kept, MOST_ARRIVALS)).acked).toBe(0);
    expect(await die(kept, "e")).toBe("acked");
    expect(await told(tombstone)).toMatchObject([
      { told: null, givenUp: expect.any(String) },
      { told: null, givenUp: expect.any(String) },
    ]);
    await finish(NOON + 60 * MINUTE);
    expect((await everything()).split("\n").filter((line) => line.includes(subject) && !/ (ledger|register) /.test(line))).toEqual([]);
  });
});

describe("an identifier of somebody who was erased", () => {
  const LATER = { ...bindings(), EARNEST_PEPPER: `earnest-demo-pepper-for-local-mode-only,${"n".repeat(32)}` };

  async function bring(user: string, env = bindings()): Promise<Answer> {
    const path = `/v1/imports/${crypto.randomUUID()}/parts/1?site=pk_acme_main&from=crm&source=volunteered`;
    const headers = { "content-type": "text/csv", "x-earnest-now": String(NOON) };
    return request(path, {
      method: "PUT",
      key: SECRET_KEY,
      headers,
      env,
      text: `user,at,attributes.account\n${user},2026-11-01T00:00:00Z,gold`,
    });
  }

  it("is brought back by no file, whatever pepper came since, and counted there; by a choice they told staff it is theirs anew", async () => {
    const { user, subject } = await person();
    await erase(subject);
    expect((await bring(user)).json).toMatchObject({ written: 0, refused: 1, faults: [{ field: "subject", rule: "erased" }] });
    expect(await everything()).not.toContain("gold");
    await moveIdentifiers(await platformOf(LATER, () => undefined), NOON);
    expect((await bring(user, LATER)).json).toMatchObject({ written: 0, refused: 1 });
    const say = { method: "phone", actor: "agent-3", evidence: "call-9", decisions: { ads: false } };
    const told = await server("/v1/consent", { subject: { type: "user", value: user }, ...say }, { env: LATER });
    expect(told.status).toBe(201);
    expect(told.json.subject).not.toBe(subject);
    expect((await bring(user, LATER)).json).toMatchObject({ written: 1, refused: 0 });
  });
});
