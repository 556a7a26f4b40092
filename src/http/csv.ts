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
  const marks = new RegExp(`\\r\\n|[${delimiter}\\r\\n]`, "g");
  let row: Cell[] = [];
  for (let at = 0; at < text.length || row.length > 0;) {
    const cell = cellAt(text, at, marks);
    row.push(cell);
    at = cell.next;
    if (cell.mark === delimiter) continue;
    if (!isEmpty(row)) yield { cells: row.map(({ value }) => value), isBroken: row.some((item) => item.isBroken) };
    row = [];
  }
  return undefined;
}

interface Cell {
  readonly value: string;
  readonly isQuoted: boolean;
  readonly isBroken: boolean;
  /** What ends it; empty at the end of the text. */
  readonly mark: string;
  /** Where what follows begins. */
  readonly next: number;
}

function isEmpty([first, ...others]: readonly Cell[]): boolean {
  return others.length === 0 && first?.value === "" && !first.isQuoted;
}

function cellAt(text: string, at: number, marks: RegExp): Cell {
  const quoted = text[at] === '"' ? quotedAt(text, at) : null;
  const start = quoted?.end ?? at;
  marks.lastIndex = start;
  const [mark = ""] = marks.exec(text) ?? [];
  const next = mark === "" ? text.length : marks.lastIndex;
  const rest = text.slice(start, next - mark.length);
  if (quoted === null) return { value: rest, isQuoted: false, isBroken: false, mark, next };
  return { value: quoted.value, isQuoted: true, isBroken: !quoted.isClosed || rest !== "", mark, next };
}

/** The cell whose quote opens here, and where it ends. */
function quotedAt(text: string, open: number): { readonly value: string; readonly end: number; readonly isClosed: boolean } {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  const isClosed = close >= 0;
  const value = text.slice(open + 1, isClosed ? close : text.length).replaceAll('""', '"');
  return { value, end: isClosed ? close + 1 : text.length, isClosed };
}
