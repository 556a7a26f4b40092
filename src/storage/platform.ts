import { Keyring } from "../core/consent/keyring.ts";
import type { Bindings } from "./bindings.ts";

/** What every verb stands on: bindings, keys, and a place for work that may finish after the answer. */
export interface Platform {
  readonly env: Bindings;
  readonly keyring: Keyring;
  /** True only under `npm start` and the tests, on loopback hosts. */
  readonly local: boolean;
  readonly defer: (work: Promise<unknown>) => void;
}

/** The Worker is not set up: nothing is served until it is. */
export class Misconfigured extends Error {
  readonly setting: string;

  constructor(setting: string, message: string) {
    super(message);
    this.setting = setting;
  }
}

const LEAST_SECRET = 32;
const keyrings = new Map<string, Keyring>();
const ready = new WeakMap<Bindings, Keyring>();

/** Builds the platform of a request; the keyring is parsed once per isolate. Demo secrets are refused outside local mode. */
export async function platformOf(env: Bindings, defer: Platform["defer"]): Promise<Platform> {
  return platformNow(env, defer) ?? { env, local: isLocal(env), defer, keyring: await parseKeyring(env) };
}

/** The same without waiting; null on the first request of an isolate. */
export function platformNow(env: Bindings, defer: Platform["defer"]): Platform | null {
  const keyring = ready.get(env) ?? keyrings.get(nameOf(env));
  if (keyring) ready.set(env, keyring);
  return keyring ? { env, keyring, local: isLocal(env), defer } : null;
}

export function isLocal(env: Bindings): boolean {
  return env.EARNEST_LOCAL === "1";
}

function nameOf(env: Bindings): string {
  return `${env.EARNEST_LOCAL ?? ""}|${env.EARNEST_SECRET ?? ""}|${env.EARNEST_SECRET_PREVIOUS ?? ""}`;
}

async function parseKeyring(env: Bindings): Promise<Keyring> {
  const secrets = [env.EARNEST_SECRET, env.EARNEST_SECRET_PREVIOUS].filter(
    (secret): secret is string => secret !== undefined && secret !== "",
  );
  if (!env.EARNEST_SECRET) throw new Misconfigured("EARNEST_SECRET", "the secret EARNEST_SECRET is not set");
  for (const secret of secrets) {
    if (secret.length < LEAST_SECRET) throw new Misconfigured("EARNEST_SECRET", `a secret must be at least ${LEAST_SECRET} characters`);
    if (secret.startsWith("earnest-demo-") && !isLocal(env))
      throw new Misconfigured("EARNEST_SECRET", "a demo secret is refused outside local mode");
  }
  const keyring = await Keyring.of(secrets);
  keyrings.set(nameOf(env), keyring);
  return keyring;
}

/** Fresh random bytes. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}
