import { beforeAll, describe, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, publish, request, SECRET_KEY, type Ask } from "./client.ts";

beforeAll(async () => {
  await publish();
});

const KEY = "pk_acme_main";
const NOTICE = { version: "x", locale: "en" };
const big = JSON.stringify({ slots: ["hero"], context: { url: "x".repeat(600 * 1024) } });
const deep = `{"slots":${"[".repeat(40)}${"]".repeat(40)}}`;
const program = (changes: Record<string, unknown>): Record<string, unknown> => testProgram(changes);

interface Case extends Ask {
  readonly path: string;
  readonly status: number;
  readonly field: string;
  readonly rule?: string;
}

const cases: Readonly<Record<string, Case>> = {
  "decide: not JSON": { path: "/v1/decide", key: KEY, text: "{", status: 400, field: "(body)", rule: "json" },
  "decide: a list": { path: "/v1/decide", key: KEY, body: [], status: 422, field: "(body)", rule: "object" },
  "decide: no slots": { path: "/v1/decide", key: KEY, body: {}, status: 422, field: "slots", rule: "array" },
  "decide: a slot that is no text": { path: "/v1/decide", key: KEY, body: { slots: ["hero", 7] }, status: 422, field: "slots.1", rule: "string" },
  "decide: too many slots": { path: "/v1/decide", key: KEY, body: { slots: Array.from({ length: 51 }, (_, i) => `s${i}`) }, status: 422, field: "slots", rule: "length" },
  "decide: an unknown field": { path: "/v1/decide", key: KEY, body: { slots: ["hero"], colour: 1 }, status: 422, field: "colour", rule: "unknown-field" },
  "decide: an unknown context field": { path: "/v1/decide", key: KEY, body: { slots: ["hero"], context: { urn: "" } }, status: 422, field: "context.urn", rule: "unknown-field" },
  "decide: an attribute the page may not set": { path: "/v1/decide", key: KEY, body: { slots: ["hero"], context: { attributes: { shoeViews: 9 } } }, status: 422, field: "context.attributes.shoeViews", rule: "request-attribute" },
  "decide: an attribute of the wrong type": { path: "/v1/decide", key: KEY, body: { slots: ["hero"], context: { attributes: { mood: 9 } } }, status: 422, field: "context.attributes.mood", rule: "string" },
  "decide: a subject without a secret key": { path: "/v1/decide", key: KEY, body: { slots: ["hero"], subject: { type: "subject", value: "x" } }, status: 422, field: "subject", rule: "unknown-field" },
  "decide: 600 KB": { path: "/v1/decide", key: KEY, text: big, status: 413, field: "(body)", rule: "size" },
  "decide: depth 40": { path: "/v1/decide", key: KEY, text: deep, status: 422, field: "(body)", rule: "depth" },
  "decide: no key": { path: "/v1/decide", body: { slots: ["hero"] }, status: 401, field: "authorization", rule: "key" },
  "decide: an unknown key": { path: "/v1/decide", key: "pk_nobody_here", body: { slots: ["hero"] }, status: 401, field: "authorization" },
  "decide: a foreign origin": { path: "/v1/decide", key: KEY, body: { slots: ["hero"] }, headers: { origin: "https://evil.example" }, status: 403, field: "origin", rule: "origin" },
  "decide: a server naming no site": { path: "/v1/decide", key: SECRET_KEY, body: { slots: ["hero"], subject: { type: "subject", value: "x" } }, status: 422, field: "site" },
  "decide: a server naming another kind of subject": { path: `/v1/decide?site=${KEY}`, key: SECRET_KEY, body: { slots: ["hero"], subject: { type: "card", value: "x" } }, status: 422, field: "subject.type" },
  "consent: an unknown purpose": { path: "/v1/consent", key: KEY, body: { decisions: { nope: true }, notice: NOTICE, method: "banner" }, status: 422, field: "decisions.nope", rule: "known-purpose" },
  "consent: a purpose that is no choice": { path: "/v1/consent", key: KEY, body: { decisions: { service: false }, notice: NOTICE, method: "banner" }, status: 422, field: "decisions.service", rule: "choice" },
  "consent: a decision that is no boolean": { path: "/v1/consent", key: KEY, body: { decisions: { personal: "yes" }, notice: NOTICE, method: "banner" }, status: 422, field: "decisions.personal", rule: "boolean" },
  "consent: nothing decided": { path: "/v1/consent", key: KEY, body: { decisions: {}, notice: NOTICE, method: "banner" }, status: 422, field: "decisions" },
  "consent: an unknown method": { path: "/v1/consent", key: KEY, body: { decisions: { personal: false }, notice: NOTICE, method: "expiry" }, status: 422, field: "method", rule: "enum" },
  "consent: a yes to another notice": { path: "/v1/consent", key: KEY, body: { decisions: { personal: true }, notice: NOTICE, method: "banner" }, status: 422, field: "notice.version", rule: "current" },
  "consent: 600 KB": { path: "/v1/consent", key: KEY, text: big, status: 413, field: "(body)" },
  "consent: depth 40": { path: "/v1/consent", key: KEY, text: deep, status: 422, field: "(body)" },
  "consent: a foreign origin withdrawing": { path: "/v1/consent", method: "DELETE", key: KEY, headers: { origin: "https://evil.example" }, status: 403, field: "origin" },
  "consent: a cross-site read": { path: "/v1/consent", key: KEY, headers: { origin: "null" }, status: 403, field: "origin" },
  "renew: a field": { path: "/v1/consent/renew", key: KEY, body: { x: 1 }, status: 422, field: "x" },
  "renew: depth 40": { path: "/v1/consent/renew", key: KEY, text: deep, status: 422, field: "(body)" },
  "history: no key": { path: "/v1/consent/history", status: 401, field: "authorization" },
  "exposures: no list": { path: `/v1/exposures?key=${KEY}`, body: { exposures: "x" }, status: 422, field: "exposures" },
  "exposures: 600 KB": { path: `/v1/exposures?key=${KEY}`, text: big, status: 413, field: "(body)" },
  "exposures: a foreign origin": { path: `/v1/exposures?key=${KEY}`, body: { exposures: ["x"] }, headers: { origin: "https://evil.example" }, status: 403, field: "origin" },
  "track: no event": { path: "/v1/track", key: KEY, body: {}, status: 422, field: "event" },
  "track: properties that are a list": { path: "/v1/track", key: KEY, body: { event: "Product Viewed", properties: [] }, status: 422, field: "properties" },
  "track: a timestamp that is none": { path: "/v1/track", key: KEY, body: { event: "Product Viewed", timestamp: "yesterday" }, status: 422, field: "timestamp" },
  "track: depth 40": { path: "/v1/track", key: KEY, text: deep, status: 422, field: "(body)" },
  "permits: a publishable key": { path: `/v1/permits?site=${KEY}`, key: KEY, body: { subjects: [{ type: "subject", value: "x" }] }, status: 401, field: "authorization" },
  "permits: an unknown secret key": { path: `/v1/permits?site=${KEY}`, key: "sk_made_up", body: {}, status: 401, field: "authorization" },
  "permits: 1,001 subjects": { path: `/v1/permits?site=${KEY}`, key: SECRET_KEY, body: { subjects: Array.from({ length: 1_001 }, () => ({ type: "subject", value: "x" })) }, status: 422, field: "subjects" },
  "permits: an unknown purpose": { path: `/v1/permits?site=${KEY}`, key: SECRET_KEY, body: { subjects: [{ type: "subject", value: "x" }], purposes: ["nope"] }, status: 422, field: "purposes.0", rule: "known-purpose" },
  "programs: no secret key": { path: "/v1/programs", key: KEY, body: program({}), status: 401, field: "authorization" },
  "programs: an unknown field": { path: "/v1/programs", key: SECRET_KEY, body: program({ colour: "red" }), status: 422, field: "colour", rule: "unknown-field" },
  "programs: a wrong type": { path: "/v1/programs", key: SECRET_KEY, body: program({ locales: "en" }), status: 422, field: "locales" },
  "programs: refused by the linter": { path: "/v1/programs", key: SECRET_KEY, body: program({ experiences: [{ key: "lost", slot: "nowhere", purpose: "personal", variants: [{ key: "a", content: { en: {}, de: {} } }] }] }), status: 422, field: "experiences.0.slot" },
  "programs: a site of another program": { path: "/v1/programs", key: SECRET_KEY, body: program({ key: "somebody-else" }), status: 409, field: "sites" },
  "programs: depth 40": { path: "/v1/programs", key: SECRET_KEY, text: deep, status: 422, field: "(body)" },
  "programs: 600 KB": { path: "/v1/programs", key: SECRET_KEY, text: big, status: 413, field: "(body)" },
  "programs: rolling back to nothing": { path: "/v1/programs/rollback", key: SECRET_KEY, body: { hash: "00" }, status: 422, field: "hash" },
};

