import { OpenFeature } from "@openfeature/server-sdk";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../../src/core/kernel/bytes.ts";
import { EarnestServer } from "../../src/sdk/server.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { person } from "./people.ts";
import { counting } from "./faults.ts";
import { subjectOf, YES } from "./subjects.ts";

const BULK = "/ofrep/v1/evaluate/flags";
const one = (key: string): string => `${BULK}/${key}`;
const SITE_KEY = "sk_test_one_site";

beforeAll(async () => {
  const experiences = [
    ...(testProgram()["experiences"] as object[]),
    {
      key: "checkout",
      slot: "quiet",
      purpose: "service",
      variants: [{ key: "on", value: true, content: { en: {}, de: {} } }],
    },
    {
      key: "over",
      slot: "quiet",
      purpose: "service",
      schedule: { until: "2026-01-01T00:00:00Z" },
      variants: [{ key: "on", value: 7, content: { en: {}, de: {} } }],
    },
  ];
  const once = { key: "once", slot: "quiet", purpose: "personal", variants: [{ key: "on", value: "now", content: { en: {}, de: {} } }] };
  const caps = [{ key: "once", most: 1, per: "day", experience: "once", strict: true }];
  expect((await publish(testProgram({ experiences: [...experiences, once], caps }))).status).toBe(201);
  await bindings()
    .DB.prepare("INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'flags', ?2, 0)")
    .bind(await sha256Hex(SITE_KEY), JSON.stringify(["decide", "site:pk_acme_main"]))
    .run();
});

const flags = (visitor: Browser, context: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  visitor.ask(BULK, { body: { context: { targetingKey: "anything", ...context } }, headers });
const flag = ({ json }: Answer, key: string): unknown => json.flags.find((item: { key: string }) => item.key === key);

async function shopper(): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(YES);
  for (const product of ["a", "b", "c"]) await visitor.view(product);
  return visitor;
}

