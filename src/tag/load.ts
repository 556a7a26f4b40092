import { source } from "./site.ts";

/** The hash of all chunks, written in when the tag is built. */
declare const CHUNKS: string;

type Name = "centre" | "seen" | "page" | "renewal" | "told" | "place" | "imports" | "signing" | "panel" | "why" | "ask" | "trust";

interface Part {
  readonly start: (given: never) => unknown;
}

let lent: object;

/** What the tag lends to its chunks, said once. */
export function lend(all: object): void {
  lent = all;
}

/** Loads a part of the tag from where the tag itself came from; it runs under the nonce of the tag. */
export function load<Chunk>(name: Name): Promise<Chunk> {
  return import(new URL(`tag/${CHUNKS}/${name}.js`, source).href) as Promise<Chunk>;
}

/** Loads a part and starts it with what the tag lends; where it fails the page keeps what it has. */
export async function begin(name: Name): Promise<void> {
  try {
    const { start } = await load<Part>(name);
    await start(lent as never);
  } catch {
    // What was to be told of it was told as an `error` event.
  }
}