async function stateOfEverything(): Promise<string> {
  const tables = ["register", "ledger", "audit", "profile", "event", "program_version", "site", "rollup", "exposure_seen"];
  const rows = await Promise.all(allDatabases(bindings()).flatMap(({ db }) => tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all())));
  return JSON.stringify(rows.map((result) => result.results));
}

describe("bad input", () => {
  it.each(Object.entries(cases))("%s", async (_, { path, status, field, rule, ...ask }) => {
    const before = await stateOfEverything();
    const answer = await request(path, ask);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.json).toMatchObject({ status, title: expect.any(String), detail: expect.any(String), errors: expect.arrayContaining([expect.objectContaining({ field, ...(rule ? { rule } : {}) })]) });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await stateOfEverything()).toBe(before);
  });

  it("on an unknown path, and with demo keys or a foreign host outside local mode, is refused too", async () => {
    expect((await request("/v1/nothing", { key: KEY })).status).toBe(404);
    const real = { ...bindings(), EARNEST_LOCAL: "", EARNEST_SECRET: "a-real-secret-of-at-least-thirty-two-characters" };
    expect((await request("/v1/decide", { key: "pk_demo_shop", body: { slots: ["hero"] }, env: real })).status).toBe(401);
    expect((await request("/v1/programs/lint", { key: "sk_demo_local", body: {}, env: real })).status).toBe(401);
    expect(await request("/v1/decide", { key: KEY, body: { slots: ["hero"] }, env: { ...real, EARNEST_SECRET: "earnest-demo-secret-for-local-mode-only" } })).toMatchObject({ status: 503, json: { errors: [{ field: "EARNEST_SECRET" }] } });
    expect((await request("/v1/decide", { key: KEY, body: { slots: ["hero"] }, env: { ...real, EARNEST_SECRET: "short" } })).status).toBe(503);
  });
});

