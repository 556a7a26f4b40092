import { invalid, Problem } from "./problem.ts";

/** Lines of a text, as many as are worked on together; a line that is too long is null. */
export interface LineGroup {
  readonly lines: readonly (string | null)[];
  /** True for the end of the text. What was cut off has none. */
  readonly isLast: boolean;
}

const MOST_LINE = 256;
const TOGETHER = 10_000;

/**
 * Reads a plain text line by line as it comes in; no more of it is held than a group. Where what comes is more than `most`
 * bytes, it throws once they are through; where that was announced, before anything is read. What is not UTF-8 reads as U+FFFD.
 */
export function bodyLines(request: Request, most: number): AsyncIterable<LineGroup> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type !== "text/plain") throw invalid("content-type", "format", "must be text/plain");
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge(most);
  return groupsOf(request.body, most);
}

async function* groupsOf(body: ReadableStream<Uint8Array> | null, most: number): AsyncGenerator<LineGroup> {
  const decoder = new TextDecoder();
  const cutting = new Cutting();
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge(most);
    cutting.take(decoder.decode(chunk, { stream: true }));
    while (cutting.isFull) yield cutting.group();
  }
  cutting.take(decoder.decode());
  yield cutting.rest();
}

/** Text that is being cut into lines. A group goes when it is known that there is more. */
class Cutting {
  #lines: (string | null)[] = [];
  #begun = "";
  #isLong = false;

  get isFull(): boolean {
    return this.#lines.length > TOGETHER;
  }

  take(text: string): void {
    const [first = "", ...others] = text.split("\n");
    this.#add(first);
    for (const line of others) {
      this.#end();
      this.#add(line);
    }
  }

  group(): LineGroup {
    const lines = this.#lines.slice(0, TOGETHER);
    this.#lines = this.#lines.slice(TOGETHER);
    return { lines, isLast: false };
  }

  rest(): LineGroup {
    if (this.#begun !== "" || this.#isLong) this.#end();
    return { lines: this.#lines, isLast: true };
  }

  #add(text: string): void {
    this.#isLong ||= this.#begun.length + text.length > MOST_LINE;
    this.#begun = this.#isLong ? "" : this.#begun + text;
  }

  #end(): void {
    this.#lines.push(this.#isLong ? null : this.#begun);
    [this.#begun, this.#isLong] = ["", false];
  }
}

function tooLarge(most: number): Problem {
  return new Problem("too-large", [{ field: "(body)", rule: "size", detail: `must be at most ${most} bytes` }]);
}
