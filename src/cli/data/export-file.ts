import { appendFile, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import type { Server } from "../server.ts";
import { formatOf } from "./format.ts";

export interface ExportOptions {
  readonly kind: string;
  readonly site: string | undefined;
  readonly purpose: string | undefined;
  readonly bucket: string | undefined;
}

/** How far a file has come: so many bytes of it are whole, and the server goes on after `next`. */
interface Place {
  readonly asked: string;
  readonly bytes: number;
  readonly records: number;
  readonly next: string;
}

/** Writes an export into a new file part by part. Cut off, the next run goes on after the last whole part. */
export async function exportFile(server: Server, file: string, { kind, site, purpose, bucket }: ExportOptions): Promise<void> {
  const query = { site, format: formatOf(file), purpose, bucket };
  const asked = JSON.stringify([kind, query]);
  const begun = (await placeIn(file, asked)) ?? (await begin(file, asked));
  await truncate(file, begun.bytes);
  let { bytes, records } = begun;
  let next: string | null = begun.next;
  while (next !== null) {
    const response = await server.ask(`/v1/exports/${kind}`, { query: { ...query, after: next || undefined } });
    const body = Buffer.from(await response.arrayBuffer());
    await appendFile(file, body);
    next = response.headers.get("earnest-next");
    bytes += body.length;
    records += Number(response.headers.get("earnest-records"));
    if (next !== null) await keep(file, { asked, bytes, records, next });
    console.log(`${records} records, ${bytes} bytes`);
  }
  await rm(placeOf(file), { force: true });
}

const placeOf = (file: string): string => `${file}.place`;

/** A file that is there already is somebody's. */
async function begin(file: string, asked: string): Promise<Place> {
  await writeFile(file, "", { flag: "wx" });
  const place = { asked, bytes: 0, records: 0, next: "" };
  await keep(file, place);
  return place;
}

async function placeIn(file: string, asked: string): Promise<Place | null> {
  const text = await readFile(placeOf(file), "utf8").catch(() => null);
  if (text === null) return null;
  const place = JSON.parse(text) as Place;
  if (place.asked !== asked) throw new Error(`${file} was begun with other options: delete it and ${placeOf(file)}`);
  return place;
}

/** A place that is half written is none. */
async function keep(file: string, place: Place): Promise<void> {
  await writeFile(`${placeOf(file)}.new`, JSON.stringify(place));
  await rename(`${placeOf(file)}.new`, placeOf(file));
}
