export const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const NOTHING = Buffer.alloc(0);
/** What may stand between fields: comma, semicolon, tab, bar. */
const DELIMITERS: ReadonlySet<number> = new Set([0x2c, 0x3b, 0x09, 0x7c]);

/** Where in a line of CSV a byte is. A quote opens only at a field's start; within quotes a second one is a quote. */
type Place = "start" | "plain" | "quoted" | "quote";

/** Finds where records end: at a line's end, in CSV not within quotes (RFC 4180). */
export class Records {
  readonly #isCsv: boolean;
  /** What the first line has between its names. */
  #delimiter: number | null = null;
  #place: Place = "start";
  #begun: Buffer = NOTHING;

  constructor(isCsv: boolean) {
    this.#isCsv = isCsv;
  }

  /** How many bytes are in of a record that has not ended. */
  get waiting(): number {
    return this.#begun.length;
  }

  /** The records that end in a chunk, each with its line's end and good for as long as the chunk; empty lines are none. */
  *in(chunk: Buffer): Generator<Buffer> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (!this.#endsAt(chunk[at] ?? 0)) continue;
      const ended = chunk.subarray(from, at + 1);
      const record = this.#begun.length === 0 ? ended : Buffer.concat([this.#begun, ended]);
      [this.#begun, from] = [NOTHING, at + 1];
      if (!isEmpty(record)) yield record;
    }
    this.#begun = Buffer.concat([this.#begun, chunk.subarray(from)]);
  }

  /** What came after the last line's end. */
  rest(): Buffer {
    return this.#begun;
  }

  #endsAt(byte: number): boolean {
    if (!this.#isCsv) return byte === NEWLINE;
    if (this.#delimiter === null && DELIMITERS.has(byte) && this.#place !== "quoted") this.#delimiter = byte;
    this.#place = placeAfter(this.#place, byte, byte === this.#delimiter || byte === NEWLINE);
    return byte === NEWLINE && this.#place === "start";
  }
}

function placeAfter(place: Place, byte: number, isEnd: boolean): Place {
  if (place === "quoted") return byte === QUOTE ? "quote" : "quoted";
  if (byte === QUOTE) return place === "plain" ? "plain" : "quoted";
  return isEnd ? "start" : "plain";
}

function isEmpty(record: Buffer): boolean {
  return record.every((byte) => byte === NEWLINE || byte === RETURN);
}
