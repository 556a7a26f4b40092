import { beforeAll, describe, expect, it } from "vitest";
import { readLedger } from "../../src/storage/register.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { send } from "./centre-forms.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { failEvery } from "./fail-every.ts";
import { person, server } from "./people.ts";
import { deliver, keeping, rowsOf } from "./subjects.ts";

const PURPOSES = ["personal", "ads", "security-check"];

beforeAll(async () => {
  const [first, ...others] = testProgram()["purposes"] as readonly object[];
  const words = { name: "Checks", why: "We look for misuse.", benefit: "Your account is safer." };
  const texts = { en: words, de: words };
  const own = { key: "security-check", class: "functional", basis: "legitimate-interest", retention: "P30D", texts };
  expect((await publish(testProgram({ purposes: [first, ...others, own] }))).json).toMatchObject({ hash: expect.any(String) });
});

async function filed(kind: string, user: string, proof: object = { proof: "passport" }): Promise<string> {
  const subject = { type: "user", value: user };
  const filing = { kind, subject, via: "mail", actor: "desk-7", place: { country: "DE" }, ...proof };
  return (await server("/v1/requests", filing)).json.id;
}

const answered = (id: string, ask: object = {}): Promise<Answer> => server(`/v1/requests/${id}/answer`, { actor: "desk-7" }, ask);

async function whyOf(ref: { readonly type: string; readonly value: string }): Promise<Record<string, string>> {
  const { json } = await server("/v1/permits", { subjects: [ref], purposes: PURPOSES });
  const purposes = json.permits[0].purposes as Record<string, { readonly why: string }>;
  return Object.fromEntries(Object.entries(purposes).map(([key, { why }]) => [key, why]));
}

const whyUser = (user: string) => whyOf({ type: "user", value: user });

const entries = async (subject: SubjectId): Promise<number> => (await readLedger(bindings(), subject, 5_000)).length;

describe("a request that is answered", () => {
  it.each([
    ["withdrawal", { personal: "withdrawn", ads: "withdrawn", "security-check": "objected" }],
    ["objection", { personal: "granted", ads: "granted", "security-check": "objected" }],
    ["opt-out", { personal: "granted", ads: "withdrawn", "security-check": "lawful-basis" }],
    ["restriction", { personal: "restricted", ads: "restricted", "security-check": "restricted" }],
    ["access", { personal: "granted", ads: "granted", "security-check": "lawful-basis" }],
  ])("was carried out: %s", async (kind, why) => {
    const { user } = await person();
    const id = await filed(kind, user);
    expect(await whyUser(user)).toMatchObject({ personal: "granted", "security-check": "lawful-basis" });
    expect((await answered(id)).json).toMatchObject({ state: "answered", next: null });
    expect(await whyUser(user)).toEqual(why);
  });

  it("of an erasure leaves nobody, nor in itself; refused, nothing happens", async () => {
    const [gone, stays] = [await person(), await person()];
    const [id, refused] = [await filed("erasure", gone.user), await filed("erasure", stays.user)];
    expect((await answered(id)).json).toMatchObject({ state: "answered", subject: null });
    await server(`/v1/requests/${refused}/refuse`, { actor: "desk-7", note: "a duty keeps it", basis: "legal-obligation" });
    expect(await whyOf({ type: "subject", value: gone.subject })).toMatchObject({ personal: "erased" });
    expect(await rowsOf("request", "request_step")).not.toContain(gone.subject);
    expect(await whyUser(stays.user)).toMatchObject({ personal: "granted" });
  });

  it("is not carried out while unverified, but an opt-out, which holds for a name nobody knows yet", async () => {
    const { user } = await person();
    const id = await filed("withdrawal", user, {});
    expect((await answered(id)).json.errors).toMatchObject([{ rule: "unverified" }]);
    expect(await whyUser(user)).toMatchObject({ personal: "granted" });
    await answered(await filed("opt-out", user, {}));
    expect(await whyUser(user)).toMatchObject({ personal: "granted", ads: "withdrawn" });
    const stranger = crypto.randomUUID();
    await answered(await filed("opt-out", stranger, {}));
    expect(await whyUser(stranger)).toMatchObject({ ads: "denied" });
  });

  it.each(["before", "after"] as const)(
    "cut off %s any call and sent again comes to the same end, once",
    async (when) => {
      for (const kind of ["withdrawal", "restriction", "erasure"])
        await failEvery(async (env, kept, broken, label) => {
          const { user, subject } = await person();
          const id = await filed(kind, user);
          const before = await entries(subject);
          await answered(id, { env: broken }).catch(() => undefined);
          await answered(id, { env });
          await deliver(kept);
          const { json } = await request(`/v1/requests/${id}?site=pk_acme_main`, { key: SECRET_KEY });
          expect(json.state, `${kind}, ${label}`).toBe("answered");
          expect(json.steps.map(({ step }: { readonly step: string }) => step).toSorted()).toEqual(["answer", "received"]);
          const why = { withdrawal: "withdrawn", restriction: "restricted", erasure: "erased" }[kind];
          expect(await whyOf({ type: "subject", value: subject }), `${kind}, ${label}`).toMatchObject({ personal: why });
          expect(await entries(subject), `${kind}, ${label}`).toBe(before + 1);
        }, when);
    },
    300_000,
  );

  it("cut off after the no was recorded does not take back a yes that came between", async () => {
    const { user, subject, visitor } = await person();
    const id = await filed("opt-out", user);
    const { env, kept } = keeping(bindings());
    expect((await answered(id, { env: neverClosing(env) })).status).toBe(503);
    expect(await whyUser(user)).toMatchObject({ ads: "withdrawn" });
    visitor.now = NOON + DAY;
    await visitor.renew();
    await visitor.choose({ ads: true });
    const count = await entries(subject);
    expect((await answered(id)).json.state).toBe("answered");
    await deliver(kept);
    expect(await whyUser(user)).toMatchObject({ ads: "granted" });
    expect(await entries(subject)).toBe(count);
  });
});

