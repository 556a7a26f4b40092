import { beforeAll, describe, expect, inject, it } from "vitest";
import { testProgram } from "../support/program.ts";
import type { Received } from "../support/receiver.ts";
import { bindings } from "./bindings.ts";
import { DAY, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { arrive } from "./hooked.ts";
import { server } from "./people.ts";
import { die, keeping, rowsOf } from "./subjects.ts";

let env = bindings();
let verifyKey: CryptoKey;

beforeAll(async () => {
  const [controller, ...others] = testProgram()["controllers"] as readonly object[];
  const controllers = [{ ...controller, rights: { callbackHosts: ["127.0.0.1", "dsr.acme.example"] } }, ...others];
  expect((await publish(testProgram({ controllers }))).status).toBe(201);
  const algorithm = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
  const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", pair.privateKey)) as ArrayBuffer;
  const pem = `-----BEGIN PRIVATE KEY-----\n${btoa(String.fromCharCode(...new Uint8Array(pkcs8)))}\n-----END PRIVATE KEY-----`;
  env = { ...bindings(), EARNEST_OPENDSR_KEY: pem, EARNEST_OPENDSR_CERTIFICATE: "https://shop.example/opendsr.pem" };
  verifyKey = pair.publicKey;
});

const BODY = {
  regulation: "gdpr",
  subject_request_type: "erasure",
  submitted_time: "2026-11-22T11:00:00Z",
  subject_identities: [{ identity_type: "email", identity_value: "ada@acme.example", identity_format: "raw" }],
  status_callback_urls: [],
  api_version: "2.0",
};

async function ask(path: string, method = "GET", body?: object): Promise<Answer> {
  const answer = await request(`/opendsr/2.0/${path}?site=pk_acme_main`, {
    ...{ key: SECRET_KEY, method, env, headers: { "x-earnest-now": String(NOON) } },
    ...(body ? { body } : {}),
  });
  const [signature, domain] = ["signature", "processor-domain"].map((name) => answer.headers.get(`x-opendsr-${name}`));
  expect([await isSigned(answer.text, signature), typeof domain]).toEqual([true, "string"]);
  return answer;
}

async function isSigned(text: string, signature: string | null | undefined): Promise<boolean> {
  const bytes = Uint8Array.from(atob(signature ?? ""), (char) => char.charCodeAt(0));
  return crypto.subtle.verify("RSASSA-PKCS1-v1_5", verifyKey, bytes, new TextEncoder().encode(text));
}

async function ownId(): Promise<string> {
  const queue = await request("/v1/requests?site=pk_acme_main&limit=200", { key: SECRET_KEY, headers: { "x-earnest-now": String(NOON) } });
  return queue.json.requests.at(-1).id;
}

describe("OpenDSR 2.0", () => {
  it("says what is understood, and where the certificate is", async () => {
    expect((await ask("discovery")).json).toMatchObject({
      api_version: "2.0",
      processor_certificate: "https://shop.example/opendsr.pem",
      supported_identities: expect.arrayContaining([{ identity_type: "email", identity_format: "raw" }]),
    });
    const without = { key: SECRET_KEY, env: { ...env, EARNEST_OPENDSR_KEY: "" } };
    expect(await request("/opendsr/2.0/discovery?site=pk_acme_main", without)).toMatchObject({
      status: 503,
      json: { errors: [{ field: "EARNEST_OPENDSR_KEY" }] },
    });
  });

  it("takes a request once, tells how it stands until it is answered, and lets go of what is pending alone", async () => {
    const id = crypto.randomUUID();
    const filed = await ask("requests", "POST", { ...BODY, subject_request_id: id });
    expect(filed).toMatchObject({
      status: 201,
      json: { subject_request_id: id, controller_id: "acme", expected_completion_time: "2026-12-22T23:59:59.999Z" },
    });
    expect(atob(filed.json.encoded_request)).toContain(id);
    expect((await ask("requests", "POST", { ...BODY, subject_request_id: id })).json).toEqual(filed.json);
    expect((await ask(`requests/${id}`)).json).toMatchObject({ request_status: "pending" });
    const own = await ownId();
    await server(`/v1/requests/${own}/acknowledge`, { actor: "desk-7" });
    expect((await ask(`requests/${id}`)).json).toMatchObject({ request_status: "in_progress" });
    expect((await ask(`requests/${id}`, "DELETE")).json.errors).toMatchObject([{ rule: "pending" }]);
    await server(`/v1/requests/${own}/answer`, { actor: "desk-7" });
    expect((await ask(`requests/${id}`)).json).toMatchObject({ request_status: "completed" });
  });

  it("lets go of what is pending", async () => {
    const id = crypto.randomUUID();
    await ask("requests", "POST", { ...BODY, regulation: "ccpa", subject_request_type: "access", subject_request_id: id });
    expect((await ask(`requests/${id}`, "DELETE")).status).toBe(202);
    expect((await ask(`requests/${id}`)).json).toMatchObject({ request_status: "cancelled" });
    expect((await ask(`requests/${crypto.randomUUID()}`)).status).toBe(404);
  });

  it("refuses by field and rule what it does not know", async () => {
    const fieldOf = async (fields: object): Promise<string> =>
      (await ask("requests", "POST", { ...BODY, subject_request_id: crypto.randomUUID(), ...fields })).json.errors[0].field;
    expect(await fieldOf({ regulation: "hipaa" })).toBe("regulation");
    expect(await fieldOf({ subject_request_id: "1" })).toBe("subject_request_id");
    expect(await fieldOf({ subject_request_type: "rectification" })).toBe("subject_request_type");
    expect(await fieldOf({ submitted_time: "2999-01-01T00:00:00Z" })).toBe("submitted_time");
    expect(await fieldOf({ subject_identities: [{ identity_type: "email", identity_value: "ab", identity_format: "sha256" }] })).toBe(
      "subject_identities",
    );
    expect(await fieldOf({ urgent: true })).toBe("urgent");
    expect(await fieldOf({ status_callback_urls: ["https://dsr.acme.example/a", "https://elsewhere.example/"] })).toBe(
      "status_callback_urls.1",
    );
  });

  it("signs refusals too, and says in its own form what is wrong", async () => {
    const refused = await ask("requests", "POST", { ...BODY, subject_request_id: "1" });
    const [{ field, rule, detail }] = refused.json.errors;
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(refused.json.error).toMatchObject({ code: 422, errors: [{ domain: field, reason: rule, message: detail }] });
  });

  it("calls back where it was asked to when a request stands otherwise, signed, until it is heard", async () => {
    const callbacks = [crypto.randomUUID(), crypto.randomUUID()];
    const [first = "", second = ""] = callbacks.map((name) => `${inject("receiver")}/${name}`);
    const urls = [`${first}/200`, `${second}/503`];
    const id = crypto.randomUUID();
    const made = new Date(NOON - DAY * 9).toISOString();
    await ask("requests", "POST", { ...BODY, subject_request_id: id, submitted_time: made, status_callback_urls: urls });
    const held = keeping(env);
    const own = (await request("/v1/requests?site=pk_acme_main", { key: SECRET_KEY })).json.requests[0].id;
    await server(`/v1/requests/${own}/acknowledge`, { actor: "desk-7" }, { env: held.env });
    expect((await arrive(held.kept.splice(0), 1, held.env)).acked).toBe(1);
    const sends = held.kept.splice(0);
    expect(await arrive(sends, 1, env)).toMatchObject({ acked: 1, delays: [expect.any(Number)] });
    await server(`/v1/requests/${own}/answer`, { actor: "desk-7" }, { env: held.env });
    await arrive(held.kept.splice(0), 1, held.env);
    await arrive(held.kept.splice(0), 2, env);
    const heard = async (where: string): Promise<readonly Received[]> => (await fetch(where)).json();
    const told = await heard(first);
    expect(told.map(({ body }) => JSON.parse(body))).toEqual(
      ["in_progress", "completed"].map((request_status) => ({
        ...{ controller_id: "acme", expected_completion_time: "2026-12-14T23:59:59.999Z", subject_request_id: id, api_version: "2.0" },
        ...{ status_callback_url: urls[0], request_status },
      })),
    );
    for (const { body, headers } of told) expect(await isSigned(body, String(headers["x-opendsr-signature"]))).toBe(true);
    expect(await heard(second)).toHaveLength(2);
    expect(await die(sends, "o")).toBe("acked");
    expect(await rowsOf("audit")).toContain(`"action":"callback.dead","target":"${own}"`);
  });
});
