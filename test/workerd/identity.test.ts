import { beforeAll, describe, expect, it } from "vitest";
import { moveIdentifiers } from "../../src/actions/identity/move-identifiers.ts";
import { platformOf } from "../../src/storage/platform.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { rowsOf, subjectOf } from "./subjects.ts";

const OLD = "the-old-pepper-of-thirty-two-characters";
const ROTATED = `${OLD},the-new-pepper-of-thirty-two-characters`;

beforeAll(async () => {
  await publish();
});

const email = (): { type: string; value: string } => ({ type: "email", value: `${crypto.randomUUID()}@example.org` });

function post(path: string, body: unknown, env?: Bindings): Promise<Answer> {
  return request(`${path}?site=pk_acme_main`, {
    key: SECRET_KEY,
    body,
    headers: { "x-earnest-now": String(NOON) },
    ...(env ? { env } : {}),
  });
}

function link(subject: string | null, identifier: unknown, env?: Bindings): Promise<Answer> {
  const ref = subject === null ? null : { type: "subject", value: subject };
  return post("/v1/identities/link", { subject: ref, identifier, source: "crm", proof: "row-7" }, env);
}

async function permitOf(
  identifier: unknown,
  env?: Bindings,
): Promise<{ subject: string | null; purposes: Record<string, { why: string }> }> {
  return (await post("/v1/permits", { subjects: [identifier], purposes: ["personal"] }, env)).json.permits[0];
}

async function person(decisions: Record<string, boolean> = { personal: true }): Promise<{ visitor: Browser; subject: string }> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  return { visitor, subject: await subjectOf(visitor) };
}

describe("an identifier", () => {
  it("points servers to its subject, however it is written, and no browser and no stranger to anybody", async () => {
    const { visitor, subject } = await person();
    const address = email();
    expect(await permitOf(address)).toMatchObject({ subject: null, purposes: { personal: { allowed: false } } });
    expect(await link(subject, address)).toMatchObject({ status: 200, json: { subject } });
    const shouted = { type: "email", value: ` ${address.value.toUpperCase()}` };
    expect(await permitOf(shouted)).toMatchObject({ subject, purposes: { personal: { why: "granted" } } });
    const served = await post("/v1/decide", { subject: address, slots: ["hero"] });
    expect(served.json.consent.state.personal).toBe("granted");
    expect((await visitor.ask("/v1/decide", { body: { slots: ["hero"], subject: address } })).json.errors).toMatchObject([
      { field: "subject" },
    ]);
    expect((await visitor.ask("/v1/identities/link", { body: {} })).status).toBe(401);
  });

  it("of somebody nobody knows makes a subject that nothing is allowed for", async () => {
    const address = email();
    const made = await link(null, address);
    expect(made.json.subject).toMatch(/^sub_[0-9a-f]{32}$/);
    expect((await link(null, address)).json.subject).toBe(made.json.subject);
    expect(await permitOf(address)).toMatchObject({ subject: made.json.subject, purposes: { personal: { allowed: false } } });
  });

  it("that two subjects have says that they are one person; who was known stays the root, also in a race", async () => {
    const address = email();
    const [first, second, third] = [await person(), await person({ personal: false, memory: true }), await person()];
    await link(first.subject, address);
    expect((await link(second.subject, address)).json.subject).toBe(first.subject);
    expect(await permitOf(address)).toMatchObject({ purposes: { personal: { why: "denied" } } });
    const contested = email();
    const answers = await Promise.all([link(third.subject, contested), link(first.subject, contested), link(third.subject, contested)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const whys = await Promise.all([contested, address, { type: "subject", value: third.subject }].map((ref) => permitOf(ref)));
    expect(new Set(whys.map((permit) => JSON.stringify(permit.purposes))).size).toBe(1);
  });

  it("is found no more once it is unlinked, and unlinking it twice says so", async () => {
    const { subject } = await person();
    const phone = { type: "phone", value: "+47 22 33 44 55" };
    await link(subject, phone);
    expect((await post("/v1/identities/unlink", { identifier: phone })).json).toEqual({ subject });
    expect((await post("/v1/identities/unlink", { identifier: phone })).json).toEqual({ subject: null });
    expect((await permitOf(phone)).subject).toBeNull();
  });

  it("is stored nowhere, and neither is its unpeppered hash", async () => {
    const { subject } = await person();
    const secret = "marker-of-somebody@example.org";
    await link(subject, { type: "email", value: secret });
    const rows = await rowsOf("identifier", "link", "audit", "ledger", "register", "profile");
    const digest = [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)))];
    expect(rows).not.toContain("marker-of-somebody");
    expect(rows).not.toContain(digest.map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  });
});

describe("a new pepper", () => {
  it("leaves everybody findable before, while and after the hashes move, and then the old one alone finds nobody", async () => {
    const before = { ...bindings(), EARNEST_PEPPER: OLD };
    const after = { ...bindings(), EARNEST_PEPPER: ROTATED };
    const [one, two] = [await person(), await person()];
    const addresses = [email(), email()];
    await link(one.subject, addresses[0], before);
    expect((await permitOf(addresses[0], after)).subject).toBe(one.subject);
    await link(two.subject, addresses[1], after);
    expect(await moveIdentifiers(await platformOf(after, () => undefined), NOON)).toBeGreaterThan(0);
    expect((await Promise.all(addresses.map((address) => permitOf(address, after)))).map(({ subject }) => subject)).toEqual([
      one.subject,
      two.subject,
    ]);
    expect((await permitOf(addresses[0], before)).subject).toBeNull();
    expect(await moveIdentifiers(await platformOf(after, () => undefined), NOON)).toBe(0);
  });

  it("that is missing or too short outside local mode answers that the service is not set up", async () => {
    const real = { ...bindings(), EARNEST_LOCAL: "", EARNEST_SECRET: "a-real-secret-of-at-least-thirty-two-characters" };
    for (const EARNEST_PEPPER of ["", "short", "earnest-demo-pepper-for-local-mode-only"])
      expect(await link(null, email(), { ...real, EARNEST_PEPPER })).toMatchObject({
        status: 503,
        json: { errors: [{ field: "EARNEST_PEPPER" }] },
      });
  });
});
