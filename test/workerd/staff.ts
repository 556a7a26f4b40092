import { sha256Hex } from "../../src/core/kernel/bytes.ts";
import { bindings } from "./bindings.ts";
import { Browser, SECRET_KEY, type Answer } from "./client.ts";

export const SITE = "site=pk_acme_main";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** A browser of the staff, at one of their pages. */
export class Desk {
  readonly staff = new Browser();
  readonly #page: string;

  constructor(page: "/advisor" | "/console") {
    this.#page = page;
  }

  open(room = "", query = ""): Promise<Answer> {
    return this.staff.ask(`${this.#page}${room}?${SITE}${query}`, { key: "" });
  }

  /** Sends a form of the page. */
  send(to: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const text = new URLSearchParams(fields).toString();
    return this.staff.ask(`${this.#page}/${to}?${SITE}`, { method: "POST", key: "", text, headers: { ...FORM, ...headers } });
  }
}

/** Somebody who signed in at a page, or tried to. */
export async function atDesk(page: "/advisor" | "/console", key = SECRET_KEY): Promise<Desk> {
  const desk = new Desk(page);
  await desk.send("sign-in", { name: "anna", key });
  return desk;
}

/** Makes a secret key known that has these scopes. */
export async function keyWith(secret: string, scopes: readonly string[]): Promise<string> {
  const sql = "INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'desk', ?2, 0)";
  await bindings()
    .DB.prepare(sql)
    .bind(await sha256Hex(secret), JSON.stringify(scopes))
    .run();
  return secret;
}
