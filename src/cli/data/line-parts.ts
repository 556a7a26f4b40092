import { NEWLINE } from "./records.ts";

/** Whole lines of a file. */
export interface LinePart {
  readonly number: number;
  readonly body: Buffer<ArrayBuffer>;
  readonly lines: number;
}

const MOST_BYTES = 1024 * 1024;

/** Cuts a text between its lines. The same text gives the same parts; no more than one is held at a time. */
export async function* linePartsOf(chunks: AsyncIterable<Buffer>, most = MOST_BYTES): AsyncGenerator<LinePart> {
  let held = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk]);
    while (held.length > most) {
      const end = held.lastIndexOf(NEWLINE, most - 1) + 1;
      if (end === 0) throw new Error("a line of this file is too large");
      yield partOf(++number, held.subarray(0, end));
      held = held.subarray(end);
    }
  }
  if (held.length > 0) yield partOf(++number, held);
}

function partOf(number: number, body: Buffer<ArrayBuffer>): LinePart {
  return { number, body, lines: body.reduce((lines, byte) => lines + (byte === NEWLINE ? 1 : 0), 0) };
}
