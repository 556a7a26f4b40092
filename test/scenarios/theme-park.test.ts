import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Scenario } from "../support/scenario.ts";

const SITE = "pk_lindholm_band";
let park: Scenario;

beforeAll(async () => {
  park = await startScenario("theme-park");
});
afterAll(() => park.stop());

type Choices = Readonly<Record<string, boolean>>;

/** A band is handed out: the guest says at a kiosk what it may be used for. */
async function handOut(band: string, decisions: Choices): Promise<string> {
  const linked = await park.server(`/v1/identities/link?site=${SITE}`, {
    body: { subject: null, identifier: { type: "user", value: band }, source: "gate", proof: "ticket-9" },
  });
  await tell(band, decisions);
  return linked.json.subject as string;
}

async function tell(band: string, decisions: Choices): Promise<void> {
  park.now += 1_000;
  const { json } = await park.person(SITE, "DK").ask("/v1/consent");
  const answer = await park.server(`/v1/consent?site=${SITE}`, {
    headers: { "idempotency-key": crypto.randomUUID() },
    body: {
      subject: { type: "user", value: band },
      decisions,
      notice: { version: json.notice.version, locale: "en" },
      method: "kiosk",
      actor: "kiosk-3",
      evidence: "screen-1",
      place: { country: "DK" },
    },
  });
  expect([200, 201], JSON.stringify(answer.json)).toContain(answer.status);
}

interface Scan {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly messageId: string;
  readonly minutesAgo: number;
}

function scan(event: string, properties: Readonly<Record<string, unknown>>, minutesAgo: number): Scan {
  return { event, properties, messageId: crypto.randomUUID(), minutesAgo };
}

/** What one reader kept while it was offline. */
function upload(band: string, scans: readonly Scan[]): Promise<Answered> {
  const batch = scans.map(({ minutesAgo, ...rest }) => ({
    type: "track",
    userId: band,
    timestamp: new Date(park.now - minutesAgo * 60_000).toISOString(),
    context: { consent: { categoryPreferences: { rides: true, photos: true, wallet: true } } },
    ...rest,
  }));
  return park.server(`/v1/batch?site=${SITE}`, { body: { batch } });
}

async function shown(subject: { readonly type: string; readonly value: string }): Promise<Record<string, string | null>> {
  const body = { slots: ["end-scene", "photo-wall", "next-ride"], context: { url: "http://localhost:8787/" }, subject };
  const { json } = await park.server(`/v1/decide?site=${SITE}`, { body });
  return Object.fromEntries(
    Object.entries(json.decisions as Record<string, { experience: string | null }>).map(([slot, { experience }]) => [slot, experience]),
  );
}

async function namesOf(subject: string): Promise<readonly unknown[]> {
  return (await park.rows("SELECT name FROM event WHERE subject = ?1 ORDER BY name", subject)).map(({ name }) => name);
}

