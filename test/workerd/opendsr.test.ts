import { beforeAll, describe, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { server } from "./people.ts";

let env = bindings();
let verifyKey: CryptoKey;

beforeAll(async () => {
  await publish();
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
  if (answer.status < 300) {
    const bytes = Uint8Array.from(atob(answer.headers.get("x-opendsr-signature") ?? ""), (char) => char.charCodeAt(0));
    expect(await crypto.subtle.verify("RSASSA-PKCS1-v1_5", verifyKey, bytes, new TextEncoder().encode(answer.text))).toBe(true);
    expect(answer.headers.get("x-opendsr-processor-domain")).not.toBeNull();
  }
  return answer;
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
    const queue = await request("/v1/requests?site=pk_acme_main", { key: SECRET_KEY, headers: { "x-earnest-now": String(NOON) } });
    const [{ id: own }] = queue.json.requests;
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
  });
});
