import type { Standing } from "./contract.ts";
import { emit } from "./events.ts";
import { host, key } from "./site.ts";

/** A refusal by the server (a problem document) or by the network (then without `status`). */
export interface Failure {
  readonly status?: number;
  /** With 409: how things stand now. */
  readonly current?: Standing;
}

/** Longest wait for a call that is off the hot path, in ms. */
const PATIENCE = 10_000;

let heard = "";

/** What other consent managers say goes with every call from now on. */
export function hear(signals: string): void {
  heard = signals;
}

/** One JSON call to the consent host. Without a limit of its own (ms) it also outlives the page. */
export async function call<T>(method: string, path: string, body?: object, limit = PATIENCE): Promise<T> {
  const signals = (navigator.globalPrivacyControl ? "gpc=1;" : "") + heard;
  try {
    const response = await fetch(host + path, {
      method,
      headers: {
        "content-type": "application/json",
        authorization: "Bearer " + key,
        ...(signals && { "earnest-signals": signals }),
      },
      body: JSON.stringify(body),
      credentials: "include",
      keepalive: limit === PATIENCE,
      signal: AbortSignal.timeout(limit),
    });
    const data = (await response.json()) as T;
    if (response.ok) return data;
    throw Object.assign(new Error(), data);
  } catch (failure) {
    emit("error", failure);
    throw failure;
  }
}

/** A path of the consent host with the key of the site in it, for what sends no headers. */
export function address(path: string): string {
  return `${host}${path}?key=${key}`;
}
