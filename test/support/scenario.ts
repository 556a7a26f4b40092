import { setTimeout } from "node:timers/promises";
import type { D1Database } from "@cloudflare/workers-types";
import { createTestHarness } from "wrangler";
import { inTop } from "../../src/cli/paths.ts";
import { DEMO_SECRET_KEY, demoKeySql, recipeFor } from "../../src/cli/seed.ts";
import { SCHEMA } from "./schema.ts";

export interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads arbitrary JSON
  readonly json: any;
}

/** The production build of the Worker with a recipe published, its own databases and queues, and a clock that is set. */
export interface Scenario {
  readonly url: URL;
  readonly program: Readonly<Record<string, unknown>>;
  /** Every request of the scenario is made at this instant (ms). It begins today: what a queue brings is judged by the real clock. */
  now: number;
  /** What a browser asks, with its cookies. */
  readonly person: (site: string, country?: string) => Person;
  /** What a server asks with its secret key. */
  readonly server: (path: string, asked?: Asked) => Promise<Answered>;
  /** Publishes another program; the answer says whether it was accepted. */
  readonly publish: (program: unknown) => Promise<Answered>;
  /** Runs a schedule of wrangler.toml at the scenario's instant. */
  readonly cron: (schedule: string) => Promise<void>;
  /** Asks until the answer is as expected: what a queue brings takes a moment. */
  readonly until: <T>(ask: () => Promise<T>, isThere: (value: T) => boolean) => Promise<T>;
  readonly rows: (sql: string, ...values: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
}

const LOCAL = { EARNEST_LOCAL: "1", EARNEST_SECRET: "earnest-demo-secret-for-local-mode-only" };
const PATIENCE_MS = 15_000;
const LOOK_AGAIN_MS = 150;

/** Starts the Worker and publishes `src/recipes/<key>/program.json`. */
export async function startScenario(recipe: string): Promise<Scenario> {
  const harness = createTestHarness({ workers: [{ configPath: inTop("wrangler.toml"), vars: LOCAL }] });
  const { url } = await harness.listen();
  const worker = harness.getWorker<{ DB: D1Database }>();
  const { DB } = await worker.getEnv();
  await DB.exec(SCHEMA);
  await DB.prepare(demoKeySql(0)).run();
  const program = (await recipeFor(recipe, 8787)) as Readonly<Record<string, unknown>>;
  const scenario: Scenario = {
    url,
    program,
    now: Date.now(),
    person: (site, country = "DE") => new Person(scenario, url, site, country),
    server: (path, asked = {}) =>
      send(new URL(path, url), { ...asked, headers: { authorization: `Bearer ${DEMO_SECRET_KEY}`, ...asked.headers } }, scenario.now),
    publish: (document) => scenario.server("/v1/programs", { body: document }),
    cron: async (schedule) => void (await worker.scheduled({ cron: schedule, scheduledTime: new Date(scenario.now) })),
    until,
    rows: async (sql, ...values) =>
      (
        await DB.prepare(sql)
          .bind(...values)
          .all()
      ).results,
    stop: () => harness.close(),
  };
  const published = await scenario.publish(program);
  if (published.status !== 201) throw new Error(`the recipe ${recipe} was refused: ${JSON.stringify(published.json)}`);
  return scenario;
}

async function until<T>(ask: () => Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await ask();
    if (isThere(value)) return value;
    if (Date.now() > end) throw new Error(`it never came to what was expected: ${JSON.stringify(value)}`);
    // Whoever asks without a pause is soon told that they ask too often.
    await setTimeout(LOOK_AGAIN_MS);
  }
}

async function send(url: URL, { method, body, headers }: Asked, now: number): Promise<Answered> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { "content-type": "application/json", "x-earnest-now": String(now), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === "" ? null : JSON.parse(text) };
}

/** One person in one browser: a cookie jar and a place. */
export class Person {
  readonly jar = new Map<string, string>();
  readonly #scenario: Scenario;
  readonly #url: URL;
  readonly #site: string;
  readonly #country: string;

  constructor(scenario: Scenario, url: URL, site: string, country: string) {
    this.#scenario = scenario;
    this.#url = url;
    this.#site = site;
    this.#country = country;
  }

  async ask(path: string, asked: Asked = {}): Promise<Answered> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = {
      authorization: `Bearer ${this.#site}`,
      "x-earnest-country": this.#country,
      ...(cookie ? { cookie } : {}),
      ...asked.headers,
    };
    const answer = await send(new URL(path, this.#url), { ...asked, headers }, this.#scenario.now);
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const equals = pair.indexOf("=");
      if (pair.slice(equals + 1) === "") this.jar.delete(pair.slice(0, equals));
      else this.jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return answer;
  }

  /** Says yes or no, on the notice as it is. */
  async choose(decisions: Readonly<Record<string, boolean>>): Promise<Answered> {
    const { json } = await this.ask("/v1/consent");
    const { version, locale } = json.notice;
    return this.ask("/v1/consent", { body: { decisions, notice: { version, locale }, method: "banner" } });
  }

  withdraw(): Promise<Answered> {
    return this.ask("/v1/consent", { method: "DELETE" });
  }

  renew(): Promise<Answered> {
    return this.ask("/v1/consent/renew", { body: {} });
  }

  track(event: string, properties: Readonly<Record<string, unknown>>, messageId: string = crypto.randomUUID()): Promise<Answered> {
    const timestamp = new Date(this.#scenario.now).toISOString();
    return this.ask("/v1/track", { body: { event, properties, messageId, timestamp } });
  }

  /** Tells something of oneself. */
  identify(traits: Readonly<Record<string, unknown>>): Promise<Answered> {
    return this.ask("/v1/identify", { body: { traits, messageId: crypto.randomUUID() } });
  }

  /** What fills each slot: the experience, or the reason nothing does. */
  async shown(...slots: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const { json } = await this.ask("/v1/decide", { body: { slots, context: { url: "http://localhost:8787/" } } });
    const decisions = Object.entries(json.decisions as Record<string, { experience: string | null; reason: string }>);
    return Object.fromEntries(decisions.map(([slot, { experience, reason }]) => [slot, experience ?? reason]));
  }

  /** What fills a slot, as the whole decision. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads arbitrary JSON
  async slot(slot: string, attributes?: Readonly<Record<string, unknown>>): Promise<any> {
    const context = { url: "http://localhost:8787/", ...(attributes ? { attributes } : {}) };
    const { json } = await this.ask("/v1/decide", { body: { slots: [slot], context } });
    return json.decisions?.[slot] ?? json;
  }
}
