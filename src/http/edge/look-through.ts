import { within } from "../../storage/within.ts";

const MARK = "data-earnest-slot";
/** How much of a page is looked at, and for how long, before it counts as one that may have slots. */
const MOST_CHARACTERS = 64 * 1024;
const WAIT_MS = 5;

export interface Looked {
  /** False for a page that is known to have no slot: all of it came at once. Then nothing is decided for it. Null where it was not seen to its end. */
  readonly hasSlot: boolean | null;
  /** The page as it came, from its beginning. */
  readonly page: Response;
}

type Stream = ReadableStream<Uint8Array<ArrayBuffer>>;
type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** What was read of a page so far, and what is being read; over once nobody looks any more. */
interface Reading {
  readonly parts: Uint8Array<ArrayBuffer>[];
  next: ReturnType<Reader["read"]> | null;
  isOver: boolean;
}

/**
 * Looks for a slot in what comes at once of a page. What was read stands before the rest again, and that the platform
 * passes on by itself: a copy of the whole stream costs as much as its rewriting.
 */
export async function lookThrough(page: Response): Promise<Looked> {
  const body = page.body as Stream | null;
  if (!body) return { hasSlot: false, page };
  const reader: Reader = body.getReader();
  const reading: Reading = { parts: [], next: null, isOver: false };
  const hasSlot = await within(WAIT_MS, look(reader, reading)).catch(() => null);
  reading.isOver = true;
  if (hasSlot === false) return { hasSlot, page: new Response(await new Blob(reading.parts).arrayBuffer(), page) };
  const { readable, writable } = streamFor(page.headers);
  void putBack(body, reader, reading, writable);
  return { hasSlot, page: new Response(readable, page) };
}

/** Whether a slot came, or the end without one; null where neither did. */
async function look(reader: Reader, reading: Reading): Promise<boolean | null> {
  const decoder = new TextDecoder();
  for (let text = ""; text.length < MOST_CHARACTERS;) {
    reading.next = reader.read();
    const { done, value } = await reading.next;
    if (reading.isOver) return null;
    reading.next = null;
    if (done) return false;
    reading.parts.push(value);
    text += decoder.decode(value, { stream: true });
    if (text.includes(MARK)) return true;
  }
  return null;
}

async function putBack(body: Stream, reader: Reader, { parts, next }: Reading, into: WritableStream<Uint8Array>): Promise<void> {
  try {
    const writer = into.getWriter();
    for (const part of parts) await writer.write(part);
    const late = await next;
    if (late?.value) await writer.write(late.value);
    writer.releaseLock();
    reader.releaseLock();
    await body.pipeTo(into);
  } catch (error) {
    await into.abort(error).catch(() => undefined);
  }
}

/** As long as the origin says, where the bytes that are read are those it counted. */
function streamFor(headers: Headers): IdentityTransformStream {
  const length = headers.has("content-encoding") ? null : headers.get("content-length");
  return length === null ? new IdentityTransformStream() : new FixedLengthStream(Number(length));
}
