/** A record of a file, by its fields; or why it is none. */
export type CsvRecord =
  | { readonly fields: { readonly [field: string]: string }; readonly fault: null }
  | { readonly fields: null; readonly fault: string };

const DELIMITERS = [",", ";", "\t", "|"] as const;

/**
 * Reads CSV as RFC 4180 writes it: the first line names the fields, a cell in quotes may hold anything, a quote in it is
 * doubled, and one in a cell without quotes is a letter. Lines may end in LF, CRLF or CR; empty ones are left out. Cells are parted by whatever parts most names.
 */
export function* readCsv(text: string): Generator<CsvRecord> {
  const lines = rowsOf(text, delimiterOf(text));
  const names = lines.next().value?.cells ?? [];
  const fields = names.map((name, at) => (names.indexOf(name) < at ? `${name}_${at}` : name));
  for (const { cells, isBroken } of lines) {
    if (isBroken) yield { fields: null, fault: "a cell in quotes must end with one, and nothing follow it" };
    else if (cells.length !== fields.length) yield { fields: null, fault: `must be ${fields.length} cells and is ${cells.length}` };
    else yield { fields: Object.fromEntries(fields.map((name, at) => [name, cells[at] ?? ""])), fault: null };
  }
}

function delimiterOf(text: string): string {
  const [header = ""] = text.split(/[\r\n]/, 1);
  const count = (mark: string): number => header.split(mark).length;
  return DELIMITERS.reduce<string>((best, mark) => (count(mark) > count(best) ? mark : best), ",");
}

interface Row {
  readonly cells: readonly string[];
  readonly isBroken: boolean;
}

function* rowsOf(text: string, delimiter: string): Generator<Row, undefined> {
  const end = delimiter === "|" ? /[|\r\n]/g : new RegExp(`[${delimiter}\r\n]`, "g");
  let [at, cells, isBroken]: [number, string[], boolean] = [0, [], false];
  while (at < text.length || cells.length > 0) {
    const cell = text[at] === '"' ? quotedAt(text, at) : null;
    end.lastIndex = cell?.next ?? at;
    const mark = end.exec(text);
    const next = mark?.index ?? text.length;
    const rest = text.slice(cell?.next ?? at, next);
    cells.push(cell ? cell.value : rest);
    isBroken ||= cell !== null && (!cell.isClosed || rest !== "");
    at = next + (mark ? 1 : 0);
    if (mark?.[0] === delimiter) continue;
    if (mark?.[0] === "\r" && text[at] === "\n") at += 1;
    if (cells.length > 1 || cells[0] !== "" || cell) yield { cells, isBroken };
    [cells, isBroken] = [[], false];
  }
  return undefined;
}

/** The cell whose quote opens here, and where it was closed. */
function quotedAt(text: string, open: number): { readonly value: string; readonly next: number; readonly isClosed: boolean } {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  const isClosed = close >= 0;
  const value = text.slice(open + 1, isClosed ? close : text.length).replaceAll('""', '"');
  return { value, next: isClosed ? close + 1 : text.length, isClosed };
}