describe("what every answer keeps", () => {
  it("is private, unsniffed, shared with the site's own origin only, and says nothing of what was thrown", async () => {
    const visitor = new Browser();
    const decided = await visitor.ask("/v1/decide", { body: { slots: ["hero"] }, headers: { origin: "https://shop.example" } });
    expect(Object.fromEntries(decided.headers)).toMatchObject({
      "access-control-allow-origin": "https://shop.example", "access-control-allow-credentials": "true", "cache-control": "private, no-store", "x-content-type-options": "nosniff", vary: "Origin",
    });
    expect(decided.headers.get("server-timing")).toMatch(/^decide;dur=\d/);
    const foreign = await request("/v1/decide", { key: KEY, body: { slots: ["hero"] }, headers: { origin: "https://evil.example" } });
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    const broken = await request("/v1/consent/history", { key: KEY, env: { ...bindings(), KV: null as never, DB: null as never } });
    expect(JSON.stringify(broken.json)).not.toMatch(/TypeError|null|stack/);
  });

  it("answers a preflight for the origins of its sites and for no other", async () => {
    const preflight = (origin: string) => request("/v1/decide", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
    expect((await preflight("https://shop.example")).headers.get("access-control-allow-headers")).toContain("authorization");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("asks a busy client to wait", async () => {
    const headers = { "cf-connecting-ip": "192.0.2.7" };
    const answers = await Promise.all(Array.from({ length: 200 }, () => request("/v1/consent", { key: KEY, headers })));
    const limited = answers.filter((answer) => answer.status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.headers.get("retry-after")).toBe("60");
    expect((await request("/v1/consent", { key: KEY, headers: { "cf-connecting-ip": "192.0.2.8" } })).status).toBe(200);
  });
});
