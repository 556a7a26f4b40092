import { beforeAll, describe, expect, it } from "vitest";
import { countConsents } from "../../src/actions/insight/count-consents.ts";
import { takeBatch } from "../../src/jobs/queue.ts";
import { platformOf } from "../../src/storage/platform.ts";
import type { Bindings, SealedMessage } from "../../src/storage/bindings.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { failingAt } from "./faults.ts";
import { keeping, NO, YES } from "./subjects.ts";

/** A Sunday: its week is told from Tuesday on. */
const SUNDAY = NOON;
const TUESDAY = NOON + 2 * DAY;

beforeAll(async () => {
  await publish();
});

async function count(env: Bindings = bindings(), now = SUNDAY): Promise<void> {
  await countConsents({ env }, now);
}

/** Brings messages to the consumer, at the instant they are of. */
async function take(messages: readonly SealedMessage[]): Promise<number> {
  let acked = 0;
  const envelopes = messages.map((body, index) => ({
    id: String(index),
    body,
    attempts: 1,
    ack: () => void (acked += 1),
    retry: () => undefined,
  }));
  await takeBatch(await platformOf(bindings(), () => undefined), { queue: "earnest-events", messages: envelopes } as never, SUNDAY);
  return acked;
}

async function counts(): Promise<Readonly<Record<string, number>>> {
  const sql = "SELECT purpose || ' ' || metric AS what, sum(count) AS count FROM consent_count GROUP BY what ORDER BY what";
  const { results } = await bindings().DB.prepare(sql).all<{ what: string; count: number }>();
  return Object.fromEntries(results.map((row) => [row.what, row.count]));
}

const report = (query = "", now = TUESDAY) =>
  request(`/v1/reports/consent?site=pk_acme_main${query}`, { key: SECRET_KEY, headers: { "x-earnest-now": String(now) } });

describe("consents", () => {
  it("count once each, whatever the counting is cut off at and however often it runs", async () => {
    await count();
    const before = await counts();
    const visitor = new Browser();
    await visitor.choose({ personal: true, ads: false });
    await new Browser().choose(NO);
    for (let k = 1; k <= 12; k++)
      for (const when of ["before", "after"] as const) await count(failingAt(bindings(), k, when)).catch(() => undefined);
    await Promise.allSettled([count(), count(), count()]);
    await visitor.withdraw();
    await visitor.withdraw();
    await count();
    await count();
    expect(before).toEqual({});
    expect(await counts()).toEqual({
      "* answered": 2,
      "ads denied": 2,
      "contextual denied": 2,
      "memory denied": 2,
      "personal denied": 1,
      "personal granted": 1,
      "personal withdrawn": 1,
    });
  });

  it("leave nothing of a person in the counts", async () => {
    const visitor = new Browser();
    await visitor.ask("/v1/consent", {
      body: { decisions: { ads: false }, notice: { version: "I am Ada", locale: "sub_1" }, method: "banner" },
    });
    await count();
    const { results } = await bindings().DB.prepare("SELECT * FROM consent_count").all();
    expect(JSON.stringify(results)).not.toMatch(/Ada|sub_|rcp_/);
  });
});

describe("a notice", () => {
  it("that is shown counts a view, once, under no name, and not where nothing is due", async () => {
    const visitor = new Browser();
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    const shown = () => visitor.ask("/v1/consent?locale=de&shown=true");
    await visitor.ask("/v1/consent?locale=de");
    expect(kept).toHaveLength(0);
    expect((await shown()).headers.getSetCookie()).toEqual([]);
    await shown();
    expect(kept).toHaveLength(2);
    expect(await take([...kept, ...kept])).toBe(4);
    await take(kept);
    expect((await counts())["* shown"]).toBe(2);
    await visitor.choose(YES);
    await shown();
    expect(kept).toHaveLength(2);
    visitor.env = undefined;
    const { keyring } = await platformOf(bindings(), () => undefined);
    const opened = JSON.parse((await keyring.open("queue", kept[0]?.sealed ?? "", "queue")) ?? "{}") as object;
    expect(Object.keys(opened).toSorted()).toEqual(["at", "id", "kind", "locale", "notice", "rule", "signals", "site"]);
  });
});

describe("GET /v1/reports/consent", () => {
  it("answers whole weeks that are over, with rates, and nothing of fewer than ten", async () => {
    for (let at = 0; at < 14; at++) {
      const visitor = new Browser();
      visitor.country = at < 2 ? "FR" : "DE";
      const { env, kept } = keeping(bindings());
      visitor.env = env;
      await visitor.ask("/v1/consent?locale=en&shown=true");
      await visitor.ask("/v1/consent?locale=en&shown=true");
      await take(kept);
      visitor.env = undefined;
      await visitor.choose({ personal: true, ads: at % 2 === 0 });
      const other = new Browser();
      await other.choose({ personal: false });
    }
    await count();
    expect((await counts())["* shown"]).toBe(2 + 28);
    expect((await report("", SUNDAY)).json.weeks.map((item: { week: string }) => item.week)).not.toContain("2026-11-16");
    const { status, json } = await report("&from=2026-11-16&to=2026-11-20");
    expect(status).toBe(200);
    expect(json).toMatchObject({ site: "pk_acme_main", least: 10, weeks: [{ week: "2026-11-16" }] });
    const { personal, ads } = json.weeks[0].purposes;
    expect(personal.total).toMatchObject({ granted: 16, denied: 15, optIn: 0.516, withdrawn: null });
    expect(personal.place).toMatchObject({ EEA: { granted: null, denied: null }, FR: { granted: null } });
    expect(ads.total).toMatchObject({ granted: null, denied: null, optIn: null });
    expect(json.weeks[0].notice.total).toMatchObject({ shown: null, answered: null, ignored: null });
  });
});
