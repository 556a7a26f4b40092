import { testProgram } from "../support/program.ts";
import { KEY, type Whole } from "./whole.ts";

export const SITE = "pk_acme_main";

/** The test program with an attribute that needs no choice, so that a file of people can be taken in. */
export function peopleProgram(): object {
  const account = { key: "account", type: "string", source: "volunteered", purposes: ["service"] };
  const attributes = [...(testProgram()["attributes"] as object[]), { ...account, texts: { en: { name: "x" }, de: { name: "x" } } }];
  return testProgram({ attributes, reports: [{ key: "accounts", purpose: "service", attributes: ["account"] }] });
}

export const userOf = (at: number): string => `user-${at}`;

/** Makes people known by a user id who all said yes, each with a register of their own. */
export async function settle(whole: Whole, people: number): Promise<void> {
  const at = new Date().toISOString();
  const csv = `user,at,attributes.account\n${Array.from({ length: people }, (_, index) => `${userOf(index)},${at},x`).join("\n")}`;
  await asked(whole, `/v1/imports/bench-people/parts/1?site=${SITE}&from=bench&source=volunteered`, "PUT", "text/csv", csv);
  const { notice } = (await (await fetch(new URL(`/v1/consent?key=${SITE}`, whole.url))).json()) as {
    readonly notice: { readonly version: string; readonly locale: string };
  };
  const told = {
    subject: { type: "card", value: "BENCH0001" },
    method: "card",
    actor: "bench",
    evidence: "bench",
    place: { country: "DE" },
    decisions: { personal: true, memory: true, ads: true },
    notice: { version: notice.version, locale: notice.locale },
  };
  await asked(whole, `/v1/consent?site=${SITE}`, "POST", "application/json", JSON.stringify(told));
  await whole.db
    .prepare(
      `INSERT OR IGNORE INTO register SELECT p.subject, r.controller, r.version, r.head, r.state, r.expires_at, r.updated_at
       FROM profile AS p, (SELECT * FROM register LIMIT 1) AS r`,
    )
    .run();
  const row = await whole.db.prepare("SELECT count(*) AS count FROM register").first<{ readonly count: number }>();
  if (row?.count !== people + 1) throw new Error(`${row?.count} people said yes`);
}

async function asked(whole: Whole, path: string, method: string, type: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${KEY}`, "content-type": type };
  const response = await fetch(new URL(path, whole.url), { method, headers, body });
  if (!response.ok) throw new Error(`${path} was refused: ${await response.text()}`);
}
