import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { PageSite } from "../../../src/core/consent/page/page-site.ts";
import { detailOf, type StubPartner } from "./details.ts";
import { crossOrigin, parse, readBody } from "./incoming.ts";
import { noticeIn } from "./notices.ts";
import { pages, type Page } from "./pages.ts";

type State = "granted" | "denied" | "unknown" | "withdrawn" | "expired";

export interface StubDecision {
  readonly experience: string | null;
  readonly variant: string | null;
  readonly content: unknown;
  readonly reason: string;
  readonly because: readonly { attribute: string; source: string; purpose: string; consentVersion: number | null }[];
  readonly exposure: string | null;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly json: Record<string, unknown>;
  readonly headers: IncomingMessage["headers"];
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly raw?: string;
}

const CHOOSABLE = ["functional", "personalization", "advertising"];
const nothingSaid = (): Record<string, State> => Object.fromEntries(CHOOSABLE.map((purpose) => [purpose, "unknown"]));
/** What leaving clears. */
const GONE = [
  "earnest_choice=; Path=/; Secure; SameSite=Lax; Max-Age=0",
  "__Host-earnest=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0",
];

/** A consent host that speaks the tag's contract for one visitor, in memory, and can be made to misbehave. */
export class Stub {
  readonly calls: Call[] = [];
  /** What a slot gets once personalization is allowed. */
  decisions: Record<string, StubDecision> = {};
  /** What a slot gets without it. */
  plain: Record<string, StubDecision> = {};
  state: Record<string, State> = nothingSaid();
  /** What the consent host says of consent otherwise than by the rules of an opt-in place. */
  place: Record<string, unknown> = {};
  partners: readonly StubPartner[] = [];
  imports: readonly unknown[] = [];
  given: object = {};
  /** What the law of the place asks of the way to refuse. */
  refusal = "equal-first-layer";
  /** Why the person sees an experience, by its key. */
  sentences: Record<string, readonly { attribute: string; sentence?: string }[]> = {};
  renewAfter: number | null = null;
  /** The question a decision comes with. */
  ask: object | null = null;
  /** Milliseconds before `"POST /v1/decide"` and the like is answered, or what it waits for; and replies in place of the regular ones. */
  delays: Record<string, number | Promise<void>> = {};
  replies: Record<string, Reply> = {};
  csp = "default-src 'self'; require-trusted-types-for 'script'";
  /** The scripts of the tag, by path. */
  tag: ReadonlyMap<string, string> = new Map();
  /** What its pages hold back, clear and tell; null where they do nothing of the kind. */
  site: PageSite | null = null;
  /** Pages and scripts beside those of the shop, and what was asked for that is neither a call nor the tag, by path. */
  more: Record<string, Page> = {};
  readonly asked: string[] = [];
  version = 0;
  /** Tells whoever is here from the next one; empty where nobody is known. */
  mark = "";
  readonly history: { readonly receipt: string; readonly at: string }[] = [];
  /** The origin of another stub that plays the consent host for this one's pages. */
  consentHost = "";
  /** A page of another origin that may call this one with credentials. */
  friend = "";
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "localhost", resolve));
    return this;
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  to(method: string, path: string): readonly Call[] {
    return this.calls.filter((call) => call.method === method && call.path === path);
  }

  grantAll(): void {
    this.state = Object.fromEntries(CHOOSABLE.map((purpose) => [purpose, "granted"]));
    this.version++;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.origin);
    if (!url.pathname.startsWith("/v1/")) return this.#page(url.pathname, response);
    const headers = this.friend ? crossOrigin(this.friend) : {};
    if (request.method === "OPTIONS") {
      await pause(this.delays["OPTIONS"]);
      return void response.writeHead(204, headers).end();
    }
    const body = await readBody(request);
    const method = request.method ?? "";
    this.calls.push({ method, path: url.pathname, query: url.search, body, json: parse(body), headers: request.headers });
    const name = `${method} ${url.pathname}`;
    if (this.site) this.replies["GET /v1/site"] = { status: 200, body: this.site };
    await pause(this.delays[name]);
    this.#send(response, name, this.replies[name] ?? this.#reply(name, url, parse(body)), headers);
  }

  #send(response: ServerResponse, name: string, reply: Reply, headers: Record<string, string>): void {
    const fine = reply.status < 300;
    const chosen = fine && /^(POST|DELETE) \/v1\/consent$/.test(name);
    response.writeHead(reply.status, {
      "content-type": fine ? "application/json" : "application/problem+json",
      "set-cookie": chosen ? this.#cookies() : fine && name.endsWith("/sign-out") ? GONE : [],
      ...headers,
    });
    response.end(reply.raw ?? JSON.stringify(reply.body));
  }

  async #page(path: string, response: ServerResponse): Promise<void> {
    await pause(this.delays[`GET ${path}`]);
    const script = this.tag.get(path.slice(1));
    if (script) return void response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    this.asked.push(path);
    const page = this.more[path] ?? pages[path];
    if (!page) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": page.type, "content-security-policy": this.csp, "cache-control": "no-store" });
    response.end(page.body.replace("DATA_HOST", this.consentHost));
  }

  #reply(name: string, url: URL, json: Record<string, unknown>): Reply {
    switch (name) {
      case "POST /v1/decide":
        return {
          status: 200,
          body: { decisions: this.#decide(json["slots"] as string[]), consent: this.consent(), ask: this.ask, renewAfter: this.renewAfter },
        };
      case "GET /v1/consent":
        return { status: 200, body: this.#notice(url.searchParams) };
      case "GET /v1/consent/history":
        return { status: 200, body: { entries: this.history } };
      case "POST /v1/consent":
        return this.#record(json["decisions"] as Record<string, boolean>);
      case "DELETE /v1/consent":
        return { ...this.#record(Object.fromEntries(CHOOSABLE.map((purpose) => [purpose, false]))), status: 200 };
      case "POST /v1/consent/renew":
        return { status: 200, body: { consent: this.consent(), renewAfter: this.renewAfter } };
      case "GET /v1/identities/nonce":
        return { status: 200, body: { nonce: "nonce-of-this-browser", audience: "pk_demo_shop" } };
      case "POST /v1/identities/token":
        return { status: 200, body: { consent: this.consent() } };
      case "POST /v1/identities/sign-out":
        this.state = nothingSaid();
        return { status: 200, body: { signedOut: true } };
      case "POST /v1/why":
        return { status: 200, body: { why: this.sentences } };
      case "POST /v1/exposures":
        return { status: 202, body: { accepted: true } };
      case "POST /v1/track":
        return { status: 200, body: { accepted: this.allowed()["functional"] } };
      default:
        return { status: 404, body: { title: "Not found", status: 404 } };
    }
  }

  #notice(query: URLSearchParams): object {
    const detail = query.get("detail") ? { detail: detailOf(this.partners, this.imports) } : {};
    return { consent: this.consent(), notice: noticeIn(query.get("locale"), this.given, this.refusal), ...detail };
  }

  #decide(slots: readonly string[]): Record<string, StubDecision> {
    const offered = this.allowed()["personalization"] ? { ...this.plain, ...this.decisions } : this.plain;
    const nothing = { experience: null, variant: null, content: null, reason: "no-consent", because: [], exposure: null };
    return Object.fromEntries(slots.map((slot) => [slot, offered[slot] ?? nothing]));
  }

  #record(decisions: Record<string, boolean>): Reply {
    const state = { ...this.state };
    for (const [purpose, yes] of Object.entries(decisions)) {
      state[purpose] = yes ? "granted" : state[purpose] === "granted" ? "withdrawn" : "denied";
    }
    this.state = state;
    this.version++;
    this.history.push({ receipt: `rcp_${this.version}`, at: "2026-11-25T12:00:00.000Z" });
    return {
      status: 201,
      body: { version: this.version, receipt: `rcp_${this.version}`, state: this.consent().state, allowed: this.allowed() },
    };
  }

  allowed(): Record<string, boolean> {
    const shared = this.partners.map(({ key }) => `@${key}`);
    const yes = [...CHOOSABLE, ...shared].map((key) => [key, this.state[key] === "granted"] as const);
    return { ...Object.fromEntries(yes), security: true };
  }

  consent() {
    const due = CHOOSABLE.filter((purpose) => this.state[purpose] === "unknown");
    const why = { ...this.state, security: "necessary" };
    return {
      jurisdiction: "eu",
      state: { ...this.state, security: "unknown" },
      allowed: this.allowed(),
      why,
      noticeDue: due.length > 0,
      due,
      age: null,
      storage: this.state["functional"] === "granted",
      signals: { gpc: false },
      links: [],
      limited: false,
      ...this.place,
      ...(this.site ? { page: true } : {}),
    };
  }

  #cookies(): string[] {
    const of = (yes: boolean) => CHOOSABLE.filter((purpose) => (this.state[purpose] === "granted") === yes).join("~");
    const until = Math.floor(Date.now() / 1000) + 300;
    return [
      `earnest_choice=${until}.${of(true)}.${of(false)}${this.mark && `.${this.mark}`}; Path=/; Secure; SameSite=Lax; Max-Age=15552000`,
      "__Host-earnest=sealed; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=15552000",
    ];
  }
}

async function pause(held: number | Promise<void> = 0): Promise<void> {
  await (typeof held === "number" ? new Promise((resolve) => setTimeout(resolve, held)) : held);
}
