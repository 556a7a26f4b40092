import { describe, expect, it, vi } from "vitest";
import { readText } from "./tree.ts";

const CONFIG = readText("wrangler.toml").replaceAll(/^\s*#.*$/gm, "");

/** The newest date that the pinned workerd knows. */
const NEWEST = "2026-10-23";

function texts(name: string): readonly string[] {
  const list = new RegExp(`^${name}\\s*=\\s*\\[([^\\]]*)\\]`, "m").exec(CONFIG)?.[1] ?? "";
  return [...list.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
}

/** Every table `[[name]]` of wrangler.toml as its lines `key = value`, quotes taken off. */
function sections(name: string): readonly ReadonlyMap<string, string>[] {
  const parts = CONFIG.split(/^(?=\[)/m).filter((part) => part.startsWith(`[[${name}]]`));
  return parts.map(
    (part) => new Map([...part.matchAll(/^(\w+)\s*=\s*"?([^"\n]*)"?\s*$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""])),
  );
}

describe("wrangler.toml", () => {
  it("wakes the Worker at exactly the schedules that src/jobs/cron.ts has jobs for", async () => {
    const { CRON } = await vi.importActual<{ readonly CRON: Readonly<Record<string, readonly unknown[]>> }>("../../../src/jobs/cron.ts");
    expect(Object.keys(CRON).toSorted()).toEqual(texts("crons").toSorted());
    for (const jobs of Object.values(CRON)) expect(jobs.length).toBeGreaterThan(0);
  });

  it("has a consumer for every queue that is written to, and keeps what fails for good", () => {
    const consumers = new Map(sections("queues.consumers").map((section) => [section.get("queue") ?? "", section]));
    const queues = sections("queues.producers").map((section) => section.get("queue") ?? "");
    expect(queues.length).toBeGreaterThan(0);
    for (const queue of queues) {
      expect(consumers.get(queue)?.get("dead_letter_queue"), queue).toMatch(/\S/);
      expect(Number(consumers.get(queue)?.get("max_retries")), queue).toBeGreaterThan(0);
    }
    const dead = new Set(queues.map((queue) => consumers.get(queue)?.get("dead_letter_queue") ?? ""));
    expect([...consumers.keys()].toSorted()).toEqual([...queues, ...dead].toSorted());
  });

  it("binds only what src/storage/bindings.ts names", () => {
    const named = readText("src/storage/bindings.ts");
    const lists = ["d1_databases", "kv_namespaces", "queues.producers"].flatMap(sections).map((section) => section.get("binding") ?? "");
    const bound = [...lists, ...sections("ratelimits").map((section) => section.get("name") ?? "")];
    expect(bound).toContain("DB");
    for (const name of bound) expect(named).toMatch(new RegExp(`readonly ${name}\\??:`));
  });

  it("asks for a compatibility date that the pinned workerd knows", () => {
    const date = /^compatibility_date\s*=\s*"(\d{4}-\d{2}-\d{2})"/m.exec(CONFIG)?.[1] ?? "none";
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(date <= NEWEST, date).toBe(true);
  });

  it("holds no secret", () => {
    expect(CONFIG).not.toMatch(/^\s*EARNEST_SECRET/m);
    expect(CONFIG).not.toMatch(/EARNEST_LOCAL/);
  });
});
