import { globSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { Analytics } from "@segment/analytics-node";
import type { AnalyticsBrowser } from "@segment/analytics-next";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEMO_SECRET_KEY, DEMO_SITE_KEY } from "../../src/cli/seed.ts";
import { inTop } from "../../src/cli/paths.ts";
import { launchChromium } from "../support/chromium.ts";
import { startDemo, type Demo } from "../support/demo.ts";

declare global {
  interface Window {
    SegmentBrowser: typeof AnalyticsBrowser;
    analytics?: AnalyticsBrowser;
  }
}

const UPDATED = "Segment Consent Preference Updated";
const VIEWED = ["Product Viewed", "Product Viewed"];
const CONSENT = { consent: { categoryPreferences: { personalization: true, advertising: true, measurement: true } } };
let demo: Demo;
let chromium: Browser;
let client: string;

beforeAll(async () => {
  [demo, chromium, client] = await Promise.all([startDemo(), launchChromium(), bundleClient()]);
});
afterAll(async () => {
  await chromium?.close();
  await demo?.stop();
});

/** Segment's browser client as a site would host it itself. */
async function bundleClient(): Promise<string> {
  const contents = 'import { AnalyticsBrowser } from "@segment/analytics-next"; window.SegmentBrowser = AnalyticsBrowser;';
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: inTop(".") },
    bundle: true,
    format: "iife",
    write: false,
    minify: true,
  });
  return outputFiles[0]?.text ?? "";
}

/** Rows of the demo's database; it is read beside the Worker that writes it. */
function rows(sql: string, ...values: readonly string[]): readonly Record<string, unknown>[] {
  for (const path of globSync(`${demo.state}/**/*.sqlite`)) {
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'register'").get()) return db.prepare(sql).all(...values);
    } finally {
      db.close();
    }
  }
  throw new Error("the demo has no database");
}

const eventsOf = (subject: string): readonly Record<string, unknown>[] => rows("SELECT name, fields FROM event WHERE subject = ?", subject);
const namesOf = (subject: string): readonly string[] =>
  eventsOf(subject)
    .map(({ name }) => String(name))
    .toSorted((a, b) => a.localeCompare(b));
/** What the register says of each purpose. */
function decisionsOf(subject: string): Readonly<Record<string, string>> {
  const [row] = rows("SELECT state FROM register WHERE subject = ?", subject);
  const { decisions } = JSON.parse(String(row?.["state"])) as { readonly decisions: Readonly<Record<string, { readonly state: string }>> };
  return Object.fromEntries(Object.entries(decisions).map(([purpose, { state }]) => [purpose, state]));
}
/** How many shoe views the profile in the database has counted. */
function viewsOf(subject: string): unknown {
  const [row] = rows("SELECT attributes ->> '$.shoeViews.value' AS views FROM profile WHERE subject = ?", subject);
  return row?.["views"];
}

/** Somebody who accepted, in a page that hosts Segment's client, with the requests that went elsewhere. */
async function accepted(): Promise<{ readonly page: Page; readonly subject: string; readonly foreign: string[] }> {
  const before = new Set(rows("SELECT subject FROM register").map((row) => String(row["subject"])));
  const context = await chromium.newContext({ extraHTTPHeaders: { "x-earnest-country": "DE" }, locale: "en-GB", bypassCSP: true });
  const page = await context.newPage();
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== demo.base) foreign.push(request.url());
  });
  await page.goto(demo.base);
  const granted = page.waitForResponse((response) => response.url().endsWith("/v1/consent") && response.request().method() === "POST");
  await page.getByRole("button", { name: "Accept all" }).click();
  expect((await granted).status()).toBe(201);
  const [subject = ""] = rows("SELECT subject FROM register").flatMap((row) =>
    before.has(String(row["subject"])) ? [] : [String(row["subject"])],
  );
  await page.addScriptTag({ content: client });
  await page.evaluate((writeKey) => {
    window.analytics = window.SegmentBrowser.load({ writeKey, cdnURL: location.origin });
  }, DEMO_SITE_KEY);
  return { page, subject, foreign };
}

function withdraw(page: Page): Promise<number> {
  return page.evaluate(async (key) => {
    const answer = await fetch("/v1/consent", { method: "DELETE", headers: { authorization: `Bearer ${key}` } });
    return answer.status;
  }, DEMO_SITE_KEY);
}

/** The person takes one purpose back and keeps the others. */
function refuse(page: Page, purpose: string): Promise<number> {
  return page.evaluate(
    async ([key, refused]) => {
      const headers = { authorization: `Bearer ${key}` };
      const { notice } = (await (await fetch("/v1/consent", { headers })).json()) as { notice: { version: string; locale: string } };
      const body = {
        decisions: { [String(refused)]: false },
        notice: { version: notice.version, locale: notice.locale },
        method: "settings",
      };
      return (await fetch("/v1/consent", { method: "POST", headers, body: JSON.stringify(body) })).status;
    },
    [DEMO_SITE_KEY, purpose],
  );
}

/** The answer to the next call at a path: the client itself never reads it, so it is read on its way. */
async function answered(page: Page, path: string, say: () => Promise<void>): Promise<unknown> {
  const answer = Promise.withResolvers<unknown>();
  await page.route(`**${path}`, async (route) => {
    const response = await route.fetch();
    answer.resolve(await response.json());
    await route.fulfill({ response });
  });
  await say();
  const json = await answer.promise;
  await page.unroute(`**${path}`);
  return json;
}

