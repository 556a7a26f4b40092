import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { maskSource } from "./mask.ts";

/** Source files by their path from the top, with forward slashes. */
export type Tree = ReadonlyMap<string, string>;

export interface Import {
  readonly from: string;
  readonly line: number;
  /** The specifier as written; null where it is computed. */
  readonly specifier: string | null;
  /** The file of the tree a relative specifier means, else null: a package. */
  readonly target: string | null;
  /** `import type` or `export type … from`: nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

const TOP = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCE = /\.(?:ts|tsx|js|mjs)$/;
const FROM = /\b(?:import|export)\b(\s+type\b(?!\s*(?:,|from\b)))?[^"';=()]*?\bfrom\s*(?=["'])/g;
const BARE = /\bimport\s*(?=["'])/g;
const DYNAMIC = /(?<![.\w])import\s*\(\s*/g;

export function readText(path: string): string {
  return readFileSync(`${TOP}/${path}`, "utf8");
}

/** All source files under a folder of the checkout. */
export function readTree(folder: string): Tree {
  const paths = readdirSync(`${TOP}/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/").slice(TOP.replaceAll("\\", "/").length))
    .map((path) => path.replace(/^\/+/, ""));
  return new Map(paths.toSorted().map((path) => [path, readText(path)]));
}

/** Every static, re-exporting, side-effect and dynamic import of every file. */
export function importsOf(tree: Tree): readonly Import[] {
  return [...tree].flatMap(([path, source]) => importsIn(path, source));
}

function importsIn(from: string, source: string): readonly Import[] {
  const { code, textAt } = maskSource(source);
  const found: Import[] = [];
  const add = (start: number, end: number, typeOnly: boolean): void => {
    const specifier = textAt(end);
    const target = specifier?.startsWith(".") ? resolve(from, specifier) : null;
    found.push({ from, line: lineAt(source, start), specifier, target, typeOnly });
  };
  for (const match of code.matchAll(FROM)) add(match.index, match.index + match[0].length, match[1] !== undefined);
  for (const match of code.matchAll(BARE)) add(match.index, match.index + match[0].length, false);
  for (const match of code.matchAll(DYNAMIC)) add(match.index, match.index + match[0].length, false);
  return found.toSorted((a, b) => a.line - b.line);
}

export function lineAt(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}
