import { env } from "cloudflare:workers";
import type { Bindings } from "../../src/storage/bindings.ts";

/** The bindings of the Worker under test. */
export function bindings(): Bindings {
  return env as unknown as Bindings;
}
