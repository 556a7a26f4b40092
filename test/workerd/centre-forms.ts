import { expect } from "vitest";
import type { Answer, Browser } from "./client.ts";

export const SITE = "site=pk_acme_main";
export const FORM = { "content-type": "application/x-www-form-urlencoded" };

export const open = (visitor: Browser, query = ""): Promise<Answer> => visitor.ask(`/privacy?${SITE}${query}`, { key: "" });

/** Sends a form of the page, and answers the page it leads to. */
export async function send(visitor: Browser, to: string, fields: readonly (readonly [string, string])[] = []): Promise<Answer> {
  const text = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
  const sent = await visitor.ask(`/privacy/${to}?${SITE}`, { method: "POST", key: "", text, headers: FORM });
  expect(sent.status).toBe(303);
  return visitor.ask(sent.headers.get("location")?.replace(/#.*/, "") ?? "", { key: "" });
}

/** The fields a browser would send of a form, as they stand in a page. */
export function hidden(page: string): (readonly [string, string])[] {
  const form = page.slice(page.indexOf("/privacy/choices"), page.indexOf("</form>", page.indexOf("/privacy/choices")));
  return [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((match) => [match[1] ?? "", match[2] ?? ""]);
}

export const boxes = (page: string): readonly string[] =>
  [...page.matchAll(/<input type="checkbox" name="on" value="([^"]+)" checked/g)].map((match) => match[1] ?? "");

export async function save(visitor: Browser, ...on: readonly string[]): Promise<Answer> {
  const fields = hidden((await open(visitor)).text);
  return send(visitor, "choices", [...fields, ...on.map((key) => ["on", key] as const)]);
}