describe("a theme park", () => {
  it("brings what many offline readers kept together in one guest, each scan once, and the score picks the end scene", async () => {
    const subject = await handOut("band-1", { rides: true, photos: true });
    const [dragon, coaster] = [
      scan("Ride Finished", { ride: "dragon", score: 940 }, 5),
      scan("Ride Finished", { ride: "coaster", score: 300 }, 90),
    ];
    const photo = scan("Photo Taken", { ride: "coaster", camera: "c4", face: "never declared" }, 89);
    await upload("band-1", [dragon]);
    await upload("band-1", [photo, coaster]);
    await upload("band-1", [coaster, dragon, photo]);
    await park.until(
      () => namesOf(subject),
      (names) => names.length >= 3,
    );
    expect(await namesOf(subject)).toEqual(["Photo Taken", "Ride Finished", "Ride Finished"]);
    // The ride that came in last was ridden first.
    expect(await shown({ type: "user", value: "band-1" })).toEqual({
      "end-scene": "hero-scene",
      "photo-wall": "photos-ready",
      "next-ride": null,
    });
    expect(JSON.stringify(await park.rows("SELECT fields FROM event"))).not.toContain("never declared");
  });

  it("asks for each use by itself: photos without rides, and paying with neither", async () => {
    const photos = await handOut("band-2", { rides: false, photos: true });
    const neither = await handOut("band-3", { rides: false, photos: false });
    const day = (): readonly Scan[] => [
      scan("Ride Finished", { ride: "dragon", score: 999 }, 3),
      scan("Photo Taken", { ride: "dragon", camera: "c1" }, 3),
      scan("Paid", { amount: 12 }, 2),
    ];
    await upload("band-2", day());
    await upload("band-3", day());
    expect(
      await park.until(
        () => namesOf(photos),
        (names) => names.length === 2,
      ),
    ).toEqual(["Paid", "Photo Taken"]);
    expect(
      await park.until(
        () => namesOf(neither),
        (names) => names.length === 1,
      ),
    ).toEqual(["Paid"]);
    expect(await shown({ type: "user", value: "band-2" })).toMatchObject({ "end-scene": null, "photo-wall": "photos-ready" });
    expect(await shown({ type: "user", value: "band-3" })).toMatchObject({ "end-scene": null, "photo-wall": null });
  });

  it("finds the same guest by band, ticket and wallet", async () => {
    const subject = await handOut("band-4", { rides: true });
    await park.server(`/v1/identities/link?site=${SITE}`, {
      body: {
        subject: { type: "user", value: "band-4" },
        identifier: { type: "card", value: "TICKET-4711" },
        source: "gate",
        proof: "ticket-4711",
      },
    });
    await upload("band-4", [scan("Ride Finished", { ride: "dragon", score: 600 }, 1)]);
    await park.until(
      () => namesOf(subject),
      (names) => names.length === 1,
    );
    const byBand = await shown({ type: "user", value: "band-4" });
    expect(byBand).toMatchObject({ "end-scene": "brave-scene" });
    expect(await shown({ type: "card", value: "ticket 4711" })).toEqual(byBand);
  });

  it("opens no profile to who only knows a band's number", async () => {
    await handOut("band-5", { rides: true });
    await upload("band-5", [scan("Ride Finished", { ride: "dragon", score: 950 }, 1)]);
    const stranger = park.person(SITE, "DK");
    await stranger.choose({ rides: true });
    await stranger.ask("/v1/identify", { body: { userId: "band-5", traits: {} } });
    await stranger.renew();
    expect(await stranger.slot("end-scene")).toMatchObject({ experience: null });
    const asked = { slots: ["end-scene"], context: { url: "http://localhost:8787/" }, subject: { type: "user", value: "band-5" } };
    expect((await stranger.ask("/v1/decide", { body: asked })).status).toBe(422);
  });

  it("stops a use when it is taken back, and keeps the others", async () => {
    const subject = await handOut("band-6", { rides: true, photos: true });
    await upload("band-6", [
      scan("Ride Finished", { ride: "dragon", score: 950 }, 2),
      scan("Photo Taken", { ride: "dragon", camera: "c1" }, 2),
    ]);
    await park.until(
      () => namesOf(subject),
      (names) => names.length === 2,
    );
    await tell("band-6", { rides: false });
    await upload("band-6", [
      scan("Ride Finished", { ride: "dragon", score: 980 }, 0),
      scan("Photo Taken", { ride: "dragon", camera: "c2" }, 0),
    ]);
    await park.until(
      () => namesOf(subject),
      (names) => names.filter((name) => name === "Photo Taken").length === 2,
    );
    expect((await namesOf(subject)).filter((name) => name === "Ride Finished").length).toBeLessThanOrEqual(1);
    expect(await shown({ type: "user", value: "band-6" })).toMatchObject({ "end-scene": null, "photo-wall": "photos-ready" });
  });
});
