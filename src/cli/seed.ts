import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { inTop } from "./paths.ts";

export const DEMO_SECRET_KEY = "sk_demo_local";
export const DEMO_SITE_KEY = "pk_demo_shop";

/** The SQL that makes the demo's secret key known; it is refused outside local mode. */
export function demoKeySql(now: number): string {
  const hash = createHash("sha256").update(DEMO_SECRET_KEY).digest("hex");
  return `INSERT INTO api_key (hash, label, scopes, created_at) VALUES ('${hash}', 'demo', '["*"]', ${now}) ON CONFLICT DO NOTHING`;
}

/** A recipe's program with its sites' origins on the port the demo runs on. */
export async function recipeFor(key: string, port: number): Promise<unknown> {
  if (!/^[a-z0-9-]+$/.test(key)) throw new Error(`"${key}" is not the key of a recipe`);
  const text = await readFile(inTop(`src/recipes/${key}/program.json`), "utf8").catch(() => null);
  if (text === null) throw new Error(`there is no recipe "${key}" in src/recipes`);
  return JSON.parse(text.replaceAll(/(https?:\/\/(?:localhost|127\.0\.0\.1)):8787/g, `$1:${port}`)) as unknown;
}

/** The publishable keys of a program's sites. */
export function siteKeysOf(program: unknown): readonly string[] {
  return (program as { readonly sites: readonly { readonly key: string }[] }).sites.map(({ key }) => key);
}

/** True for a program with a page for advisers. */
export function hasAdvisor(program: unknown): boolean {
  return (program as { readonly advisor?: object }).advisor !== undefined;
}