function track(page: Page, product: string, event = "Product Viewed"): Promise<unknown> {
  return answered(page, "/v1/t", () =>
    page.evaluate(
      ([name, told]) => void window.analytics?.track(String(told), { category: "shoes", product: name, secret: "dropped" }),
      [product, event],
    ),
  );
}

/** Two views in one request, as the client sends them when it is told to batch. */
function trackTogether(page: Page): Promise<unknown> {
  return answered(page, "/v1/b", () =>
    page.evaluate((writeKey) => {
      const deliveryStrategy = { strategy: "batching", config: { size: 2, timeout: 1_000 } } as const;
      const batching = window.SegmentBrowser.load(
        { writeKey, cdnURL: location.origin },
        { integrations: { "Segment.io": { deliveryStrategy } } },
      );
      for (const product of ["six", "seven"]) void batching.track("Product Viewed", { category: "shoes", product });
    }, DEMO_SITE_KEY),
  );
}

/** What a consent manager says through Segment's client. */
function updated(page: Page, categoryPreferences: Readonly<Record<string, boolean>>): Promise<unknown> {
  return answered(page, "/v1/t", () =>
    page.evaluate(([event, said]) => void window.analytics?.track(event, {}, { context: { consent: { categoryPreferences: said } } }), [
      UPDATED,
      categoryPreferences,
    ] as const),
  );
}

describe("Segment's browser client", () => {
  it("with only its host changed fills the profile of the device's own subject, follows the consent, and calls nobody else", async () => {
    const { page, subject, foreign } = await accepted();
    const claimed = await answered(page, "/v1/i", () => page.evaluate(() => void window.analytics?.identify("somebody-else")));
    expect(claimed).toMatchObject({ accepted: 0, dropped: { unverified: 1 } });
    expect(await track(page, "one")).toMatchObject({ success: true, accepted: 1 });
    await expect.poll(() => viewsOf(subject), { timeout: 20_000 }).toBe(1);
    expect(eventsOf(subject)).toEqual([{ name: "Product Viewed", fields: '{"category":"shoes","product":"one"}' }]);
    expect(await trackTogether(page)).toMatchObject({ success: true, accepted: 2 });
    await expect.poll(() => viewsOf(subject), { timeout: 20_000 }).toBe(3);
    expect(await refuse(page, "personalization")).toBe(201);
    expect(await track(page, "two")).toMatchObject({ accepted: 0, dropped: { "no-consent": 1 } });
    expect(await track(page, "three", "Product Added")).toMatchObject({ accepted: 1 });
    await expect.poll(() => namesOf(subject), { timeout: 20_000 }).toEqual(["Product Added", ...VIEWED, "Product Viewed"]);
    expect(await updated(page, { personalization: true, measurement: false })).toMatchObject({ accepted: 1 });
    expect(decisionsOf(subject)).toMatchObject({ personalization: "withdrawn", measurement: "withdrawn", advertising: "granted" });
    expect(await track(page, "four", "Product Added")).toMatchObject({ accepted: 0, dropped: { "no-consent": 1 } });
    expect(await withdraw(page)).toBe(200);
    expect(await track(page, "five", "Product List Viewed")).toMatchObject({ accepted: 0, dropped: { "no-consent": 1 } });
    expect(JSON.stringify(eventsOf(subject))).not.toMatch(/two|four|five/);
    expect(foreign).toEqual([]);
  });
});

describe("Segment's Node client", () => {
  it("with only its host changed writes what register and call allow, and nothing once the person withdraws", async () => {
    const { page, subject } = await accepted();
    const userId = crypto.randomUUID();
    const linked = await fetch(`${demo.base}/v1/identities/link`, {
      method: "POST",
      headers: { authorization: `Bearer ${DEMO_SECRET_KEY}` },
      body: JSON.stringify({
        subject: { type: "subject", value: subject },
        identifier: { type: "user", value: userId },
        source: "crm",
        proof: "1",
      }),
    });
    expect(linked.status).toBe(200);
    const analytics = new Analytics({ writeKey: DEMO_SECRET_KEY, host: demo.base, flushAt: 50 });
    const failures: unknown[] = [];
    analytics.on("error", (error) => failures.push(error));
    const view = (product: string, context: object = CONSENT): void =>
      analytics.track({ userId, event: "Product Viewed", properties: { category: "shoes", product }, context });
    analytics.identify({ userId, context: CONSENT });
    view("first");
    view("second");
    view("unsaid", {});
    view("refused", { consent: { categoryPreferences: { personalization: false } } });
    await analytics.flush();
    await expect.poll(() => viewsOf(subject), { timeout: 20_000 }).toBe(2);
    expect(await refuse(page, "personalization")).toBe(201);
    const added = (product: string): void => analytics.track({ userId, event: "Product Added", properties: { product }, context: CONSENT });
    view("partial");
    added("kept");
    await analytics.flush();
    await expect.poll(() => namesOf(subject), { timeout: 20_000 }).toEqual(["Product Added", ...VIEWED]);
    analytics.track({ userId, event: UPDATED, context: { consent: { categoryPreferences: { measurement: false } } } });
    await analytics.flush();
    await expect.poll(() => decisionsOf(subject), { timeout: 20_000 }).toMatchObject({ measurement: "withdrawn", advertising: "granted" });
    added("updated");
    await analytics.flush();
    expect(await withdraw(page)).toBe(200);
    view("after");
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);
    expect(JSON.stringify(eventsOf(subject))).not.toMatch(/unsaid|refused|partial|updated|after/);
  });
});
