import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64Url, sha256Hex, utf8 } from "../../src/core/kernel/bytes.ts";
import { canonical } from "../../src/core/kernel/canonical.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import worker from "../../src/worker.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { without } from "./faults.ts";
import { NO, subjectOf, YES } from "./subjects.ts";

const UNKNOWN = `rcp_${"0".repeat(32)}`;

beforeAll(async () => {
  await publish();
});

async function receiptOf(visitor: Browser, id: string, query = ""): Promise<Answer> {
  return visitor.ask(`/v1/consent/receipts/${id}${query}`);
}

/** A signed receipt; it is no JSON, so it is fetched without the client. */
async function signedReceipt(
  visitor: Browser,
  id: string,
  headers: Record<string, string>,
  query = "",
): Promise<{ readonly headers: Headers; readonly jws: string }> {
  const context = createExecutionContext();
  const cookie = [...visitor.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const incoming = new Request(`http://localhost/v1/consent/receipts/${id}?key=${visitor.key}${query}`, {
    headers: { cookie, ...headers },
  });
  const response = await worker.fetch(incoming, bindings(), context);
  const jws = new TextDecoder().decode(await response.arrayBuffer());
  await waitOnExecutionContext(context);
  return { headers: response.headers, jws };
}

async function keySet(env: Bindings = bindings()): Promise<readonly JsonWebKey[]> {
  const { status, json, headers } = await request("/.well-known/jwks.json", { env });
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("application/jwk-set+json");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  return json.keys;
}

/** Verifies as a stranger would, with the platform's own crypto and the published keys. */
async function isGenuine(jws: string, keys: readonly JsonWebKey[]): Promise<boolean> {
  const [header = "", payload = "", signature = ""] = jws.split(".");
  const { kid } = JSON.parse(atob(header)) as { kid: string };
  const jwk = keys.find((item) => (item as { kid?: string }).kid === kid);
  const bytes = fromBase64Url(signature);
  if (!jwk || !bytes) return false;
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, key, bytes, utf8(`${header}.${payload}`));
}

