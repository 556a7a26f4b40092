import { beforeAll, describe, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { open, send } from "./centre-forms.ts";
import { Browser, MINUTE, NOON, publish, type Answer } from "./client.ts";
import { counting, failingAt, overtakenAt } from "./faults.ts";
import { person } from "./people.ts";
import { deliver, keeping, rowsOf, subjectOf } from "./subjects.ts";

const TO = { type: "email", value: "mum@planted.example" };
const UNTIL = new Date(NOON + 30 * MINUTE).toISOString();

beforeAll(async () => {
  const scope = {
    key: "seen",
    purpose: "personal",
    attributes: ["lastProduct"],
    texts: { en: { name: "Last product" }, de: { name: "x" } },
  };
  expect((await publish(testProgram({ scopes: [scope] }))).status).toBe(201);
});

/** Somebody who looked at something, of their own device alone. */
async function walker(): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose({ personal: true, ads: true });
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  await visitor.view("boots");
  visitor.env = undefined;
  await deliver(kept);
  return visitor;
}

const share = (visitor: Browser, more: object = {}): Promise<Answer> =>
  visitor.ask("/v1/me/grants", { body: { scope: "seen", to: TO, until: UNTIL, ...more } });

async function read(grant: Answer, { env = bindings(), now = NOON + MINUTE } = {}): Promise<Answer> {
  const follower = new Browser();
  follower.now = now;
  follower.env = env;
  return follower.ask(`/v1/grants/${grant.json.id}`, { headers: { "earnest-grant": grant.json.token } });
}

describe("what is shared with one person", () => {
  it("is read by its token, each read written down, and named by hashes alone", async () => {
    const visitor = await walker();
    const grant = await share(visitor);
    expect(grant.status).toBe(201);
    expect(grant.json.token).toMatch(/^[\w-]{43}$/);
    expect((await read(grant)).json).toMatchObject({ scope: "seen", attributes: { lastProduct: { value: "boots" } } });
    expect((await visitor.ask("/v1/me/grants")).json.grants).toMatchObject([
      { reads: 1, to: { kind: "email", called: null }, ended: null },
    ]);
    expect(await rowsOf("shared", "shared_read", "audit")).not.toMatch(new RegExp(`mum@|${grant.json.token}`));
  });

  it("tells a stranger nothing: an id alone, a wrong token and no such id are answered alike", async () => {
    const grant = await share(await walker());
    const stranger = new Browser();
    const asked = (id: string, token: string) => stranger.ask(`/v1/grants/${id}`, { headers: { "earnest-grant": token } });
    const answers = await Promise.all([
      asked(grant.json.id, "x"),
      asked(`grt_${"0".repeat(32)}`, "x"),
      asked("nothing", ""),
      asked(grant.json.id, ""),
    ]);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
  });

  it("needs a proof of who asks where somebody is known, and is ended by the pass alone", async () => {
    const { visitor } = await person({ personal: true });
    expect(await share(visitor)).toMatchObject({ status: 403, json: { errors: [{ field: "proof" }] } });
    const own = await walker();
    const grant = await share(own);
    expect((await own.ask(`/v1/me/grants/${grant.json.id}`, { method: "DELETE" })).status).toBe(200);
    expect((await own.ask(`/v1/me/grants/${grant.json.id}`, { method: "DELETE" })).status).toBe(200);
    expect((await read(grant)).status).toBe(403);
  });

  it("is on the person's page with how often it was read, and is ended there, by nobody else", async () => {
    const visitor = await walker();
    expect((await open(visitor)).text).not.toContain("What you let others see");
    const grant = await share(visitor, { called: "Mum" });
    expect((await read(grant)).status).toBe(200);
    const page = (await open(visitor)).text;
    expect(page).toMatch(/What you let others see.*Last product.*For Mum, until .*12:30.*Read so far: 1\./s);
    expect(page).toContain(`value="${grant.json.id}"`);
    const other = await walker();
    expect((await send(other, "grant", [["grant", grant.json.id]])).text).toContain("Nothing was changed");
    expect((await other.ask(`/v1/me/grants/${grant.json.id}`, { method: "DELETE" })).status).toBe(404);
    expect((await read(grant)).status).toBe(200);
    expect((await send(visitor, "grant", [["grant", grant.json.id]])).text).toContain("It is over.");
    expect((await read(grant)).status).toBe(403);
  });

  it("is at most twenty things at once, also when all are asked for at the same time", async () => {
    const visitor = await walker();
    const all = await Promise.all(Array.from({ length: 24 }, () => share(visitor)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(all.find(({ status }) => status !== 201)?.json.errors).toMatchObject([{ field: "scope", rule: "most" }]);
  });

  it("shows nothing once it is ended, whichever call of the read that comes between, and nothing unwritten", async () => {
    const probe = await walker();
    const whole = counting(bindings());
    expect((await read(await share(probe), { env: whole.env })).status).toBe(200);
    const { d1, kv } = whole.counts();
    expect(d1).toBeGreaterThan(2);
    for (let call = 1; call <= d1 + kv; call++) {
      const visitor = await walker();
      const grant = await share(visitor);
      let isEnded = false;
      const env = overtakenAt(bindings(), call, async () => {
        await visitor.ask(`/v1/me/grants/${grant.json.id}`, { method: "DELETE" });
        isEnded = true;
      });
      const answer = await read(grant, { env });
      expect(isEnded).toBe(true);
      expect(answer.status, `ended before call ${call}`).toBe(403);
      expect(answer.text).not.toContain("boots");
      const other = await share(await walker());
      const broken = await read(other, { env: failingAt(bindings(), call, "before") });
      if (broken.status !== 200) expect(broken.text).not.toContain("boots");
    }
  });

  it("is over where consent or the record is gone", async () => {
    const visitor = await walker();
    const grant = await share(visitor);
    visitor.now += MINUTE;
    await visitor.withdraw();
    expect((await read(grant, { now: visitor.now })).status).toBe(403);
    expect(await subjectOf(visitor)).toMatch(/^sub_/);
  });
});
