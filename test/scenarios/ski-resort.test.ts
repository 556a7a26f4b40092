import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Scenario } from "../support/scenario.ts";

const SITE = "pk_nordfjell_pass";
const DAY = 86_400_000;
const CONSENT = { consent: { categoryPreferences: { season: true } } };
let resort: Scenario;

beforeAll(async () => {
  resort = await startScenario("ski-resort");
});
afterAll(() => resort.stop());

/** A pass is sold at the desk, where its holder says yes or no on paper. */
async function sell(pass: string, yes: boolean): Promise<string> {
  const linked = await resort.server(`/v1/identities/link?site=${SITE}`, {
    body: { subject: null, identifier: { type: "user", value: pass }, source: "ticket-desk", proof: "sale-1" },
  });
  expect(linked.status).toBe(200);
  await told(pass, yes);
  return linked.json.subject as string;
}

async function told(pass: string, yes: boolean): Promise<void> {
  resort.now += 1_000;
  const { json } = await resort.person(SITE, "NO").ask("/v1/consent");
  const answer = await resort.server(`/v1/consent?site=${SITE}`, {
    headers: { "idempotency-key": crypto.randomUUID() },
    body: {
      subject: { type: "user", value: pass },
      decisions: { season: yes },
      notice: { version: json.notice.version, locale: "en" },
      method: "paper",
      actor: "desk-2",
      evidence: "form-77",
      place: { country: "NO" },
    },
  });
  expect([200, 201], JSON.stringify(answer.json)).toContain(answer.status);
}

interface Scan {
  readonly messageId: string;
  readonly timestamp: string;
  readonly properties: { readonly metres: number; readonly lift: string; readonly day: string; readonly season: string };
}

function scans(count: number, metres: number, season: string, daysAgo = 0): readonly Scan[] {
  const at = resort.now - daysAgo * DAY;
  return Array.from({ length: count }, (_, index) => ({
    messageId: crypto.randomUUID(),
    timestamp: new Date(at - index * 60_000).toISOString(),
    properties: { metres, lift: `lift-${index % 4}`, day: new Date(at).toISOString().slice(0, 10), season },
  }));
}

function send(pass: string, lifts: readonly Scan[]): Promise<Answered> {
  const batch = lifts.map((scan) => ({ type: "track", event: "Lift Scanned", userId: pass, context: CONSENT, ...scan }));
  return resort.server(`/v1/batch?site=${SITE}`, { body: { batch } });
}

async function page(pass: string): Promise<Record<string, string | null>> {
  const { json } = await resort.server(`/v1/decide?site=${SITE}`, {
    body: { slots: ["totals", "days", "streak"], context: { url: "http://localhost:8787/pass" }, subject: { type: "user", value: pass } },
  });
  return Object.fromEntries(
    Object.entries(json.decisions as Record<string, { experience: string | null }>).map(([slot, { experience }]) => [slot, experience]),
  );
}

const NOTHING = { totals: null, days: null, streak: null };

async function kept(subject: string): Promise<number> {
  return (await resort.rows("SELECT id FROM event WHERE subject = ?1", subject)).length;
}

describe("a ski resort", () => {
  it("opens the gate for who refuses, and adds nothing up", async () => {
    const subject = await sell("pass-no", false);
    expect((await send("pass-no", scans(3, 400, "2026-27"))).json).toMatchObject({ accepted: 0 });
    expect(await page("pass-no")).toEqual(NOTHING);
    expect(await kept(subject)).toBe(0);
  });

  it("adds batched scans up exactly, sent three times, and shows them to nobody else", async () => {
    const subject = await sell("pass-a", true);
    await sell("pass-b", true);
    const lifts = [...scans(40, 210.5, "2026-27", 2), ...scans(40, 110, "2026-27", 1), ...scans(40, 5.25, "2026-27")];
    for (let time = 0; time < 3; time++) expect((await send("pass-a", lifts)).json).toMatchObject({ accepted: 120 });
    await resort.until(
      () => kept(subject),
      (count) => count >= 120,
    );
    const profile = await resort.until(
      () => resort.rows("SELECT attributes FROM profile WHERE subject = ?1", subject),
      (rows) => rows.length === 1,
    );
    expect(await kept(subject)).toBe(120);
    const attributes = JSON.parse(String(profile[0]?.["attributes"])) as Record<string, { value: unknown }>;
    expect(attributes["metresThisSeason"]?.value).toBe(40 * (210.5 + 110 + 5.25) * 1_000_000);
    expect(await page("pass-a")).toEqual({ totals: "summit", days: "regular", streak: "three-days" });
    expect(await page("pass-b")).toEqual(NOTHING);
  });

  it("begins at nought in a new season", async () => {
    const subject = await sell("pass-c", true);
    await send("pass-c", scans(2, 600, "2026-27"));
    await resort.until(
      () => kept(subject),
      (count) => count === 2,
    );
    expect(await page("pass-c")).toMatchObject({ totals: "climber" });
    await send("pass-c", scans(1, 600, "2027-28"));
    await resort.until(
      () => kept(subject),
      (count) => count === 3,
    );
    resort.now += 10 * 60_000;
    expect(await page("pass-c")).toMatchObject({ totals: "next-season" });
    const [row] = await resort.rows("SELECT attributes FROM profile WHERE subject = ?1", subject);
    expect(JSON.parse(String(row?.["attributes"]))).toMatchObject({
      metresThisSeason: { value: 1_200_000_000 },
      metresNextSeason: { value: 600_000_000 },
    });
  });

  it("stops with a withdrawal at the desk: nothing more is shown, and nothing more is kept", async () => {
    const subject = await sell("pass-d", true);
    const late = scans(4, 900, "2026-27");
    await send("pass-d", late);
    await resort.until(
      () => kept(subject),
      (count) => count === 4,
    );
    expect(await page("pass-d")).toMatchObject({ totals: "climber" });
    await told("pass-d", false);
    expect(await page("pass-d")).toEqual(NOTHING);
    expect((await send("pass-d", scans(2, 900, "2026-27"))).json).toMatchObject({ accepted: 0 });
  });
});
