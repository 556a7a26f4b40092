import { beforeAll, describe, expect, it } from "vitest";
import { ASKS } from "./bad-input/asks.ts";
import { BULK } from "./bad-input/bulk.ts";
import { CATALOGUE } from "./bad-input/catalogue.ts";
import { CONSENT } from "./bad-input/consent.ts";
import { DECIDE } from "./bad-input/decide.ts";
import { ERASURE } from "./bad-input/erasure.ts";
import { EVENTS } from "./bad-input/events.ts";
import { FLAGS } from "./bad-input/flags.ts";
import { EXCHANGE } from "./bad-input/exchange.ts";
import { IDENTITY } from "./bad-input/identity.ts";
import { ME } from "./bad-input/me.ts";
import { PERMITS } from "./bad-input/permits.ts";
import { PREVIEWS } from "./bad-input/previews.ts";
import { PROGRAMS } from "./bad-input/programs.ts";
import { QUEUES } from "./bad-input/queues.ts";
import { REPORTS } from "./bad-input/reports.ts";
import { RIGHTS } from "./bad-input/rights.ts";
import { SITE } from "./bad-input/site.ts";
import { SHARING } from "./bad-input/sharing.ts";
import { STAFF } from "./bad-input/staff.ts";
import { WEBHOOKS } from "./bad-input/webhooks.ts";
import { SHARDS } from "./bad-input/shards.ts";
import { KEY } from "./bad-input/case.ts";
import { OFFER_AUDIENCES, OFFERS, REWARDS } from "../support/offers.ts";
import { ADVISING } from "../support/advised.ts";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, publish, request } from "./client.ts";
import { rowsOf, tablesOf } from "./subjects.ts";

const CASES = {
  ...ASKS,
  ...BULK,
  ...CATALOGUE,
  ...SHARDS,
  ...CONSENT,
  ...DECIDE,
  ...ERASURE,
  ...EVENTS,
  ...FLAGS,
  ...EXCHANGE,
  ...IDENTITY,
  ...ME,
  ...PERMITS,
  ...PREVIEWS,
  ...PROGRAMS,
  ...QUEUES,
  ...REPORTS,
  ...SHARING,
  ...RIGHTS,
  ...SITE,
  ...STAFF,
  ...WEBHOOKS,
};

let everything: readonly string[];

beforeAll(async () => {
  everything = await tablesOf();
  await publish(askingProgram({ ...ADVISING, offers: OFFERS, audiences: OFFER_AUDIENCES, rewards: REWARDS }));
});

describe("bad input", () => {
  it.each(Object.entries(CASES))("%s", async (_, { path, status, field, rule, ...ask }) => {
    const before = await rowsOf(...everything);
    const answer = await request(path, ask);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.json).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
      errors: expect.arrayContaining([expect.objectContaining({ field, ...(rule ? { rule } : {}) })]),
    });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await rowsOf(...everything)).toBe(before);
  });

  it("on an unknown path, and with demo keys or a foreign host outside local mode, is refused too", async () => {
    expect((await request("/v1/nothing", { key: KEY })).status).toBe(404);
    const real = { ...bindings(), EARNEST_LOCAL: "", EARNEST_SECRET: "a-real-secret-of-at-least-thirty-two-characters" };
    expect((await request("/v1/decide", { key: "pk_demo_shop", body: { slots: ["hero"] }, env: real })).status).toBe(401);
    expect((await request("/v1/programs/lint", { key: "sk_demo_local", body: {}, env: real })).status).toBe(401);
    expect(
      await request("/v1/decide", {
        key: KEY,
        body: { slots: ["hero"] },
        env: { ...real, EARNEST_SECRET: "earnest-demo-secret-for-local-mode-only" },
      }),
    ).toMatchObject({ status: 503, json: { errors: [{ field: "EARNEST_SECRET" }] } });
    expect((await request("/v1/decide", { key: KEY, body: { slots: ["hero"] }, env: { ...real, EARNEST_SECRET: "short" } })).status).toBe(
      503,
    );
  });
});

describe("what every answer keeps", () => {
  it("is private, unsniffed, shared with the site's own origin only, and says nothing of what was thrown", async () => {
    const visitor = new Browser();
    const decided = await visitor.ask("/v1/decide", { body: { slots: ["hero"] }, headers: { origin: "https://shop.example" } });
    expect(Object.fromEntries(decided.headers)).toMatchObject({
      "access-control-allow-origin": "https://shop.example",
      "access-control-allow-credentials": "true",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      vary: "Origin",
    });
    expect(decided.headers.get("server-timing")).toMatch(/^decide;dur=\d/);
    const foreign = await request("/v1/decide", { key: KEY, body: { slots: ["hero"] }, headers: { origin: "https://evil.example" } });
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
    const broken = await request("/v1/consent/history", { key: KEY, env: { ...bindings(), KV: null as never, DB: null as never } });
    expect(JSON.stringify(broken.json)).not.toMatch(/TypeError|null|stack/);
  });

  it("answers a preflight for the origins of its sites and for no other", async () => {
    const preflight = (origin: string) =>
      request("/v1/decide", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } });
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
