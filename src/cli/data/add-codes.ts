import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Server } from "../server.ts";
import { linePartsOf } from "./line-parts.ts";

interface Added {
  readonly added: number;
  readonly known: number;
  readonly refused: number;
  /** The first of a part. */
  readonly faults: readonly { readonly line: number; readonly rule: string }[];
}

const COUNTS = ["added", "known", "refused"] as const;

/**
 * Sends a file of codes part by part, each under a key of its own that the same file always has: a part that is in answers
 * what it answered then, one that was cut off goes on. Says which lines were refused, and answers how many.
 */
export async function addCodesOf(server: Server, file: string, offer: string, site: string | undefined): Promise<number> {
  const [id, { size }] = [await nameOf(file, [server.key, offer, site]), await stat(file)];
  const sum = { added: 0, known: 0, refused: 0 };
  let before = 0;
  const chunks = createReadStream(file);
  for await (const { number, body, lines } of linePartsOf(chunks)) {
    const sent = { type: "text/plain", bytes: body, once: `${id}-${number}` };
    const added = await server.askJson<Added>(`/v1/offers/${offer}/codes`, { query: { site }, file: sent });
    for (const field of COUNTS) sum[field] += added[field];
    for (const { line, rule } of added.faults) console.error(`line ${before + line}: ${rule}`);
    if (added.refused > added.faults.length) console.error(`and ${added.refused - added.faults.length} more of part ${number}`);
    console.log(
      `part ${number} (${Math.floor((100 * chunks.bytesRead) / size)} %): ${COUNTS.map((field) => `${sum[field]} ${field}`).join(", ")}`,
    );
    before += lines;
  }
  return sum.refused;
}

async function nameOf(file: string, terms: readonly unknown[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(terms));
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex").slice(0, 32);
}
