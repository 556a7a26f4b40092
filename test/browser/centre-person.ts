import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { DEMO_SECRET_KEY } from "../../src/cli/seed.ts";
import type { Demo } from "../support/demo.ts";

/** What the demo's mail would bring: the code that was printed for an address. */
export async function codeFor(demo: Demo, address: string): Promise<string> {
  const letter = new RegExp(`mail to ${address}: (\\d{4} \\d{4})`);
  await expect.poll(() => demo.printed(), { timeout: 10_000 }).toMatch(letter);
  return letter.exec(demo.printed())?.[1] ?? "";
}

/** The shop's own server says whose browser this is. */
export async function becomeKnown(demo: Demo, page: Page, address: string): Promise<void> {
  const receipt = await page.locator('#receipts a[href*="format=jsonld"]').first().getAttribute("href");
  const record = await (await page.request.get(`${demo.base}${receipt}`)).text();
  const [, value] = /urn:earnest:subject:(sub_[0-9a-f]+)/.exec(record) ?? [];
  const subject = { type: "subject", value };
  const linked = await fetch(`${demo.base}/v1/identities/link`, {
    method: "POST",
    headers: { authorization: `Bearer ${DEMO_SECRET_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ subject, identifier: { type: "email", value: address }, source: "shop", proof: "1" }),
  });
  expect(linked.status).toBe(200);
}

/** Answers the question that the shop puts to whoever looks at shoes. */
export async function tellSize({ base }: Demo, page: Page): Promise<void> {
  const headers = { authorization: "Bearer pk_demo_shop", origin: base, "idempotency-key": crypto.randomUUID() };
  const ask = async (path: string, data: object) => (await page.request.post(base + path, { headers, data })).json();
  const put = await ask("/v1/decide", { slots: ["size"] });
  expect(await ask("/v1/asks/shoe-size/answer", { value: 43, token: put.ask?.token })).toMatchObject({
    ask: "shoe-size",
    benefit: "discount",
  });
}

/** The file that the page lets take away. */
export async function takenFrom(page: Page): Promise<unknown> {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "JSON", exact: true }).click();
  return JSON.parse(await readFile(await (await coming).path(), "utf8"));
}

/** Looks at three shoes. */
export async function lookAtShoes({ base }: Demo, page: Page): Promise<void> {
  for (const shoe of ["ridge-runner", "trail-low", "alpine-mid"]) {
    const answer = await page.request.post(`${base}/v1/track`, {
      headers: { authorization: "Bearer pk_demo_shop", origin: base },
      data: { event: "Product Viewed", properties: { category: "shoes", product: shoe }, messageId: crypto.randomUUID() },
    });
    expect(answer.status()).toBe(200);
  }
}