describe("flags of a browser", () => {
  it("are worth a variant's value or content, say why, and leave the code's default where nothing may be shown", async () => {
    const nobody = await flags(new Browser(), { url: "http://localhost/?utm_campaign=winter", locale: "de" });
    expect(nobody.json.flags.map((item: { key: string }) => item.key).toSorted()).toEqual(
      ["checkout", "cheer", "once", "over", "partner-ad", "shoes-hero", "winter-hero"].toSorted(),
    );
    expect(flag(nobody, "checkout")).toMatchObject({ reason: "STATIC", variant: "on", value: true });
    expect(flag(nobody, "over")).toEqual({ key: "over", reason: "DISABLED", metadata: { reason: "scheduled-out" } });
    expect(flag(nobody, "shoes-hero")).toEqual({ key: "shoes-hero", reason: "UNKNOWN", metadata: { reason: "no-consent" } });
    expect(flag(nobody, "winter-hero")).toMatchObject({ reason: "TARGETING_MATCH", value: { headline: "Winter is here (de)" } });
    const known = await flags(await shopper(), { mood: "sad" });
    expect(flag(known, "shoes-hero")).toMatchObject({
      reason: "TARGETING_MATCH",
      variant: "only",
      value: { headline: "Shoes for you" },
      metadata: { reason: "matched", exposure: expect.any(String) },
    });
    expect(flag(known, "cheer")).toMatchObject({ reason: "SPLIT", variant: expect.stringMatching(/^[ab]$/) });
    expect(known.json.metadata).toMatchObject({ consentVersion: 1, program: expect.any(String) });
  });

  it("go by the pass, and by no targeting key, whoever it names", async () => {
    const shopping = await shopper();
    const subject = await subjectOf(shopping);
    const stranger = await new Browser().ask(one("shoes-hero"), { body: { context: { targetingKey: subject } } });
    expect(stranger.json).not.toHaveProperty("value");
    const itself = await shopping.ask(one("shoes-hero"), { body: { context: { targetingKey: "somebody else" } } });
    expect(itself.json).toMatchObject({ key: "shoes-hero", value: { headline: "Shoes for you" } });
    const same = await shopping.decide(["aside"], { attributes: { mood: "sad" } });
    const cheer = await shopping.ask(one("cheer"), { body: { context: { targetingKey: "x", mood: "sad" } } });
    expect(cheer.json.variant).toBe(same.json.decisions.aside.variant);
  });

  it("are not sent again until context, consent or program change, and a withdrawal takes them away", async () => {
    const visitor = await shopper();
    const first = await flags(visitor);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(first.headers.get("access-control-expose-headers")).toBe("etag");
    for (const held of [etag, `W/${etag}`, etag.replaceAll('"', ""), `"x", ${etag}`]) {
      const again = await flags(visitor, {}, { "if-none-match": held });
      expect([again.status, again.text]).toEqual([304, ""]);
      expect(again.headers.get("etag")).toBe(etag);
    }
    expect((await flags(visitor, { mood: "sad" }, { "if-none-match": etag })).status).toBe(200);
    expect((await visitor.withdraw()).status).toBe(200);
    const after = await flags(visitor, {}, { "if-none-match": etag });
    expect(after.status).toBe(200);
    expect(after.headers.get("etag")).not.toBe(etag);
    expect(flag(after, "shoes-hero")).not.toHaveProperty("value");
  });

  it("cost no storage with a live pass, and one round trip past its hard time", async () => {
    const visitor = await shopper();
    await flags(visitor);
    const { env, counts } = counting(bindings());
    visitor.env = env;
    await flags(visitor);
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    visitor.now += 6 * MINUTE;
    expect(flag(await flags(visitor), "checkout")).toMatchObject({ value: true });
    expect(counts().d1).toBeGreaterThan(0);
  });

  it("are taken off their caps only when they are asked for by themselves", async () => {
    const visitor = await shopper();
    const ask = (): Promise<Answer> => visitor.ask(one("once"), { body: { context: { targetingKey: "x" } } });
    for (let round = 0; round < 3; round++)
      expect(flag(await flags(visitor), "once")).toEqual({ key: "once", reason: "UNKNOWN", metadata: { reason: "evaluate-by-itself" } });
    expect((await ask()).json).toMatchObject({ value: "now", reason: "STATIC" });
    expect((await ask()).json).toMatchObject({ reason: "UNKNOWN", metadata: { reason: "capped" } });
  });

  it("name what of the context is not used, and count an exposure once it was reported", async () => {
    const visitor = await shopper();
    const answer = await flags(visitor, { email: "anna@example.org", plan: "free", mood: "sad" });
    expect(answer.json.metadata.ignored).toBe("email, plan");
    expect(answer.text).not.toContain("anna");
    const { exposure } = (flag(answer, "cheer") as { metadata: { exposure: string } }).metadata;
    expect((await visitor.ask("/v1/exposures", { body: { exposures: [exposure] } })).json).toMatchObject({ accepted: 1 });
  });
});

/** Straight at this Worker. */
const fetchImplementation: typeof fetch = async (input, init) => {
  const asked = new Request(input, init);
  const headers = { ...Object.fromEntries(asked.headers), "x-earnest-now": String(NOON) };
  const { status, text, headers: answered } = await request(new URL(asked.url).pathname, { text: await asked.text(), headers });
  return new Response(text, { status, headers: answered });
};

/** The OpenFeature server SDK with its own provider, talking to this Worker. */
async function clientWith(key: string, domain: string) {
  const headers: [string, string][] = [["x-api-key", key]];
  await OpenFeature.setProviderAndWait(domain, new OFREPProvider({ baseUrl: "http://localhost", headers, fetchImplementation }));
  return OpenFeature.getClient(domain);
}

