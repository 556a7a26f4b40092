import { source } from "./site.ts";

/** Paths of the chunks, written in when the tag is built; each holds the hash of its content. */
declare global {
  const CHUNKS: Readonly<
    Record<"centre" | "seen" | "page" | "readers" | "gpp" | "placeholder" | "reload" | "place" | "imports" | "signing", string>
  >;
}

/** Loads a part of the tag from where the tag itself came from; it runs under the nonce of the tag. */
export function load<Chunk>(path: string): Promise<Chunk> {
  return import(new URL(path, source).href) as Promise<Chunk>;
}