describe("a no that somebody asks for by a request of their own", () => {
  const [granted, refused] = [
    { personal: true, ads: true },
    { personal: false, ads: false },
  ];
  const kinds = [
    ["withdrawal", refused],
    ["opt-out", { ...granted, ads: false }],
    ["objection", { ...granted, "security-check": false }],
    ["restriction", refused],
  ] as const;

  async function asked(): Promise<Browser> {
    const visitor = new Browser();
    await visitor.choose(granted);
    expect((await visitor.decide()).json.consent.allowed).toMatchObject(granted);
    return visitor;
  }
  const allowed = async (visitor: Browser) => (await visitor.decide()).json.consent.allowed;

  it.each(kinds)("waits for no desk, nor does a late answer to another tab undo it: %s", async (kind, left) => {
    const visitor = await asked();
    const late = visitor.jar.get("__Host-earnest") ?? "";
    const { status, json } = await visitor.ask("/v1/requests", { body: { kind } });
    expect([status, json.state]).toEqual([201, "answered"]);
    expect(await allowed(visitor)).toMatchObject(left);
    visitor.jar.set("__Host-earnest", late);
    expect(await allowed(visitor)).toMatchObject(refused);
    const form = await asked();
    expect((await send(form, "request", [["kind", kind]])).text).toContain("Your request is here.");
    expect(await allowed(form)).toMatchObject(left);
  });

  it("changes nothing by an address alone, nor does a request for anything else", async () => {
    const visitor = await asked();
    expect((await visitor.ask("/v1/requests", { body: { kind: "access" } })).json.state).toBe("open");
    const { user } = await person();
    const address = { type: "email", value: `${user}@example.org` };
    expect((await new Browser().ask("/v1/requests", { body: { kind: "withdrawal", address } })).json.state).toBe("unverified");
    expect(await allowed(visitor)).toMatchObject(granted);
  });
});

/** Bindings in which no request can be closed. */
function neverClosing(env: Bindings): Bindings {
  const databases = allDatabases(env).map(({ name, db }) => [name, refusingUpdate(db)] as const);
  return { ...env, ...Object.fromEntries(databases) };
}

function refusingUpdate(db: D1Database): D1Database {
  return new Proxy(db, {
    get(inner, name) {
      if (name === "prepare")
        return (sql: string) => inner.prepare(sql.startsWith("UPDATE request") ? sql.replace("UPDATE request", "UPDATE away") : sql);
      const member = Reflect.get(inner, name) as unknown;
      return typeof member === "function" ? member.bind(inner) : member;
    },
  });
}
