import { Records } from "./records.ts";

export type Format = "csv" | "ndjson";

/** A part of a file: whole records, and the line of CSV that names their fields. */
export interface Part {
  readonly number: number;
  /** Good until the next part is asked for, which is made in the same memory. */
  readonly body: Buffer<ArrayBuffer>;
}

/** Well below what a request may hold, so that one is done within a Worker's time. */
const MOST_BYTES = 1024 * 1024;

/** Cuts a file into parts between its records. The same file gives the same parts; no more than one is held at a time. */
export async function* partsOf(chunks: AsyncIterable<Buffer>, format: Format, most = MOST_BYTES): AsyncGenerator<Part> {
  const records = new Records(format === "csv");
  const filling = new Filling(format === "csv", most);
  for await (const chunk of chunks) {
    for (const record of records.in(chunk)) yield* added(filling, record);
    if (records.waiting > most) throw new Error("a record of this file is too large, or a quote is never closed");
  }
  const rest = records.rest();
  if (rest.length > 0) yield* added(filling, rest);
  if (filling.size > 0) yield filling.take();
}

function* added(filling: Filling, record: Buffer): Generator<Part> {
  const part = filling.before(record);
  if (part) yield part;
  filling.add(record);
}

/** The part that is being filled, in memory that every part uses again. */
class Filling {
  readonly #most: number;
  /** How much of the body is the line that names the fields; null until it is in. */
  #header: number | null;
  #body: Buffer<ArrayBuffer>;
  #end = 0;
  #number = 0;

  constructor(hasHeader: boolean, most: number) {
    this.#most = most;
    this.#header = hasHeader ? null : 0;
    this.#body = Buffer.alloc(most);
  }

  /** How many bytes of records are in. */
  get size(): number {
    return this.#end - (this.#header ?? 0);
  }

  /** The part that is full when a record of this size is to come; else null. */
  before(record: Buffer): Part | null {
    return this.#header !== null && this.size > 0 && this.#end + record.length > this.#most ? this.take() : null;
  }

  add(record: Buffer): void {
    if (this.#end + record.length > this.#body.length) this.#body = Buffer.concat([this.#body], this.#end + record.length);
    record.copy(this.#body, this.#end);
    this.#end += record.length;
    this.#header ??= record.length;
  }

  take(): Part {
    const body = this.#body.subarray(0, this.#end);
    this.#end = this.#header ?? 0;
    return { number: ++this.#number, body };
  }
}
