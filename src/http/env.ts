import type { Bindings } from "../storage/bindings.ts";

/** What a handler's context holds. */
export interface App {
  readonly Bindings: Bindings;
}
