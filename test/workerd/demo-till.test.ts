import { beforeAll, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { Browser, publish, request } from "./client.ts";
import { KEY } from "./bad-input/case.ts";

beforeAll(async () => {
  expect((await publish()).status).toBe(201);
});

it("the demo's till is nowhere but in local mode, and believes only what it can count", async () => {
  const elsewhere = { ...bindings(), EARNEST_LOCAL: "", EARNEST_SECRET: "a-real-secret-of-at-least-thirty-two-characters" };
  expect((await request("/cart/till", { key: KEY, env: elsewhere })).status).toBe(404);
  const buy = (body: object, headers = { "idempotency-key": crypto.randomUUID() }) => new Browser().ask("/cart/till", { body, headers });
  expect(await buy({ total: 100 })).toMatchObject({ status: 200, json: { paid: 100, off: 0, earned: null, points: null } });
  expect(await buy({ total: 0 })).toMatchObject({ status: 422, json: { errors: [{ field: "total", rule: "range" }] } });
  expect(await buy({ total: 100, code: "NONE" })).toMatchObject({
    status: 422,
    json: { errors: [{ field: "code", rule: "unknown-code" }] },
  });
  expect(await buy({ total: 100 }, { "idempotency-key": "" })).toMatchObject({
    status: 422,
    json: { errors: [{ field: "idempotency-key" }] },
  });
});
