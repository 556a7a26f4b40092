import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drpStatus, openDrp, readExercise } from "../../../src/core/rights/drp.ts";
import type { RightsRequest } from "../../../src/core/rights/request.ts";

interface Vector {
  readonly verify_key_base64: string;
  readonly request_json: Readonly<Record<string, unknown>>;
  readonly wire_body: string;
}

const vector = JSON.parse(readFileSync(new URL("../../vectors/drp.json", import.meta.url), "utf8")) as Vector;
const NOON = Date.parse("2026-11-22T12:00:00Z");
const TERMS = { agent: "AA_ID", business: "CB_ID", now: NOON };

async function refusedAs(wire: string, terms: Partial<typeof TERMS> = {}, key = vector.verify_key_base64): Promise<unknown> {
  const opened = await openDrp(wire, key, { ...TERMS, ...terms });
  return opened.ok ? null : [opened.error.field, opened.error.rule];
}

/** Signs a message with a key of its own. */
async function signed(fields: object): Promise<{ readonly wire: string; readonly key: string }> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const message = new TextEncoder().encode(JSON.stringify(fields));
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, message));
  const key = Buffer.from(await crypto.subtle.exportKey("raw", pair.publicKey)).toString("base64");
  return { wire: Buffer.concat([signature, message]).toString("base64"), key };
}

describe("a signed message of the Data Rights Protocol", () => {
  it("is opened by the key of its agent", async () => {
    expect(await openDrp(vector.wire_body, vector.verify_key_base64, TERMS)).toEqual({ ok: true, value: vector.request_json });
    const read = readExercise(vector.request_json);
    expect(read).toMatchObject({
      ok: true,
      value: { kind: "erasure", id: "foo", claims: { email: "jane@example.com", email_verified: true } },
    });
  });

  it("is refused with one bit flipped anywhere, by another key, and for what is no message", async () => {
    const bytes = Buffer.from(vector.wire_body, "base64");
    for (let at = 0; at < bytes.length; at += 13) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(await refusedAs(flipped.toString("base64")), `byte ${at}`).toEqual(["(body)", expect.stringMatching(/^signature$|^signed$/)]);
    }
    expect(await refusedAs(vector.wire_body, {}, (await signed({})).key)).toEqual(["(body)", "signature"]);
    for (const wire of ["", "not base64!", "AAAA", vector.wire_body.slice(4)])
      expect(await refusedAs(wire)).toEqual(["(body)", expect.any(String)]);
  });

  it("is refused to and from anybody else, before and after its time", async () => {
    expect(await refusedAs(vector.wire_body, { agent: "AA_OTHER" })).toEqual(["agent-id", "agent"]);
    expect(await refusedAs(vector.wire_body, { business: "CB_OTHER" })).toEqual(["business-id", "business"]);
    expect(await refusedAs(vector.wire_body, { now: NOON - 120_000 })).toEqual(["issued-at", "past"]);
    expect(await refusedAs(vector.wire_body, { now: NOON + 600_000 })).toEqual(["expires-at", "future"]);
    const without = await signed({ ...vector.request_json, "expires-at": undefined });
    expect(await refusedAs(without.wire, {}, without.key)).toEqual(["expires-at", "future"]);
    const long = await signed({ ...vector.request_json, "expires-at": "2026-11-23T12:00:00Z" });
    expect(await refusedAs(long.wire, {}, long.key)).toEqual(["expires-at", "soon"]);
  });

  it("asks for what is known, in the version that is known", () => {
    const faultOf = (fields: object): unknown => {
      const read = readExercise({ ...vector.request_json, ...fields });
      return read.ok ? null : read.error.field;
    };
    expect(faultOf({ "drp.version": "0.9" })).toBe("drp.version");
    expect(faultOf({ regime: "gdpr" })).toBe("regime");
    expect(faultOf({ exercise: "sale:opt-in" })).toBe("exercise");
    expect(faultOf({ exercise: "toString" })).toBe("exercise");
    expect(faultOf({ "agent-request-id": "a b" })).toBe("agent-request-id");
  });
});

it("each state of a request is one of the protocol's", () => {
  const request = { kind: "access", state: "unverified", due: NOON, basis: null } as RightsRequest;
  const states = [
    drpStatus(request, NOON - 1),
    drpStatus(request, NOON),
    drpStatus({ ...request, kind: "opt-out" }, NOON),
    drpStatus({ ...request, state: "open" }, NOON),
    drpStatus({ ...request, state: "answered" }, NOON),
    drpStatus({ ...request, state: "cancelled" }, NOON),
    drpStatus({ ...request, state: "refused", basis: "no-match" }, NOON),
    drpStatus({ ...request, state: "refused", basis: "legal-obligation" }, NOON),
  ];
  expect(states).toEqual([
    { status: "in_progress", reason: "need_user_verification" },
    { status: "expired" },
    { status: "open" },
    { status: "in_progress" },
    { status: "fulfilled" },
    { status: "revoked" },
    { status: "denied", reason: "no_match" },
    { status: "denied", reason: "other" },
  ]);
});
