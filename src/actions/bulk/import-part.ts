import { toHex } from "../../core/kernel/bytes.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { RecordFault } from "../../core/profile/record-fields.ts";
import { readPart, writePart, type PartResult } from "../../storage/import-part.ts";
import { actorName, type Call } from "../call.ts";
import type { Book, ImportOrigin, Outcome } from "./outcome.ts";

/** One part of a file: its records as flat fields, or what is wrong with how one is written. */
export interface Part {
  readonly number: number;
  /** How many records of the file come before it. */
  readonly after: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly records: Iterable<Result<{ readonly [field: string]: unknown }, RecordFault>>;
}

/** `other-part`: another text came in under this number before. */
export type ImportRefusal = "other-part";

const CHUNK = 500;
const MOST_FAULTS = 100;

/**
 * Takes a part of an import in. A part that is in already is answered from what was noted of it, without a write; one that
 * was cut off is sent again and comes to the same end. A dry run decides everything and writes nothing. Throws `Unavailable`.
 */
export async function importPart<T>(
  call: Call,
  origin: ImportOrigin,
  book: Book<T>,
  part: Part,
): Promise<Result<PartResult & { readonly replayed: boolean }, ImportRefusal>> {
  const { DB } = call.platform.env;
  const hash = `${book.kind} ${toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", part.bytes)))}`;
  const known = origin.isDry ? null : await readPart(DB, origin.id, part.number);
  if (known) {
    const { hash: before, ...result } = known;
    return before === hash ? ok({ ...result, replayed: true }) : refuse("other-part");
  }
  const tally = new Tally(part.after);
  let waiting: { readonly number: number; readonly record: T }[] = [];
  const flush = async (): Promise<void> => {
    const outcomes = await book.write(waiting.map(({ record }) => record));
    for (const [at, { number }] of waiting.entries()) tally.add(number, outcomes[at] ?? { did: "refused", faults: [] });
    waiting = [];
  };
  let number = 0;
  for (const fields of part.records) {
    number += 1;
    const read = fields.ok ? book.read(fields.value) : refuse([fields.error]);
    if (read.ok) waiting.push({ number, record: read.value });
    else tally.add(number, { did: "refused", faults: read.error });
    if (waiting.length === CHUNK) await flush();
  }
  if (waiting.length > 0) await flush();
  const result = tally.result(part.number);
  if (!origin.isDry) await writePart(DB, origin.id, hash, result, { actor: actorName(call.actor), at: call.now, from: origin.from });
  return ok({ ...result, replayed: false });
}

/** Counts what came of records, and keeps the first faults. */
class Tally {
  readonly #after: number;
  readonly #counts = { written: 0, unchanged: 0, refused: 0 };
  readonly #faults: (RecordFault & { readonly record: number })[] = [];

  constructor(after: number) {
    this.#after = after;
  }

  add(number: number, { did, faults }: Outcome): void {
    this.#counts[did] += 1;
    for (const fault of faults) if (this.#faults.length < MOST_FAULTS) this.#faults.push({ record: this.#after + number, ...fault });
  }

  result(part: number): PartResult {
    const { written, unchanged, refused } = this.#counts;
    const faults = this.#faults.toSorted((a, b) => a.record - b.record);
    return { part, records: written + unchanged + refused, ...this.#counts, faults };
  }
}
