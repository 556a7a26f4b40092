import { beforeAll, describe, expect, it } from "vitest";
import { expireConsents } from "../../src/actions/consent/expire-consents.ts";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { NO_SIGNAL } from "../../src/core/consent/signals/signals.ts";
import { ruleById } from "../../src/core/consent/resolve-rule.ts";
import { asSubjectId } from "../../src/core/kernel/ids.ts";
import { programOf } from "../../src/storage/cache/program.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { subjectIn, YES } from "./subjects.ts";

beforeAll(async () => {
  await publish();
});

describe("permits", () => {
  it("answer many subjects at once, read the register, and know a foreign or unknown one as nobody", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true, ads: false });
    const subject = (await subjectIn(visitor)) ?? "";
    const strangers = Array.from({ length: 998 }, (_, index) => `sub_${index.toString(16).padStart(32, "0")}`);
    const ask = (site: string) =>
      request(`/v1/permits?site=${site}`, {
        key: SECRET_KEY,
        body: { subjects: [subject, "nonsense", ...strangers].map((value) => ({ type: "subject", value })), purposes: ["personal", "ads"] },
      });
    const own = await ask("pk_acme_main");
    expect(own.json.permits).toHaveLength(1000);
    expect(own.json.permits[0]).toEqual({
      subject,
      version: 1,
      purposes: {
        personal: { allowed: true, why: "granted", state: "granted" },
        ads: { allowed: false, why: "denied", state: "denied" },
      },
    });
    expect(own.json.permits[1].purposes.personal.allowed).toBe(false);
    expect((await ask("pk_other_main")).json.permits[0]).toMatchObject({ version: 0, purposes: { personal: { allowed: false } } });
    await visitor.withdraw();
    expect((await ask("pk_acme_main")).json.permits[0].purposes.personal).toEqual({ allowed: false, why: "withdrawn", state: "withdrawn" });
  });
});

describe("a server", () => {
  it("decides for a subject by register and profile, then by the pass it kept, and stops at a withdrawal", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = asSubjectId((await subjectIn(visitor)) ?? "");
    const decide = (site: string) =>
      request(`/v1/decide?site=${site}`, {
        key: SECRET_KEY,
        body: { slots: ["quiet"], subject: { type: "subject", value: subject } },
        headers: { "x-earnest-country": "DE", "x-earnest-now": String(NOON) },
      });
    for (let call = 0; call < 2; call++) expect((await decide("pk_acme_main")).json.consent.allowed.personal).toBe(true);
    expect((await decide("pk_other_main")).json.consent.allowed.personal).toBe(false);
    await visitor.withdraw();
    expect((await decide("pk_acme_main")).json.consent.allowed.personal).toBe(false);
  });
});

describe("expiry", () => {
  it("stops a grant at its time and writes it into the ledger once", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true });
    const subject = await subjectIn(visitor);
    const later = NOON + 200 * DAY;
    const platform = await platformOf(bindings(), () => undefined);
    const program = await programOf(bindings(), "pk_acme_main", () => undefined);
    const rule = ruleById("DEFAULT");
    if (!program || !rule || !subject) throw new Error("not set up");
    const call = {
      platform,
      program,
      rule,
      country: null,
      signals: NO_SIGNAL,
      now: later,
      actor: { kind: "system", job: "test" },
    } as const;
    expect(await expireConsents(platform, async () => call, later)).toBeGreaterThan(0);
    expect(await expireConsents(platform, async () => call, later)).toBe(0);
    expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
    visitor.now = later;
    expect((await visitor.renew()).json.consent).toMatchObject({
      state: { personal: "expired" },
      why: { personal: "expired" },
      noticeDue: true,
    });
  });
});
