import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { bindings } from "./bindings.ts";
import { open, send } from "./centre-forms.ts";
import { Browser, MINUTE, NOON, request, SECRET_KEY, type Answer } from "./client.ts";
import { counting, overtakenAt } from "./faults.ts";
import { arrive, drain, Hooked, messagesOf } from "./hooked.ts";
import { CONSENT, person, profileOf, publishTellable, server } from "./people.ts";
import { deliver, keeping, rowsOf, YES } from "./subjects.ts";

const LATER = NOON + MINUTE;

beforeAll(publishTellable);

/** What a partner's server sends of somebody, kept until it is delivered. */
async function sent(user: string, product: string, now = LATER): Promise<{ readonly answer: Answer; readonly kept: SealedMessage[] }> {
  const { env, kept } = keeping(bindings());
  const batch = [
    { type: "track", event: "Product Viewed", properties: { category: "hats", product } },
    { type: "identify", traits: { tier: product } },
  ].map((call) => ({ ...call, userId: user, context: CONSENT, messageId: crypto.randomUUID(), timestamp: new Date(now).toISOString() }));
  const answer = await server("/v1/batch", { batch }, { env, headers: { "x-earnest-now": String(now) } });
  return { answer, kept };
}

function imported(user: string, size: number, { env = bindings(), at = LATER, now = LATER } = {}): Promise<Answer> {
  const text = JSON.stringify({ user, at: new Date(at).toISOString(), "attributes.size": size });
  const path = `/v1/imports/${crypto.randomUUID()}/parts/1?site=pk_acme_main&source=volunteered&from=gym`;
  const headers = { "content-type": "application/x-ndjson", "x-earnest-now": String(now) };
  return request(path, { method: "PUT", key: SECRET_KEY, text, headers, env });
}

const sourcesOf = async (visitor: Browser) => (await visitor.ask("/v1/me/sources")).json.sources;
const change = (visitor: Browser, source: string, verb: string): Promise<Answer> =>
  visitor.ask(`/v1/me/sources/${source}/${verb}`, { body: {} });

async function purge(now: number): Promise<void> {
  await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", now);
}

/** Somebody of whom a gym and the server of the key `test` sent something, and who looked at shoes themselves. */
async function known() {
  const one = await person();
  one.visitor.now = LATER;
  const { env, kept } = keeping(bindings());
  one.visitor.env = env;
  await one.visitor.view("own-shoe");
  one.visitor.env = undefined;
  await deliver([...kept, ...(await sent(one.user, "partner-hat")).kept]);
  expect((await imported(one.user, 45)).json).toMatchObject({ written: 1 });
  one.visitor.now = LATER + MINUTE;
  return one;
}

describe("who sent something about a person", () => {
  it("is listed by source, with dates, purposes and what it was, without a value", async () => {
    const { visitor } = await known();
    const first = new Date(LATER).toISOString();
    expect(await sourcesOf(visitor)).toEqual([
      { source: "import/gym", disconnected: false, first, last: first, attributes: ["size"], events: [], purposes: ["personal"] },
      {
        ...{ source: "key/test", disconnected: false, first, last: first, attributes: ["lastProduct", "tier"] },
        ...{
          events: [
            { name: "Product Viewed", count: 1 },
            { name: "identify", count: 1 },
          ],
          purposes: ["ads", "personal"],
        },
      },
    ]);
  });

  it("is nobody's business but the person's: another browser has no sources, and disconnects none", async () => {
    const [one, other] = [await known(), await person()];
    expect(await sourcesOf(other.visitor)).toEqual([]);
    const refused = await change(other.visitor, "import/gym", "disconnect");
    expect(refused).toMatchObject({ status: 422, json: { errors: [{ field: "source", rule: "known" }] } });
    expect(await profileOf(one.subject)).toMatchObject({ size: 45 });
  });
});

