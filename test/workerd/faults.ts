import type { Bindings } from "../../src/storage/bindings.ts";

export interface Counts {
  readonly d1: number;
  readonly kv: number;
  readonly queue: number;
}

const KV_CALLS = new Set(["get", "getWithMetadata", "put", "delete", "list"]);
const QUEUE_CALLS = new Set(["send", "sendBatch"]);
const STATEMENT_CALLS = new Set(["first", "all", "run", "raw"]);

type Before = (kind: keyof Counts) => void | Promise<void>;
type After = (kind: keyof Counts, result: unknown) => void | Promise<void>;

/** The bindings with something done before and after every call that leaves the isolate. */
function watched(env: Bindings, before: Before, after: After = () => undefined): Bindings {
  return replacing(env, async (kind, call) => {
    await before(kind);
    const result = await call();
    await after(kind, result);
    return result;
  });
}

/** The bindings with something done in the place of every call that leaves the isolate. */
function replacing(env: Bindings, around: Around): Bindings {
  const entries = Object.entries(env as unknown as Record<string, unknown>).map(([name, binding]) => {
    if (/^DB(_\d\d)?$/.test(name)) return [name, watchDatabase(binding as D1Database, around)];
    if (name === "KV") return [name, watchCalls(binding as object, KV_CALLS, "kv", around)];
    if (name === "EVENTS" || name === "WITHDRAWALS" || name === "WEBHOOKS")
      return [name, watchCalls(binding as object, QUEUE_CALLS, "queue", around)];
    return [name, binding];
  });
  return Object.fromEntries(entries) as Bindings;
}

type Around = (kind: keyof Counts, call: () => unknown) => Promise<unknown>;

function watchCalls<T extends object>(target: T, calls: ReadonlySet<string>, kind: keyof Counts, around: Around): T {
  return new Proxy(target, {
    get(inner, name) {
      const member = Reflect.get(inner, name) as unknown;
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]) =>
        calls.has(String(name)) ? around(kind, () => member.apply(inner, parameters)) : member.apply(inner, parameters);
    },
  });
}

const originals = new WeakMap<object, D1PreparedStatement>();

function watchDatabase(database: D1Database, around: Around): D1Database {
  return new Proxy(database, {
    get(inner, name) {
      if (name === "prepare") return (sql: string) => watchStatement(inner.prepare(sql), around);
      if (name === "batch")
        return (statements: object[]) =>
          around("d1", () => inner.batch(statements.map((item) => originals.get(item) ?? (item as D1PreparedStatement))));
      if (name === "withSession")
        return (constraint: string) => watchDatabase(inner.withSession(constraint) as unknown as D1Database, around);
      const member = Reflect.get(inner, name) as unknown;
      return typeof member === "function" ? member.bind(inner) : member;
    },
  });
}

function watchStatement(statement: D1PreparedStatement, around: Around): D1PreparedStatement {
  const proxy = new Proxy(statement, {
    get(inner, name) {
      if (name === "bind") return (...values: unknown[]) => watchStatement(inner.bind(...values), around);
      const member = Reflect.get(inner, name) as unknown;
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]) =>
        STATEMENT_CALLS.has(String(name)) ? around("d1", () => member.apply(inner, parameters)) : member.apply(inner, parameters);
    },
  });
  originals.set(proxy, statement);
  return proxy;
}

/** Counts the calls that leave the isolate. */
export function counting(env: Bindings): { readonly env: Bindings; readonly counts: () => Counts } {
  const counts = { d1: 0, kv: 0, queue: 0 };
  return { env: watched(env, (kind) => void (counts[kind] += 1)), counts: () => ({ ...counts }) };
}

/**
 * Counts calls to databases, and the round trips they take: the longest row of calls of which each began after the one before had
 * ended. Calls that are under way at once, to several databases, are one round trip.
 */
export function trips(env: Bindings): {
  readonly env: Bindings;
  readonly counts: () => { readonly calls: number; readonly trips: number };
} {
  let [calls, ended] = [0, 0];
  const counted = replacing(env, async (kind, call) => {
    const own = ended + 1;
    const result = await call();
    if (kind === "d1") [calls, ended] = [calls + 1, Math.max(ended, own)];
    return result;
  });
  return { env: counted, counts: () => ({ calls, trips: ended }) };
}

/** Counts the rows D1 says it wrote. */
export function written(env: Bindings): { readonly env: Bindings; readonly count: () => number } {
  let rows = 0;
  const note = (_: keyof Counts, result: unknown): void => {
    for (const item of [result].flat() as readonly (Partial<D1Result> | null)[]) rows += item?.meta?.rows_written ?? 0;
  };
  return { env: watched(env, () => undefined, note), count: () => rows };
}

/** Bindings of which some kinds are away. */
export function without(env: Bindings, ...away: readonly (keyof Counts)[]): Bindings {
  return watched(env, (kind) => {
    if (away.includes(kind)) throw new Error(`${kind} is away`);
  });
}

/** Bindings that fail once, before or after their k-th call. */
export function failingAt(env: Bindings, k: number, when: "before" | "after"): Bindings {
  let calls = 0;
  const check = (side: "before" | "after") => (): void => {
    if (side === "before") calls += 1;
    if (side === when && calls === k) throw new Error(`call ${k} failed ${when}`);
  };
  return watched(env, check("before"), check("after"));
}

/** Bindings whose k-th call waits until something else was done. */
export function overtakenAt(env: Bindings, k: number, work: () => Promise<unknown>): Bindings {
  let calls = 0;
  return watched(env, async () => {
    calls += 1;
    if (calls === k) await work();
  });
}
