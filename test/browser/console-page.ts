import type { Page } from "playwright-core";
import { expect } from "vitest";
import { DEMO_SECRET_KEY } from "../../src/cli/seed.ts";
import type { Demo } from "../support/demo.ts";
import { canBeHit, looksRight } from "./looks-right.ts";

const SITE = "?site=pk_demo_shop";
export const CONSOLE = `/console${SITE}`;

/** Whoever opened the console signs in, sees numbers that can be compared on any width, and comes back by a link from another site. */
export async function drawsNumbers(demo: Demo, page: Page): Promise<void> {
  await signIn(page);
  expect(await page.locator("tbody").first().textContent()).toContain("Give something for what “Seeing what helps” takes");
  for (const width of [390, 760, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const cells = page.locator("tbody", { hasText: "functional" }).locator("td:has(.count:not(.small))");
    const drawn = await cells.evaluateAll((found) =>
      found.map((cell) => [
        Number(cell.querySelector(".count")?.textContent),
        cell.querySelector("rect")?.getBoundingClientRect().width ?? 0,
      ]),
    );
    expect(drawn.length).toBeGreaterThan(1);
    const [[people = 0, wide = 0] = []] = drawn;
    for (const [number = 0, long = 0] of drawn) expect(long / wide).toBeCloseTo(number / people, 1);
  }
  await page.goto(`data:text/html,<a href="${demo.base}/console/asks${SITE}">Numbers</a>`);
  await page.getByRole("link", { name: "Numbers" }).click();
  await page.getByText("Signed in as demo/anna.").waitFor();
  expect(await page.locator("tbody").textContent()).toMatch(/You get 10 % off your basket\..*\d\d%/);
  await page.getByRole("link", { name: "Owed" }).click();
  await page.locator("#promises", { hasText: "Nothing." }).waitFor();
}

export async function roomsLookRight(demo: Demo, page: Page): Promise<void> {
  await looksRight(page);
  await signIn(page);
  for (const room of ["", "/asks", "/owed"]) {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${demo.base}/console${room}${SITE}`);
    await page.evaluate(() => void (document.documentElement.dir = "rtl"));
    await looksRight(page);
    await canBeHit(page);
    await page.setViewportSize({ width: 1280, height: 900 });
    await looksRight(page);
  }
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("button:visible, nav:visible").count()).toBe(0);
}

async function signIn(page: Page): Promise<void> {
  await page.locator('[name="name"]').fill("anna");
  await page.locator('[name="key"]').fill(DEMO_SECRET_KEY);
  await page.keyboard.press("Enter");
  await page.locator("table").waitFor();
}
