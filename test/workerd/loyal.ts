import { expect } from "vitest";
import type { Bindings } from "../../src/storage/bindings.ts";
import { NOON, request, SECRET_KEY, type Answer } from "./client.ts";

export const fresh = (): string => crypto.randomUUID();

interface How {
  readonly once?: string;
  readonly now?: number;
  readonly env?: Bindings;
  readonly site?: string;
}

/** What a till asks of an account of points. */
export function post(path: string, body: object, { once = fresh(), now = NOON, env, site = "pk_acme_main" }: How = {}): Promise<Answer> {
  const headers = { "idempotency-key": once, "x-earnest-now": String(now) };
  return request(`/v1/loyalty/points/${path}?site=${site}`, { key: SECRET_KEY, body, headers, ...(env ? { env } : {}) });
}

export const refusal = ({ status, json }: Answer): string => (status < 300 ? String(status) : (json.errors?.[0]?.rule ?? String(status)));

export async function newCard(): Promise<{ readonly type: "card"; readonly value: string }> {
  const { status, json } = await post("cards", {});
  expect(status).toBe(201);
  return { type: "card", value: json.card };
}