describe("OpenFeature's server SDK", () => {
  it("finds whom a secret key names, by subject or identifier, and follows their consent", async () => {
    const { visitor, subject, user } = await person();
    const client = await clientWith(SITE_KEY, "known");
    const cheer = (targetingKey: string) => client.getObjectDetails("cheer", { headline: "code" }, { targetingKey, mood: "sad" });
    const found = await cheer(user);
    expect(found).toMatchObject({ reason: "SPLIT", value: { headline: expect.stringMatching(/^Cheer up/) } });
    expect((await cheer(subject)).variant).toBe(found.variant);
    expect((await cheer(`user:${user}`)).variant).toBe(found.variant);
    expect((await cheer("nobody knows")).value).toEqual({ headline: "code" });
    expect(await client.getBooleanDetails("checkout", false, { targetingKey: "nobody knows" })).toMatchObject({ value: true });
    await visitor.withdraw();
    expect((await cheer(user)).value).toEqual({ headline: "code" });
  });

  it("is told what the server's own client is, in the same request and in no other", async () => {
    const { user } = await person();
    const client = await clientWith(SITE_KEY, "context");
    const server = new EarnestServer({ host: "http://localhost", key: SITE_KEY, fetch: fetchImplementation });
    const own = { headline: "code" };
    for (const page of [{ url: "http://localhost/?utm_campaign=winter", locale: "de" }, { url: "http://localhost/" }, {}]) {
      const theirs = await client.getObjectDetails("winter-hero", own, { targetingKey: user, ...page });
      const ours = await server.flag("winter-hero", { type: "user", value: user }, own, page);
      expect(ours.value).toEqual(theirs.value);
      expect(ours.value).toEqual("locale" in page ? { headline: "Winter is here (de)" } : own);
    }
    const sad = await server.flag("cheer", { type: "user", value: user }, own, { attributes: { mood: "sad" } });
    expect(sad).toMatchObject({ reason: "SPLIT", value: { headline: expect.stringMatching(/^Cheer up/) } });
  });

  it("reads what is wrong in OpenFeature's own words", async () => {
    const client = await clientWith(SITE_KEY, "wrong");
    const context = { targetingKey: "x" };
    expect(await client.getBooleanDetails("nothing", false, context)).toMatchObject({ value: false, errorCode: "FLAG_NOT_FOUND" });
    expect(await client.getBooleanDetails("checkout", false, {})).toMatchObject({ value: false, errorCode: "TARGETING_KEY_MISSING" });
    const wrong = await client.getBooleanDetails("checkout", false, { ...context, mood: 7 });
    expect(wrong).toMatchObject({ value: false, errorCode: "INVALID_CONTEXT", errorMessage: "context.mood must be a string" });
    expect(await client.getStringDetails("checkout", "no", context)).toMatchObject({ value: "no", errorCode: "TYPE_MISMATCH" });
    const locked = await clientWith("sk_wrong_key", "locked");
    expect(await locked.getBooleanDetails("checkout", false, context)).toMatchObject({ value: false, reason: "ERROR" });
  });

  it("is given by value what each of the protocol's refusals needs", async () => {
    const ask = (path: string, body: object | string, key = SECRET_KEY): Promise<Answer> =>
      request(`${path}?site=pk_acme_main`, { ...(typeof body === "string" ? { text: body } : { body }), headers: { "x-api-key": key } });
    expect(await ask(BULK, "{")).toMatchObject({
      status: 400,
      json: { errorCode: "PARSE_ERROR", errorDetails: "(body) must be valid JSON" },
    });
    expect(await ask(one("checkout"), {})).toMatchObject({ status: 400, json: { key: "checkout", errorCode: "INVALID_CONTEXT" } });
    expect(await ask(BULK, { context: { targetingKey: "" } })).toMatchObject({ status: 400, json: { errorCode: "TARGETING_KEY_MISSING" } });
    expect(await ask(one("no"), { context: { targetingKey: "x" } })).toMatchObject({
      status: 404,
      json: { key: "no", errorCode: "FLAG_NOT_FOUND" },
    });
    expect((await ask(BULK, { context: { targetingKey: "x" } }, "")).status).toBe(401);
    const limited = await Promise.all(
      Array.from({ length: 200 }, () =>
        request(BULK, { key: "pk_acme_main", body: { context: { targetingKey: "x" } }, headers: { "cf-connecting-ip": "192.0.2.77" } }),
      ),
    );
    expect(limited.find(({ status }) => status === 429)?.headers.get("retry-after")).toBe("60");
  });
});
