import { beforeAll, describe, expect, inject, it } from "vitest";
import vector from "../vectors/drp.json";
import { tellRequests } from "../../src/actions/rights/tell-requests.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import type { Received } from "../support/receiver.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, type Answer } from "./client.ts";
import { arrive } from "./hooked.ts";
import { knownBy } from "./known.ts";
import { server } from "./people.ts";
import { keeping, subjectOf } from "./subjects.ts";

interface Agent {
  readonly id: string;
  readonly key: string;
  readonly sign: (fields: object) => Promise<string>;
}

/** An agent with a key of its own. */
async function newAgent(id: string): Promise<Agent> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const text = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
  const raw = (await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer;
  const sign = async (fields: object): Promise<string> => {
    const message = new TextEncoder().encode(JSON.stringify(fields));
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, message));
    return text(new Uint8Array([...signature, ...message]));
  };
  return { id, key: text(new Uint8Array(raw)), sign };
}

let ours: Agent;
let other: Agent;

beforeAll(async () => {
  [ours, other] = [await newAgent("AA_OURS"), await newAgent("AA_OTHER")];
  const [controller, ...others] = testProgram()["controllers"] as readonly object[];
  const agents = [
    { id: "AA_ID", name: "Example agent", key: vector.verify_key_base64, callbackHosts: ["dsr-agent.example.com"] },
    { id: ours.id, name: "Ours", key: ours.key, verifies: true, callbackHosts: ["127.0.0.1"] },
    { id: other.id, name: "Other", key: other.key },
  ];
  const rights = { businessId: "CB_ID", agents };
  expect((await publish(testProgram({ controllers: [{ ...controller, rights }, ...others] }))).status).toBe(201);
});

const FIELDS = {
  "business-id": "CB_ID",
  "issued-at": "2026-11-22T12:00:00Z",
  "expires-at": "2026-11-22T12:10:00Z",
  "drp.version": "1.0",
  regime: "ccpa",
};
const at = (now: number) => ({ "x-earnest-now": String(now), "content-type": "text/plain" });

async function tokenOf(agent: Agent): Promise<string> {
  const text = await agent.sign({ ...FIELDS, "agent-id": agent.id });
  return (await request(`/v1/agent/${agent.id}`, { text, headers: at(NOON) })).json.token;
}

async function exercise(agent: Agent, fields: object, env = bindings()): Promise<Answer> {
  const text = await agent.sign({ ...FIELDS, "agent-id": agent.id, ...fields });
  return request("/v1/data-rights-request", { key: await tokenOf(agent), text, headers: at(NOON), env });
}

const status = async (agent: Agent, id: string, ask: object = {}): Promise<Answer> =>
  request(`/v1/data-rights-request/${id}`, { key: await tokenOf(agent), headers: at(NOON), ...ask });

