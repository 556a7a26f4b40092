import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Server } from "../server.ts";
import { formatOf, TYPES } from "./format.ts";
import { partsOf } from "./parts.ts";

export interface ImportOptions {
  readonly kind: string;
  readonly site: string | undefined;
  readonly from: string;
  readonly source: string | undefined;
  readonly at: string | undefined;
  readonly id: string | undefined;
  readonly isDry: boolean;
}

interface Result {
  readonly part: number;
  readonly records: number;
  readonly written: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The first of the part's. */
  readonly faults: readonly { readonly record: number; readonly field: string; readonly rule: string; readonly detail: string }[];
}

const COUNTS = ["records", "written", "unchanged", "refused"] as const;

/** Sends a file part by part, past those the server has of the same file, and says which records it refused. Answers how many. */
export async function importFile(server: Server, file: string, options: ImportOptions): Promise<number> {
  const [format, { size }] = [formatOf(file), await stat(file)];
  const id = options.id ?? (await nameOf(file, server.key, options));
  const done = options.id === undefined && !options.isDry ? await partsIn(server, id) : new Map<number, Result>();
  const sum = { records: 0, written: 0, unchanged: 0, refused: 0 };
  const chunks = createReadStream(file);
  for await (const part of partsOf(chunks, format)) {
    const known = done.get(part.number);
    const result = known ?? (await send(server, id, part.number, sum.records, options, { type: TYPES[format], bytes: part.body }));
    for (const field of COUNTS) sum[field] += result[field];
    for (const { record, field, rule, detail } of result.faults) console.error(`record ${record}: ${field} ${detail} (${rule})`);
    const progress = `part ${part.number}${known ? " was in" : ""} (${Math.floor((100 * chunks.bytesRead) / size)} %)`;
    console.log(`${progress}: ${COUNTS.map((field) => `${sum[field]} ${field}`).join(", ")}`);
  }
  console.log(options.isDry ? "Nothing was written: a dry run." : `Import ${id} is in.`);
  return sum.refused;
}

function send(
  server: Server,
  id: string,
  part: number,
  after: number,
  { kind, site, from, source, at, isDry }: ImportOptions,
  file: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> },
): Promise<Result> {
  const query = { kind, site, from, source, at, dry: isDry ? "true" : undefined, after: String(after) };
  return server.askJson<Result>(`/v1/imports/${id}/parts/${part}`, { query, file });
}

async function partsIn(server: Server, id: string): Promise<ReadonlyMap<number, Result>> {
  const { parts } = await server.askJson<{ readonly parts: readonly Result[] }>(`/v1/imports/${id}`);
  return new Map(parts.map((part) => [part.part, part]));
}

/** The same file, told in the same terms with the same key, is the same import. */
async function nameOf(file: string, key: string, { kind, site, from, source, at }: ImportOptions): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([key, kind, site, from, source, at]));
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex").slice(0, 32);
}
