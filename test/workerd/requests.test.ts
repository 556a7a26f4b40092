import { beforeAll, describe, expect, it } from "vitest";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { DAY, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { person, server } from "./people.ts";

const CALIFORNIA = { country: "US", region: "CA" };
const BERLIN = { zone: "Europe/Berlin", holidays: ["2026-12-25", "2026-12-26"] };

beforeAll(async () => {
  const [controller, ...others] = testProgram()["controllers"] as readonly object[];
  expect((await publish(testProgram({ controllers: [{ ...controller, rights: BERLIN }, ...others] }))).json).toMatchObject({
    hash: expect.any(String),
  });
});

function at(now: number): { readonly headers: Record<string, string> } {
  return { headers: { "x-earnest-now": String(now) } };
}

function file(body: object, now = NOON, headers: Record<string, string> = {}): Promise<Answer> {
  const subject = { type: "email", value: `${crypto.randomUUID()}@example.org` };
  const filing = { kind: "access", subject, via: "mail", actor: "desk-7", place: { country: "DE" }, ...body };
  return server("/v1/requests", filing, { headers: { ...at(now).headers, ...headers } });
}

function step(id: string, verb: string, body: object = {}, now = NOON): Promise<Answer> {
  return server(`/v1/requests/${id}/${verb}`, { actor: "desk-7", note: "as told", ...body }, at(now));
}

function read(path: string, now = NOON): Promise<Answer> {
  return request(path, { key: SECRET_KEY, headers: at(now).headers });
}

async function everything(...tables: readonly string[]): Promise<string> {
  const rows = allDatabases(bindings()).flatMap(({ db }) =>
    tables.map(async (table) => (await db.prepare(`SELECT * FROM ${table}`).all()).results),
  );
  return JSON.stringify(await Promise.all(rows));
}

async function steps(id: string): Promise<readonly string[]> {
  const { json } = await read(`/v1/requests/${id}?site=pk_acme_main`);
  return json.steps.map((item: { readonly step: string }) => item.step);
}

describe("a request", () => {
  it("is due as its place says, on the clocks of its controller, and says what is next", async () => {
    expect((await file({})).json).toMatchObject({
      state: "unverified",
      due: "2026-12-22",
      extendable: "2027-02-22",
      next: { step: "verify", late: false },
    });
    const late = await file({ at: "2026-11-25T23:30:00Z" }, NOON + 10 * DAY);
    expect(late.json).toMatchObject({ received: "2026-11-25T23:30:00.000Z", due: "2026-12-28" });
    const california = await file({ place: CALIFORNIA });
    expect(california.json).toMatchObject({ rule: "US-CA", due: "2027-01-06", next: { step: "acknowledge", by: "2026-12-04" } });
    expect((await step(california.json.id, "acknowledge")).json).toMatchObject({ next: { step: "verify", by: "2027-01-06" } });
  });

  it("tells nobody whether somebody is known, and looks them up only once it is verified", async () => {
    const { user, subject } = await person();
    const known = await file({ subject: { type: "user", value: user } });
    const unknown = await file({ subject: { type: "user", value: "nobody-at-all" } });
    const shape = ({ id: _, ...rest }: Record<string, unknown>): unknown => rest;
    expect(shape(known.json)).toEqual(shape(unknown.json));
    expect(known.json.subject).toBeNull();
    expect((await step(known.json.id, "verify")).json).toMatchObject({ state: "open", subject });
    expect((await step(unknown.json.id, "verify")).json).toMatchObject({ state: "open", subject: null });
    expect((await file({ subject: { type: "user", value: user }, proof: "passport seen" })).json).toMatchObject({ state: "open", subject });
  });

  it("is answered to nobody unverified, but an opt-out", async () => {
    const { json } = await file({});
    expect((await step(json.id, "answer")).json.errors).toMatchObject([{ field: "id", rule: "unverified" }]);
    const optOut = await file({ kind: "opt-out", place: CALIFORNIA });
    expect((await step(optOut.json.id, "answer")).json).toMatchObject({ state: "answered", next: null });
  });

  it("is put off once, before it is late, and only where that is known", async () => {
    const { json } = await file({});
    expect((await step(json.id, "extend", {}, NOON + 20 * DAY)).json).toMatchObject({ due: "2027-02-22", extendable: null });
    expect((await step(json.id, "extend")).json.errors).toMatchObject([{ rule: "taken" }]);
    const late = await file({});
    expect((await step(late.json.id, "extend", {}, NOON + 31 * DAY)).json.errors).toMatchObject([{ rule: "late" }]);
    const brazil = await file({ place: { country: "BR" } });
    expect((await step(brazil.json.id, "extend")).json.errors).toMatchObject([{ rule: "no-extension" }]);
  });

  it("keeps who asked sealed, and forgets it when it is closed; who did what stays", async () => {
    const { json } = await file({ subject: { type: "email", value: "ada.sealed@example.org" }, about: "my name is Ada Sealed" });
    expect(await everything("request", "request_step", "audit")).not.toMatch(/sealed@example|Ada Sealed/);
    const opened = await read(`/v1/requests/${json.id}?site=pk_acme_main`);
    expect(opened.json.contact).toMatchObject({ who: { kind: "email", value: "ada.sealed@example.org" }, about: "my name is Ada Sealed" });
    expect((await step(json.id, "refuse", { basis: "no-match", note: "nobody is known by it" })).json).toMatchObject({
      state: "refused",
      basis: "no-match",
    });
    const closed = await read(`/v1/requests/${json.id}?site=pk_acme_main`);
    expect(closed.json).toMatchObject({
      contact: null,
      steps: [
        { step: "received", actor: "desk-7" },
        { step: "refuse", note: "nobody is known by it" },
      ],
    });
    expect(await everything("audit")).toContain(`"action":"request.refuse","target":"${json.id}"`);
    for (const verb of ["acknowledge", "verify", "answer", "cancel"])
      expect((await step(json.id, verb)).json.errors).toMatchObject([{ rule: "closed" }]);
  });

  it("sent again under its key is the same, and another under that key is refused", async () => {
    const subject = { type: "email", value: "again@example.org" };
    const key = { "idempotency-key": "letter-2026-0815" };
    const first = await file({ subject }, NOON, key);
    expect((await file({ subject }, NOON + DAY, key)).json).toEqual(first.json);
    expect((await file({ subject, kind: "erasure" }, NOON, key)).json.errors).toMatchObject([{ field: "idempotency-key" }]);
  });

  it("is closed once, however many close it at the same moment", async () => {
    const { json } = await file({ proof: "passport" });
    const answers = await Promise.all(["answer", "cancel", "answer"].map((verb) => step(json.id, verb)));
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect((await steps(json.id)).length).toBe(2);
  });
});

describe("the desk", () => {
  it("reads what is not closed in the order it is due, page by page", async () => {
    const whole = await read("/v1/requests?site=pk_acme_main&limit=200");
    const dues = whole.json.requests.map(({ due }: { readonly due: string }) => due);
    expect(dues).toEqual(dues.toSorted());
    const paged: string[] = [];
    for (let after: string | null = ""; after !== null;) {
      const { json }: Answer = await read(`/v1/requests?site=pk_acme_main&limit=2${after && `&after=${after}`}`);
      paged.push(...json.requests.map(({ id }: { readonly id: string }) => id));
      after = json.after;
    }
    expect(paged).toEqual(whole.json.requests.map(({ id }: { readonly id: string }) => id));
    const open = await read("/v1/requests?site=pk_acme_main&state=open&limit=200");
    expect(new Set(open.json.requests.map(({ state }: { readonly state: string }) => state))).toEqual(new Set(["open"]));
  });

  it("is reminded once each of what is due soon, and of what is late", async () => {
    const { json } = await file({ proof: "passport" }, NOON + 400 * DAY);
    const platform = await platformOf(bindings(), () => undefined);
    const remindedBy = async (days: number): Promise<readonly string[]> => {
      await runCron(platform, "23 2 * * *", NOON + (400 + days) * DAY);
      return (await steps(json.id)).filter((name) => name.startsWith("remind-"));
    };
    expect(json.due).toBe("2028-01-27");
    expect(await remindedBy(20)).toEqual([]);
    expect(await remindedBy(26)).toEqual(["remind-due-7"]);
    expect(await remindedBy(27)).toEqual(["remind-due-7"]);
    expect(await remindedBy(40)).toEqual(["remind-due-7", "remind-due-0"]);
  });

  it("keeps a closed request for 24 months, then forgets it with its steps; one that is open stays", async () => {
    const [closed, open] = [await file({ proof: "passport" }), await file({ proof: "passport" })];
    await step(closed.json.id, "answer");
    const platform = await platformOf(bindings(), () => undefined);
    await runCron(platform, "23 2 * * *", NOON + 730 * DAY);
    expect((await read(`/v1/requests/${closed.json.id}?site=pk_acme_main`)).status).toBe(200);
    await runCron(platform, "23 2 * * *", NOON + 732 * DAY);
    expect((await read(`/v1/requests/${closed.json.id}?site=pk_acme_main`)).status).toBe(404);
    expect((await read(`/v1/requests/${open.json.id}?site=pk_acme_main`)).status).toBe(200);
    expect(await everything("request_step")).not.toContain(closed.json.id);
  });
});