describe("a receipt", () => {
  it("is the person's own, to download, and matches the chain of their history", async () => {
    const visitor = new Browser();
    visitor.gpc = true;
    const chosen = await visitor.choose(YES);
    const answer = await receiptOf(visitor, chosen.json.receipt);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/ld+json",
      "content-disposition": `attachment; filename="consent-receipt-${chosen.json.receipt}.json"`,
      "cache-control": "private, no-store",
    });
    const record = answer.json["dpv:hasRecordOfActivity"];
    const history = await visitor.ask("/v1/consent/history");
    expect(record["earnest:ledger"]).toMatchObject({
      "earnest:hash": history.json.entries[0].hash,
      "earnest:record": history.json.entries[0].record,
    });
    expect(await sha256Hex(canonical(record["earnest:ledger"]["earnest:link"]))).toBe(history.json.entries[0].hash);
    expect(record).toMatchObject({
      "earnest:gpc": true,
      "earnest:rule": "EEA",
      "dpv:hasDataSubject": { "dct:identifier": await subjectOf(visitor) },
      "dpv:hasDataController": { "dpv:hasName": "Acme", "dpv:hasContact": "privacy@acme.example" },
      "dpv:hasNotice": {
        "dct:language": "en",
        "earnest:textHash": history.json.entries[0].record.notice.texts,
        "earnest:text": { phrases: { accept: "Accept all" }, purposes: expect.arrayContaining([expect.objectContaining({ key: "ads" })]) },
      },
    });
    expect(record["dpv:hasProcess"].map((item: Record<string, string>) => item["dct:identifier"]).toSorted()).toEqual(
      Object.keys(YES).toSorted(),
    );
  });

  it("of every later choice is there too, and of a withdrawal", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const withdrawn = await visitor.withdraw();
    const { json } = await receiptOf(visitor, withdrawn.json.receipt);
    expect(json["dpv:hasRecordOfActivity"]["dpv:hasProcess"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          "dct:identifier": "ads",
          "dpv:hasConsentStatus": [expect.objectContaining({ "@type": ["dpv:ConsentWithdrawn"] })],
        }),
      ]),
    );
  });

  it("of a refusal without a subject is shown to whoever holds its id, at its own controller only", async () => {
    const refused = await new Browser().choose(NO);
    const holder = new Browser();
    expect(await receiptOf(holder, refused.json.receipt)).toMatchObject({
      status: 200,
      json: { "dpv:hasRecordOfActivity": { "dpv:hasDataSubject": { "dct:identifier": refused.json.receipt } } },
    });
    holder.key = "pk_other_main";
    expect((await receiptOf(holder, refused.json.receipt)).status).toBe(404);
  });

  it("of somebody else, of nobody and of no shape are the same answer", async () => {
    const owner = new Browser();
    const { json } = await owner.choose(YES);
    const stranger = new Browser();
    await stranger.choose(YES);
    const answers = await Promise.all([
      receiptOf(stranger, json.receipt),
      receiptOf(stranger, UNKNOWN),
      receiptOf(stranger, "rcp_short"),
      receiptOf(new Browser(), json.receipt),
      receiptOf(stranger, await subjectOf(owner)),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.json).toEqual(answers[1]?.json);
    }
  });

  it("is refused in an unknown form, from a foreign page, without a key, and while storage is away", async () => {
    const visitor = new Browser();
    const { json } = await visitor.choose(YES);
    expect(await receiptOf(visitor, json.receipt, "?format=pdf")).toMatchObject({ status: 422, json: { errors: [{ field: "format" }] } });
    expect((await visitor.ask(`/v1/consent/receipts/${json.receipt}`, { headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect((await request(`/v1/consent/receipts/${json.receipt}`)).status).toBe(401);
    visitor.env = without(bindings(), "d1");
    expect((await receiptOf(visitor, json.receipt)).status).toBe(503);
  });

  it("comes as Kantara 1.1 too", async () => {
    const visitor = new Browser();
    const { json } = await visitor.choose({ personal: true, ads: false });
    expect(await receiptOf(visitor, json.receipt, "?format=kantara")).toMatchObject({
      status: 200,
      json: { version: "KI-CR-v1.1.0", consentReceiptID: json.receipt, services: [{ purposes: [{ consentType: "EXPLICIT" }] }] },
    });
  });
});

describe("a signed receipt", () => {
  it("is verified with the published keys alone, and not with one character changed", async () => {
    const visitor = new Browser();
    const { json } = await visitor.choose(YES);
    const { headers, jws } = await signedReceipt(visitor, json.receipt, { accept: "application/jose" });
    expect(headers.get("content-type")).toBe("application/jose");
    expect(headers.get("content-disposition")).toContain(`${json.receipt}.jws`);
    expect((await signedReceipt(visitor, json.receipt, {}, "&format=jws")).jws).toBe(jws);
    const keys = await keySet();
    expect(await isGenuine(jws, keys)).toBe(true);
    const middle = jws.indexOf(".") + 400;
    expect(await isGenuine(`${jws.slice(0, middle)}${jws[middle] === "A" ? "B" : "A"}${jws.slice(middle + 1)}`, keys)).toBe(false);
    const payload = new TextDecoder().decode(fromBase64Url(jws.split(".")[1] ?? "") ?? undefined);
    expect(JSON.parse(payload)).toEqual((await receiptOf(visitor, json.receipt)).json);
  });

  it("outlives a rotation as long as the old secret does", async () => {
    const visitor = new Browser();
    const { json } = await visitor.choose(YES);
    const { jws } = await signedReceipt(visitor, json.receipt, {}, "&format=jws");
    const EARNEST_SECRET = "another-secret-of-at-least-thirty-two-characters";
    const rotated = await keySet({ ...bindings(), EARNEST_SECRET, EARNEST_SECRET_PREVIOUS: "earnest-demo-secret-for-local-mode-only" });
    expect(rotated).toHaveLength(2);
    expect(await isGenuine(jws, rotated)).toBe(true);
    const gone = await keySet({ ...bindings(), EARNEST_SECRET });
    expect(gone).toEqual([rotated[0]]);
    expect(await isGenuine(jws, gone)).toBe(false);
  });
});

describe("a receipt of an older notice", () => {
  it("still has its words, and a form signed then can be written down later, as a yes to what it meant", async () => {
    const visitor = new Browser();
    const { json } = await visitor.choose(YES);
    const seen = (await receiptOf(visitor, json.receipt)).json["dpv:hasRecordOfActivity"]["dpv:hasNotice"];
    expect(await sha256Hex(canonical(seen["earnest:text"]))).toBe(seen["earnest:textHash"]);
    const program: unknown = JSON.parse(
      JSON.stringify(testProgram()).replace('"retention":"P90D"', '"retention":"P91D"').replaceAll('"why":"', '"why":"Now '),
    );
    expect((await publish(program)).status).toBe(201);
    expect((await receiptOf(visitor, json.receipt)).json["dpv:hasRecordOfActivity"]["dpv:hasNotice"]).toEqual(seen);
    const now = await visitor.ask("/v1/consent");
    expect(now.json.consent.due).toEqual(["ads"]);
    const told = {
      subject: { type: "card", value: "FORM2026" },
      decisions: { personal: true, ads: true },
      ...{ method: "paper", actor: "desk", evidence: "form-1", place: { country: "DE" } },
      notice: { version: seen["dct:identifier"], locale: "en" },
    };
    const written = await request("/v1/consent?site=pk_acme_main", { key: SECRET_KEY, body: told });
    expect(written).toMatchObject({ status: 201, json: { allowed: { personal: true, ads: false } } });
    const lost = { ...told, notice: { version: "0".repeat(12), locale: "en" } };
    expect((await request("/v1/consent?site=pk_acme_main", { key: SECRET_KEY, body: lost })).json.errors).toMatchObject([
      { field: "notice.version", rule: "published" },
    ]);
  });

  it("cannot be changed where its words are kept", async () => {
    for (const sql of ["UPDATE notice_text SET body = '{}'", "DELETE FROM notice_text"])
      await expect(bindings().DB.prepare(sql).run()).rejects.toThrow("what was shown");
  });
});
