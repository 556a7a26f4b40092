import { join } from "node:path";
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";

/** Runs axe over the whole page, shadow root included; an empty list is a clean page. */
export async function violations(page: Page): Promise<unknown> {
  await page.evaluate(`${axe.source};0`);
  const results = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** What axe cannot judge: the contrast of an element's text against its own or its parents' background. */
export function contrast(of: Locator): Promise<number> {
  return of.evaluate((element) => {
    const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [red = 0, green = 0, blue = 0] = parse(colour).map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    let behind: Element | null = element;
    while (behind && (parse(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
    const pair = [getComputedStyle(element).color, behind ? getComputedStyle(behind).backgroundColor : "rgb(255,255,255)"].map(luminance);
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  });
}

/** Keeps a picture to look at, where a folder for pictures is named. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["EARNEST_PICTURES"];
  if (folder) await page.screenshot({ path: join(folder, `tag-${name}.png`) });
}
