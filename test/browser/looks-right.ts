import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** A page has nothing that axe finds, and never scrolls sideways. */
export async function looksRight(page: Page): Promise<void> {
  await page.evaluate(`${axe.source};0`);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
}

/** Every target is at least 24 px high. */
export async function canBeHit(page: Page): Promise<void> {
  const small = await page.locator("button, summary, input, select, nav a, .actions a").evaluateAll((targets) =>
    targets.flatMap((target) => {
      const { height } = target.getBoundingClientRect();
      return height > 0 && height < 24 ? [target.outerHTML] : [];
    }),
  );
  expect(small).toEqual([]);
}
