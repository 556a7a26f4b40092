import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { testProgram } from "../support/program.ts";
import worker from "../../src/worker.ts";
import { forgetPrograms } from "../../src/storage/cache/program.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { sha256Hex } from "../../src/core/kernel/bytes.ts";
import { bindings } from "./bindings.ts";

export const SECRET_KEY = "sk_test_everything";
export const NOON = Date.parse("2026-11-22T12:00:00Z");
export const MINUTE = 60_000;
export const DAY = 86_400_000;

export interface Ask {
  readonly method?: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly stream?: ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly env?: Bindings;
}

/** Answers of the API, read. `json` is untyped on purpose: tests say what they expect of it. */
export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads arbitrary JSON
  readonly json: any;
  /** The body as it came. */
  readonly text: string;
  readonly headers: Headers;
}

/** One request straight at the Worker. */
export async function request(path: string, ask: Ask = {}): Promise<Answer> {
  const context = createExecutionContext();
  const headers = new Headers({ origin: "http://localhost", ...(ask.key ? { authorization: `Bearer ${ask.key}` } : {}), ...ask.headers });
  const body = ask.stream ?? ask.text ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body));
  const incoming = new Request(`http://localhost${path}`, {
    method: ask.method ?? (body === undefined ? "GET" : "POST"),
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const response = await worker.fetch(incoming, ask.env ?? bindings(), context);
  const text = new TextDecoder().decode(await response.arrayBuffer());
  await waitOnExecutionContext(context);
  return { status: response.status, json: jsonIn(text, response.headers), text, headers: response.headers };
}

function jsonIn(text: string, headers: Headers): unknown {
  return text !== "" && /[/+]json/.test(headers.get("content-type") ?? "") ? JSON.parse(text) : null;
}

/** Publishes the test program (or another) and makes the test's secret key known. */
export async function publish(program: unknown = testProgram()): Promise<Answer> {
  await bindings()
    .DB.prepare(`INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'test', '["*"]', 0) ON CONFLICT DO NOTHING`)
    .bind(await sha256Hex(SECRET_KEY))
    .run();
  forgetPrograms();
  return request("/v1/programs", { key: SECRET_KEY, body: program });
}

/** A browser: a cookie jar, a place and a clock. */
export class Browser {
  readonly jar = new Map<string, string>();
  key = "pk_acme_main";
  country = "DE";
  region = "";
  now = NOON;
  gpc = false;
  env: Bindings | undefined;

  async ask(path: string, ask: Ask = {}): Promise<Answer> {
    const answer = await this.askHolding(path, ask);
    this.accept(answer);
    return answer;
  }

  /** Asks without taking the cookies of the answer: it is still on its way. */
  async askHolding(path: string, ask: Ask = {}): Promise<Answer> {
    const cookies = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers: Record<string, string> = {
      "x-earnest-country": this.country,
      "x-earnest-region": this.region,
      "x-earnest-now": String(this.now),
      ...(cookies ? { cookie: cookies } : {}),
      ...(this.gpc ? { "sec-gpc": "1" } : {}),
      ...ask.headers,
    };
    return request(path, { key: this.key, ...(this.env ? { env: this.env } : {}), ...ask, headers });
  }

  accept(answer: Answer): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const equals = pair.indexOf("=");
      this.jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  }

  decide(
    slots: readonly string[] = ["hero", "aside", "partner", "quiet"],
    context: unknown = { url: "http://localhost/" },
  ): Promise<Answer> {
    return this.ask("/v1/decide", { body: { slots, context } });
  }

  async choose(decisions: Readonly<Record<string, boolean>>, ask: Ask = {}): Promise<Answer> {
    const { json } = await this.ask("/v1/consent");
    return this.ask("/v1/consent", {
      body: { decisions, notice: { version: json.notice.version, locale: "en" }, method: "banner" },
      ...ask,
    });
  }

  view(product: string, category = "shoes", messageId: string = crypto.randomUUID()): Promise<Answer> {
    return this.ask("/v1/track", {
      body: { event: "Product Viewed", properties: { category, product, price: 10, secret: "dropped" }, messageId },
    });
  }

  withdraw(ask: Ask = {}): Promise<Answer> {
    return this.ask("/v1/consent", { method: "DELETE", ...ask });
  }

  renew(): Promise<Answer> {
    return this.ask("/v1/consent/renew", { body: {} });
  }

  /** The same jar in another browser. */
  copy(): Browser {
    const other = new Browser();
    for (const [name, value] of this.jar) other.jar.set(name, value);
    Object.assign(other, { key: this.key, country: this.country, region: this.region, now: this.now, gpc: this.gpc });
    return other;
  }
}
