/** An answer that refuses: its status, and each field with the rule it broke (RFC 9457). */
export class EarnestProblem extends Error {
  override readonly name = "EarnestProblem";
  readonly status: number;
  readonly errors: readonly { readonly field: string; readonly rule: string; readonly detail: string }[];

  constructor(status: number, detail: string, errors: EarnestProblem["errors"]) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

/** Where requests go, under which key. */
export interface Transport {
  readonly host: string;
  readonly key: string;
  /** Milliseconds a request may take. */
  readonly timeout: number;
  readonly fetch: typeof fetch;
  readonly credentials?: "include";
}

export interface Sent {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** Sends one request and reads its answer; throws `EarnestProblem` where it was refused. */
export async function send(transport: Transport, path: string, sent: Sent = {}): Promise<unknown> {
  const url = new URL(path, transport.host);
  for (const [name, value] of Object.entries(sent.query ?? {})) if (value !== undefined) url.searchParams.set(name, value);
  const response = await transport.fetch(url, requestOf(transport, sent));
  const json: unknown = await response.json();
  if (response.ok) return json;
  const { detail = "", errors = [] } = json as { readonly detail?: string; readonly errors?: EarnestProblem["errors"] };
  throw new EarnestProblem(response.status, detail, errors);
}

function requestOf({ key, timeout, credentials }: Transport, { method, body }: Sent): RequestInit {
  return {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(timeout),
    ...(credentials ? { credentials } : {}),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}
