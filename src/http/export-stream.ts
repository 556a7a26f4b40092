import { csvOf } from "../core/rights/export-row.ts";
import { utf8 } from "../core/kernel/bytes.ts";
import type { ExportPart } from "../actions/rights/export-subject.ts";

/** How an export is written. */
export const EXPORT_FORMATS = ["json", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Answers an export as it is read: the next page is asked for when the one before was sent. One that breaks off is no whole
 * file, and shows it: the JSON stays open, and the last line of the CSV is missing. Throws where nothing can be read at all.
 */
export async function exportResponse(parts: AsyncGenerator<ExportPart>, format: ExportFormat, at: number): Promise<Response> {
  const texts = format === "json" ? jsonOf(parts, at) : csvLinesOf(parts, at);
  let next: IteratorResult<string, undefined> | null = await texts.next();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = next ?? (await texts.next());
        next = null;
        if (done) controller.close();
        else controller.enqueue(utf8(value));
      },
      async cancel() {
        await texts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      "content-type": format === "json" ? "application/json" : "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="my-data.${format}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

async function* jsonOf(parts: AsyncGenerator<ExportPart>, at: number): AsyncGenerator<string, undefined> {
  let open: string | null = null;
  let comma = "";
  for await (const { section, rows } of parts) {
    if (section !== open) {
      yield `${open === null ? `{"exported":"${new Date(at).toISOString()}"` : "]"},\n${JSON.stringify(section)}:[`;
      open = section;
      comma = "";
    }
    if (rows.length === 0) continue;
    yield `${comma}${rows.map((row) => JSON.stringify(row)).join(",\n")}`;
    comma = ",\n";
  }
  yield '],\n"complete":true}\n';
}

async function* csvLinesOf(parts: AsyncGenerator<ExportPart>, at: number): AsyncGenerator<string, undefined> {
  let head = `section,record,field,value\r\nexport,1,exported,${new Date(at).toISOString()}\r\n`;
  let open = "";
  let record = 0;
  for await (const { section, rows } of parts) {
    record = section === open ? record : 0;
    open = section;
    yield head + rows.map((row) => csvOf(section, ++record, row)).join("");
    head = "";
  }
  yield "export,1,complete,true\r\n";
}