describe("an agent of the Data Rights Protocol", () => {
  it("gets a token for a message signed by its pinned key, and nobody else does", async () => {
    const token = await tokenOf(ours);
    expect((await request(`/v1/agent/${ours.id}`, { key: token })).json).toEqual({ "agent-id": ours.id });
    expect((await request(`/v1/agent/${other.id}`, { key: token })).status).toBe(403);
    expect((await request(`/v1/agent/${ours.id}`, { key: token.slice(0, -2) })).status).toBe(401);
    const forged = await other.sign({ ...FIELDS, "agent-id": ours.id });
    expect((await request(`/v1/agent/${ours.id}`, { text: forged, headers: at(NOON) })).json.errors).toMatchObject([{ rule: "signature" }]);
    const elsewhere = await ours.sign({ ...FIELDS, "agent-id": ours.id, "business-id": "CB_ELSE" });
    expect((await request(`/v1/agent/${ours.id}`, { text: elsewhere, headers: at(NOON) })).status).toBe(403);
  });

  it("files the request of the published example, byte by byte, which waits for the person to be verified", async () => {
    const text = btoa(atob(vector.wire_body));
    expect(text).toBe(vector.wire_body);
    const { keyring } = await platformOf(bindings(), () => undefined);
    const key = `drp~pk_acme_main~AA_ID~${await keyring.sign("drp-agent", `pk_acme_main|AA_ID|${vector.verify_key_base64}`, NOON)}`;
    const filed = await request("/v1/data-rights-request", { key, text, headers: at(NOON) });
    expect(filed.json).toMatchObject({
      request_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-/),
      received_at: "2026-11-22T12:00:00.000Z",
      expected_by: "2027-01-06T23:59:59.999Z",
      status: "in_progress",
      reason: "need_user_verification",
    });
    expect((await request("/v1/data-rights-request", { key, text, headers: at(NOON) })).json).toEqual(filed.json);
    const late = { key, text, headers: at(NOON + DAY) };
    expect((await request("/v1/data-rights-request", late)).json.errors).toMatchObject([{ field: "expires-at" }]);
  });

  it("hears how its own requests stand and takes them back; another agent hears nothing", async () => {
    const { json } = await exercise(ours, { exercise: "access", email: "nobody@example.org", email_verified: true });
    expect(json).toMatchObject({ status: "in_progress" });
    expect((await status(ours, json.request_id)).json).toEqual(json);
    expect(await status(other, json.request_id)).toMatchObject({ status: 403, json: { errors: [{ rule: "agent" }] } });
    expect((await status(ours, "00000000-0000-0000-0000-000000000000")).status).toBe(404);
    expect((await status(ours, json.request_id, { method: "DELETE" })).json).toMatchObject({ status: "revoked" });
    expect((await status(ours, json.request_id, { method: "DELETE" })).json.errors).toMatchObject([{ rule: "closed" }]);
  });

  it("is believed only where the program says so, and answered the same whoever is known", async () => {
    const address = `${crypto.randomUUID()}@acme.example`;
    const known = await knownBy(address);
    const asked = { exercise: "access:specific", email: address, email_verified: true };
    const shape = ({ request_id: _, ...rest }: Record<string, unknown>): unknown => rest;
    const [theirs, nobodys] = [await exercise(ours, asked), await exercise(ours, { ...asked, email: `x${address}` })];
    expect(shape(theirs.json)).toEqual(shape(nobodys.json));
    expect(await subjectIn(theirs)).toBe(await subjectOf(known));
    expect(await subjectIn(nobodys)).toBeNull();
    expect((await exercise(other, asked)).json).toMatchObject({ reason: "need_user_verification" });
    const desk = await server(`/v1/requests/${idOf(theirs)}/answer`, { actor: "desk-7" });
    expect(desk.json.state).toBe("answered");
    expect((await status(ours, theirs.json.request_id)).json).toMatchObject({ status: "fulfilled" });
  });

  it("has an opt-out carried out at once, verified or not and whoever is known; of nobody who can be found it waits for the desk", async () => {
    const address = `${crypto.randomUUID()}@acme.example`;
    const known = await knownBy(address, { personal: true, ads: true });
    const asked = { exercise: "sale:opt-out", email: address };
    const once = { ...asked, "agent-request-id": crypto.randomUUID() };
    const theirs = await exercise(other, once);
    expect(theirs.json).toMatchObject({ status: "fulfilled" });
    expect((await exercise(other, once)).json).toEqual(theirs.json);
    const why = async (): Promise<unknown> => {
      const subjects = [{ type: "subject", value: await subjectOf(known) }];
      const { json } = await server("/v1/permits", { subjects, purposes: ["personal", "ads"] });
      return json.permits[0].purposes;
    };
    expect(await why()).toMatchObject({ personal: { why: "granted" }, ads: { why: "withdrawn" } });
    const shape = ({ request_id: _, agent_request_id: __, ...rest }: Record<string, unknown>): unknown => rest;
    expect(shape((await exercise(other, { ...asked, email: `x${address}` })).json)).toEqual(shape(theirs.json));
    expect((await exercise(other, { exercise: "sale:opt-out", name: "Ada" })).json).toMatchObject({ status: "open" });
  });

  it("is told by callback when its request stands otherwise: once a desk verified it, and at no host of anybody else", async () => {
    const name = crypto.randomUUID();
    const asked = { exercise: "access", email: `${name}@example.org`, status_callback: `${inject("receiver")}/${name}/200` };
    const { env, kept } = keeping(bindings());
    const { json } = await exercise(ours, { ...asked, "agent-request-id": name }, env);
    const tell = async (): Promise<readonly unknown[]> => {
      const platform = await platformOf(env, () => undefined);
      for (const { name: database } of allDatabases(env)) await tellRequests(platform, database, NOON);
      await arrive(kept.splice(0));
      const heard: readonly Received[] = await (await fetch(`${inject("receiver")}/${name}`)).json();
      return heard.map(({ body }) => JSON.parse(body));
    };
    expect(json).toMatchObject({ agent_request_id: name, reason: "need_user_verification" });
    expect(await tell()).toEqual([]);
    await server(`/v1/requests/${idOf({ json } as Answer)}/verify`, { actor: "desk-7", note: "called back" }, { env });
    expect(await tell()).toEqual([{ ...json, status: "in_progress", reason: undefined }]);
    const elsewhere = { ...asked, status_callback: "https://other.example/hook" };
    expect((await exercise(ours, elsewhere)).json.errors).toMatchObject([{ field: "status_callback", rule: "host" }]);
    expect((await exercise(other, asked)).json.errors).toMatchObject([{ field: "status_callback", rule: "host" }]);
    expect((await exercise(ours, { ...asked, status_callback: "http://10.0.0.1/" })).json.errors).toMatchObject([{ rule: "https" }]);
  });

  it("is refused by field and rule for what the protocol does not know", async () => {
    expect((await exercise(ours, { exercise: "sale:opt-in" })).json.errors).toMatchObject([{ field: "exercise", rule: "enum" }]);
    expect((await exercise(ours, { exercise: "deletion", "drp.version": "0.9" })).json.errors).toMatchObject([{ field: "drp.version" }]);
    expect(await new Browser().ask("/v1/data-rights-request", { text: "x" })).toMatchObject({ status: 401 });
  });
});

function idOf({ json }: Answer): string {
  return `req_${String(json.request_id).replaceAll("-", "")}`;
}

async function subjectIn(answer: Answer): Promise<string | null> {
  return (await request(`/v1/requests/${idOf(answer)}?site=pk_acme_main`, { key: "sk_test_everything" })).json.subject;
}
