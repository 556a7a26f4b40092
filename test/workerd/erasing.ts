import { ruleById } from "../../src/core/consent/resolve-rule.ts";
import { NO_SIGNAL } from "../../src/core/consent/signals/signals.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Call } from "../../src/actions/call.ts";
import { eraseSubject, type ErasedSubject } from "../../src/actions/rights/erase-subject.ts";
import { finishErasures } from "../../src/actions/rights/finish-erasures.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { programOf } from "../../src/storage/cache/program.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { NOON } from "./client.ts";

const HOUR = 3_600_000;

/** The call of the test's controller, as the platform itself makes it. */
async function callAt(now: number, env: Bindings = bindings()): Promise<Call> {
  const platform = await platformOf(env, () => undefined);
  const [program, rule] = [await programOf(bindings(), "pk_acme_main", () => undefined), ruleById("DEFAULT")];
  if (!program || !rule) throw new Error("not set up");
  return { platform, program, rule, country: null, signals: NO_SIGNAL, now, actor: { kind: "system", job: "test" } };
}

/** Erases a subject as the API does: the first sweep. */
export async function erase(subject: SubjectId, now = NOON, env?: Bindings): Promise<ErasedSubject> {
  const erased = await eraseSubject(await callAt(now, env), subject);
  if (!erased.ok) throw new Error(erased.error);
  return erased.value;
}

/** Lets the hourly job do what is left. */
export async function finish(now = NOON + HOUR, env?: Bindings): Promise<number> {
  const call = await callAt(now, env);
  return finishErasures(call.platform, async () => call, now);
}

/** Everything that is stored: all rows of all tables of every database, and all of KV. */
export async function everything(): Promise<string> {
  const found: string[] = [];
  for (const { name, db } of allDatabases(bindings())) {
    const { results } = await db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{ name: string }>();
    for (const table of results.map((row) => row.name).filter((item) => !/^(sqlite_|_cf_|d1_)/.test(item)))
      for (const row of (await db.prepare(`SELECT * FROM ${table}`).all()).results) found.push(`${name} ${table} ${JSON.stringify(row)}`);
  }
  for (let cursor: string | undefined, more = true; more;) {
    const page: KVNamespaceListResult<unknown> = await bindings().KV.list(cursor ? { cursor } : {});
    for (const { name, metadata } of page.keys)
      found.push(`KV ${name} ${await bindings().KV.get(name)} ${JSON.stringify(metadata ?? null)}`);
    more = !page.list_complete;
    cursor = page.list_complete ? undefined : page.cursor;
  }
  return found.join("\n");
}