describe("a source that is disconnected", () => {
  it("sends nothing more: refused and counted at the door, and what it sent is gone, here at once and then for good", async () => {
    const { visitor, user, subject } = await known();
    expect((await change(visitor, "key/test", "disconnect")).status).toBe(200);
    expect((await change(visitor, "import/gym", "disconnect")).status).toBe(200);
    expect(await sourcesOf(visitor)).toMatchObject([
      { source: "import/gym", disconnected: true, attributes: [], events: [] },
      { source: "key/test", disconnected: true, attributes: [], events: [], first: null },
    ]);
    const now = visitor.now + MINUTE;
    const { answer, kept } = await sent(user, "more", now);
    expect(answer.json).toMatchObject({ accepted: 0, dropped: { disconnected: 2 } });
    await deliver(kept);
    expect(await rowsOf("rollup")).toContain("disconnected");
    expect((await imported(user, 46, { at: now, now })).json).toMatchObject({ written: 0, refused: 1, faults: [{ rule: "disconnected" }] });
    await purge(now);
    expect(await profileOf(subject)).not.toHaveProperty("size");
    expect(await profileOf(subject)).not.toHaveProperty("tier");
    const events = JSON.parse(await rowsOf("event")).flat() as { subject: string; source: string; fields: string }[];
    expect(events.filter((row) => row.subject === subject).map(({ source, fields }) => [source, JSON.parse(fields).product])).toEqual([
      ["", "own-shoe"],
    ]);
    expect(await visitor.ask("/v1/consent/history")).toMatchObject({
      json: {
        entries: expect.arrayContaining([
          expect.objectContaining({
            record: expect.objectContaining({ decisions: { "^import/gym": expect.objectContaining({ state: "denied" }) } }),
          }),
        ]),
      },
    });
  });

  it("is not overtaken by what it had on its way, in the queue or between a read and a write", async () => {
    const { visitor, user, subject } = await known();
    const { kept } = await sent(user, "late", visitor.now);
    const disconnect = (source: string) => () => change(visitor, source, "disconnect");
    await disconnect("key/test")();
    expect(await deliver(kept)).toMatchObject({ retried: 0 });
    expect(await rowsOf("event")).not.toContain('"late\\"');
    const whole = counting(bindings());
    await imported(user, 50, { at: visitor.now, now: visitor.now, env: whole.env });
    const { d1 } = whole.counts();
    for (let call = 1; call <= d1; call++) {
      const next = await known();
      const env = overtakenAt(bindings(), call, () => change(next.visitor, "import/gym", "disconnect"));
      const { now } = next.visitor;
      await imported(next.user, 51, { at: now, now, env });
      await purge(now + MINUTE);
      expect(await profileOf(next.subject), `call ${call}`).not.toHaveProperty("size");
    }
    expect(await profileOf(subject)).not.toHaveProperty("tier");
  });

  it("is not overtaken in the consumer either, whichever call it comes between", async () => {
    const probe = await known();
    const whole = counting(bindings());
    await deliver((await sent(probe.user, "probe", probe.visitor.now)).kept, whole.env);
    const { d1 } = whole.counts();
    expect(d1).toBeGreaterThan(1);
    for (let call = 1; call <= d1; call++) {
      const { visitor, user, subject } = await known();
      const { kept } = await sent(user, "between", visitor.now);
      await deliver(
        kept,
        overtakenAt(bindings(), call, () => change(visitor, "key/test", "disconnect")),
      );
      await purge(visitor.now + MINUTE);
      expect(await profileOf(subject), `call ${call}`).not.toHaveProperty("tier");
      const events = JSON.parse(await rowsOf("event")).flat() as { subject: string; source: string }[];
      expect(
        events.filter((row) => row.subject === subject && row.source !== ""),
        `call ${call}`,
      ).toEqual([]);
    }
  });

  it("can be connected again: what it says from then on is taken, and nothing of before", async () => {
    const { visitor, user, subject } = await known();
    await change(visitor, "import/gym", "disconnect");
    visitor.now += MINUTE;
    expect((await change(visitor, "import/gym", "connect")).status).toBe(200);
    const now = visitor.now + MINUTE;
    expect((await imported(user, 47, { at: visitor.now - 1, now })).json).toMatchObject({ refused: 1, faults: [{ rule: "disconnected" }] });
    expect((await imported(user, 48, { at: now, now })).json).toMatchObject({ written: 1 });
    await purge(now);
    expect(await profileOf(subject)).toMatchObject({ size: 48 });
  });
});

describe("a source that is cleared", () => {
  it("has nothing here any more, and may send anew", async () => {
    const { visitor, user, subject } = await known();
    expect((await change(visitor, "import/gym", "clear")).status).toBe(200);
    expect(await sourcesOf(visitor)).toMatchObject([{ source: "import/gym", disconnected: false, attributes: [] }, { source: "key/test" }]);
    const now = visitor.now + MINUTE;
    await purge(now);
    expect(await profileOf(subject)).not.toHaveProperty("size");
    expect((await imported(user, 49, { at: now, now })).json).toMatchObject({ written: 1 });
    expect(await profileOf(subject)).toMatchObject({ size: 49, tier: "partner-hat" });
  });
});

describe("a recipient", () => {
  it("that is disconnected hears of no yes, only what is refused, until it is connected again, here or in the centre", async () => {
    const hooked = new Hooked();
    await hooked.answering(200, { recipient: "Parcel Ltd" });
    await drain();
    const visitor = new Browser();
    const heard = async (work: () => Promise<unknown>): Promise<readonly unknown[]> => {
      const before = (await hooked.received()).length;
      await arrive(await messagesOf(work, visitor));
      return (await hooked.received()).slice(before).map(({ body }) => JSON.parse(body).data.changes);
    };
    expect(await heard(() => visitor.choose(YES))).toEqual([expect.objectContaining({ personal: "granted" })]);
    expect((await visitor.ask("/v1/me/sources")).json.recipients).toEqual([
      { source: "webhook/crm", name: "Parcel Ltd", hears: ["consent.changed"], disconnected: false },
    ]);
    expect(await heard(() => change(visitor, "webhook/crm", "disconnect"))).toEqual([{ "^webhook/crm": "denied" }]);
    expect(await heard(() => visitor.choose({ ads: false, personal: true }))).toEqual([{ ads: "withdrawn" }]);
    expect(await heard(() => visitor.choose({ ads: true }))).toEqual([]);
    expect((await change(visitor, "webhook/crm", "clear")).json.errors).toMatchObject([{ field: "change", rule: "sent" }]);
    const { recipients, sources } = (await visitor.ask("/v1/me/sources")).json;
    expect([recipients[0].disconnected, sources]).toEqual([true, []]);
    expect((await open(visitor)).text).toMatch(/Parcel Ltd: hears what you allow.*It hears no more than what you refuse/s);
    const connected = await send(visitor, "source", [
      ["source", "webhook/crm"],
      ["change", "connect"],
    ]);
    expect(connected.text).not.toContain("It hears no more");
    await drain();
    expect(await heard(() => visitor.choose({ memory: true, ads: true }))).toEqual([expect.objectContaining({ ads: "granted" })]);
  });
});
