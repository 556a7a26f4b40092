import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inTop } from "../../../src/cli/paths.ts";
import { readText } from "./tree.ts";

const FILES = readdirSync(inTop("migrations")).toSorted();
const NAME = /^(\d{4})_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/;
const REFUSED: readonly RegExp[] = [/\bDROP\s+TABLE\b/i, /__new_/i, /\bON\s+DELETE\s+CASCADE\b/i, /\bALTER\s+TABLE\s+\S+\s+RENAME\s+TO\b/i];

interface Table {
  readonly name: string;
  readonly body: string;
  readonly options: string;
}

function withoutComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*[^]*?\*\//g, " ");
}

function refusedIn(sql: string): readonly string[] {
  const text = withoutComments(sql);
  return REFUSED.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
}

function tablesIn(sql: string): readonly Table[] {
  const text = withoutComments(sql);
  return [...text.matchAll(/\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?["`[]?(\w+)["`\]]?\s*\(/gi)].map((match) => {
    const start = match.index + match[0].length;
    const end = closing(text, start);
    return { name: match[1] ?? "", body: text.slice(start, end), options: text.slice(end + 1, text.indexOf(";", end)) };
  });
}

/** Where the bracket opened just before `start` closes. */
function closing(text: string, start: number): number {
  let depth = 1;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")") depth -= 1;
    if (depth === 0) return index;
  }
  throw new Error("a bracket is not closed");
}

function hasTextKey({ body }: Table): boolean {
  const columns = body.split("\n").flatMap((line) => line.split(/,(?![^(]*\))/));
  const listed = /\bPRIMARY\s+KEY\s*\(([^)]*)\)/i.exec(body)?.[1]?.split(",") ?? [];
  const keys = listed.map((key) => key.trim().split(/\s+/)[0] ?? "");
  return columns.some((column) => {
    const [name = "", type = ""] = column.trim().split(/\s+/);
    return type.toUpperCase() === "TEXT" && (/\bPRIMARY\s+KEY\b/i.test(column) || keys.includes(name));
  });
}

function withRowid(sql: string): readonly string[] {
  return tablesIn(sql)
    .filter((table) => hasTextKey(table) && !/\bWITHOUT\s+ROWID\b/i.test(table.options))
    .map(({ name }) => name);
}

describe("migrations", () => {
  it("are named NNNN_what.sql, each under a number of its own", () => {
    expect(FILES.length).toBeGreaterThan(0);
    const numbers = FILES.map((file) => NAME.exec(file)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(FILES.length);
  });

  it.each(FILES)("%s rebuilds and drops no table, and deletes nothing by itself", (file) => {
    expect(refusedIn(readText(`migrations/${file}`))).toEqual([]);
  });

  it.each(FILES)("%s keeps every table with a text key without a rowid", (file) => {
    expect(withRowid(readText(`migrations/${file}`))).toEqual([]);
  });
});

describe("the rules for migrations can fail", () => {
  it.each([
    "DROP TABLE a;",
    "drop  table if exists a;",
    "CREATE TABLE __new_a (b INTEGER);",
    "CREATE TABLE a (b TEXT REFERENCES c ON DELETE CASCADE);",
    "ALTER TABLE a\nRENAME TO b;",
  ])("%s", (sql) => {
    expect(refusedIn(sql)).toHaveLength(1);
  });

  it("not for a comment, a new column or a new name of a column", () => {
    expect(refusedIn("-- DROP TABLE a\nALTER TABLE a ADD COLUMN b TEXT; ALTER TABLE a RENAME COLUMN b TO c;")).toEqual([]);
  });

  it("see a text key in the column, in the list of keys, and beside a number", () => {
    expect(withRowid("CREATE TABLE a (b TEXT NOT NULL PRIMARY KEY, c INTEGER CHECK (c IN (1, 2))) STRICT;")).toEqual(["a"]);
    expect(withRowid("CREATE TABLE IF NOT EXISTS a (\n  b TEXT,\n  c INTEGER,\n  PRIMARY KEY (c, b)\n);")).toEqual(["a"]);
    expect(withRowid("CREATE TABLE a (b TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; CREATE TABLE c (d INTEGER PRIMARY KEY, e TEXT);")).toEqual(
      [],
    );
  });
});
