import { Records } from "./records.ts";

export type Format = "csv" | "ndjson";

/** A part of a file: whole records, and the line of CSV that names their fields. */
export interface Part {
  readonly number: number;
  readonly body: Buffer<ArrayBuffer>;
}

/** Well below what a request may hold, so that one is done within a Worker's time. */
const MOST_BYTES = 1024 * 1024;

/** Cuts a file into parts between its records. The same file gives the same parts; no more than one is held at a time. */
export async function* partsOf(chunks: AsyncIterable<Buffer>, format: Format, most = MOST_BYTES): AsyncGenerator<Part> {
  const records = new Records(format === "csv");
  const filling = new Filling(format === "csv", most);
  for await (const chunk of chunks) {
    for (const record of records.in(chunk)) {
      const part = filling.add(record);
      if (part) yield part;
    }
    if (records.waiting > most) throw new Error("a record of this file is too large, or a quote is never closed");
  }
  const rest = records.rest();
  const part = rest.length > 0 ? filling.add(rest) : null;
  if (part) yield part;
  if (filling.size > 0) yield filling.take();
}

/** The part that is being filled. */
class Filling {
  readonly #most: number;
  /** Null until the line that names the fields is in. */
  #header: Buffer | null;
  #records: Buffer[] = [];
  #number = 0;
  size = 0;

  constructor(hasHeader: boolean, most: number) {
    this.#most = most;
    this.#header = hasHeader ? null : Buffer.alloc(0);
  }

  /** Adds a record; answers the part before it where that is full. */
  add(record: Buffer): Part | null {
    if (this.#header === null) {
      this.#header = record;
      return null;
    }
    const isFull = this.size > 0 && this.#header.length + this.size + record.length > this.#most;
    const part = isFull ? this.take() : null;
    this.#records.push(record);
    this.size += record.length;
    return part;
  }

  take(): Part {
    this.#number += 1;
    const body = Buffer.concat([this.#header ?? Buffer.alloc(0), ...this.#records]);
    [this.#records, this.size] = [[], 0];
    return { number: this.#number, body };
  }
}
