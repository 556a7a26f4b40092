import { setTimeout as wait } from "node:timers/promises";
import { DEMO_SECRET_KEY } from "./seed.ts";

/** The options of every command that asks a server, for `parseArgs`. */
export const SERVER_OPTIONS = {
  local: { type: "boolean", default: false },
  url: { type: "string" },
  key: { type: "string" },
} as const;

export interface ServerOptions {
  readonly local?: boolean | undefined;
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  /** How often something is asked while the server is away. */
  readonly tries?: number;
}

/** What is asked: a query, and the JSON of a POST or a file of a PUT; with an idempotency key, of a POST too. */
export interface Question {
  readonly query?: { readonly [name: string]: string | undefined };
  readonly json?: unknown;
  readonly file?: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer>; readonly once?: string };
}

export interface Server {
  readonly key: string;
  readonly ask: (path: string, question?: Question) => Promise<Response>;
  readonly askJson: <T>(path: string, question?: Question) => Promise<T>;
}

const LOCAL = "http://localhost:8787";

/** A server and the key for it. What it refuses is printed and ends the command with 1. */
export function serverAt(options: ServerOptions): Server {
  const url = options.local ? LOCAL : (options.url ?? LOCAL);
  const key = options.key ?? process.env["EARNEST_KEY"] ?? (isLocal(url) ? DEMO_SECRET_KEY : null);
  if (key === null) throw new Error("a secret key is needed: --key or EARNEST_KEY");
  const ask = (path: string, question: Question = {}): Promise<Response> =>
    answered(() => fetch(addressOf(new URL(path, url), question), requestOf(key, question)), options.tries ?? 1);
  return { key, ask, askJson: async <T>(path: string, question?: Question) => (await (await ask(path, question)).json()) as T };
}

function isLocal(url: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(`${url}/`);
}

function addressOf(address: URL, { query = {} }: Question): URL {
  for (const [name, value] of Object.entries(query)) if (value !== undefined) address.searchParams.set(name, value);
  return address;
}

function requestOf(key: string, { json, file }: Question): RequestInit {
  const authorization = `Bearer ${key}`;
  if (file) {
    const headers = { authorization, "content-type": file.type, ...(file.once === undefined ? {} : { "idempotency-key": file.once }) };
    return { method: file.once === undefined ? "PUT" : "POST", headers, body: file.bytes };
  }
  if (json === undefined) return { headers: { authorization } };
  return { method: "POST", headers: { authorization, "content-type": "application/json" }, body: JSON.stringify(json) };
}

/** Only what the server could not do now is asked again. */
async function answered(ask: () => Promise<Response>, tries: number): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt >= tries;
    const response = await ask().catch((error: unknown) => (isLast ? refused(reasonOf(error)) : null));
    if (response?.ok) return response;
    if (response && (isLast || (response.status < 500 && response.status !== 429))) return refused(await response.text());
    await wait(Number(response?.headers.get("retry-after") ?? attempt) * 1_000);
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

function refused(text: string): never {
  console.error(text);
  process.exit(1);
}
