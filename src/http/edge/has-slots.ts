import { within } from "../../storage/within.ts";

const MARK = "data-earnest-slot";
/** How much of a page is looked at, and for how long, before it counts as one that may have slots. */
const MOST_CHARACTERS = 64 * 1024;
const WAIT_MS = 5;

/**
 * False for a page that is known to have no slot: all of it came at once and was looked through. Then nothing is decided for
 * it and it stays the origin's, with its own headers. One that is longer or slower may have slots further down.
 */
export async function mayHaveSlots(page: Response): Promise<boolean> {
  const reader = (page.clone().body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return false;
  try {
    return await within(WAIT_MS, look(reader));
  } catch {
    return true;
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function look(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<boolean> {
  const decoder = new TextDecoder();
  for (let text = ""; text.length < MOST_CHARACTERS;) {
    const { done, value } = await reader.read();
    if (done) return false;
    text += decoder.decode(value, { stream: true });
    if (text.includes(MARK)) return true;
  }
  return true;
}
