import { maskSource } from "./mask.ts";
import { importsOf, lineAt, type Import, type Tree } from "./tree.ts";

/** One broken rule, as `path:line what is wrong`. */
type Breach = string;

/** Which rooms of src a room may import. A room that is not listed may not stand in src. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ["core"],
  storage: ["core", "storage"],
  actions: ["core", "storage", "actions"],
  http: ["core", "storage", "actions", "http"],
  pages: ["core", "storage", "actions", "pages", "recipes"],
  jobs: ["core", "storage", "actions", "jobs"],
  worker: ["core", "storage", "actions", "http", "pages", "jobs"],
  tag: ["core", "tag"],
  openapi: ["core", "openapi"],
  cli: ["core", "openapi", "cli", "recipes"],
  recipes: ["core", "recipes"],
  sdk: ["core", "sdk"],
};

const PACKAGES: Readonly<Record<string, RegExp>> = {
  core: /^zod\/(mini|locales)$/,
  storage: /^drizzle-orm(\/|$)/,
  actions: /^(zod\/mini|jose)$/,
  http: /^(hono|zod)(\/|$)/,
  pages: /^(hono|zod)(\/|$)/,
  jobs: /^$/,
  worker: /^hono(\/|$)/,
  tag: /^$/,
  openapi: /^$/,
  cli: /^(node:.*|esbuild|terser)$/,
  recipes: /^$/,
  sdk: /^$/,
};

/** What imports by a computed address: the tag loads its parts from where it came from, and two of them what lies beside it. */
const LOADERS = new Set(["src/tag/load.ts", "src/tag/blocking/page.ts", "src/tag/centre/centre.ts"]);

const SPINE = ["kernel", "condition", "program", "consent", "profile", "audience"];
const TIPS = ["targeting", "events", "exchange", "rights", "partners", "insight"];

const IMPURE: readonly RegExp[] = [
  /\bDate\.now\b/g,
  /\bnew\s+Date\s*(?:\(\s*\)|(?![\s\w(]))/g,
  /(?<![.\w])(?<!new\s+)Date\s*\(/g,
  /\bperformance\s*\.\s*now\b/g,
  /\bMath\s*\.\s*random\b/g,
  /\bgetRandomValues\b/g,
  /\brandomUUID\b/g,
  /(?<![.\w])fetch\s*\(/g,
  /\bset(?:Timeout|Interval)\b/g,
];

const VAGUE = /(?:^|-)(?:utils?|helpers?|common|managers?|services?)(?:[-.]|$)/;
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/;
const RE_EXPORT = /\bexport\b(?:\s+type\b)?\s*(?:\*(?:\s*as\s+\w+)?|\{[^}]*\})\s*from\s*"[^"]*"\s*;?/g;
const IMPORT = /\bimport\b[^"';]*?(?:\bfrom\s*)?"[^"]*"\s*;?/g;
const EXPORT_LIST = /\bexport\b(?:\s+type\b)?\s*\{[^}]*\}\s*;?/g;

/** core ← storage ← actions ← {http, pages, jobs} ← worker; the tag, the tools and the recipes beside them. */
export function roomBreaches(tree: Tree): readonly Breach[] {
  const unknown = [...tree.keys()].filter((path) => !(roomOf(path) in MAY_IMPORT)).map((path) => `${path} is in no known room`);
  const wrong = importsOf(tree).flatMap((item) => {
    const room = roomOf(item.from);
    if (item.specifier === null) return LOADERS.has(item.from) ? [] : [at(item, "imports something computed")];
    if (item.target === null) return PACKAGES[room]?.test(item.specifier) ? [] : [at(item, `${room} may not import ${item.specifier}`)];
    return MAY_IMPORT[room]?.includes(roomOf(item.target)) ? [] : [at(item, `${room} may not import ${item.target}`)];
  });
  return [...unknown, ...wrong];
}

/** kernel ← condition ← program ← consent ← profile ← audience ← the six, which do not import one another. */
export function coreBreaches(tree: Tree): readonly Breach[] {
  const inside = [...tree.keys()].filter((path) => path.startsWith("src/core/"));
  const unknown = inside
    .filter((path) => ![...SPINE, ...TIPS].includes(coreRoomOf(path)))
    .map((path) => `${path} is in no known room of core`);
  const wrong = importsOf(tree).flatMap((item) => {
    if (!item.from.startsWith("src/core/") || !item.target?.startsWith("src/core/")) return [];
    const [from, to] = [coreRoomOf(item.from), coreRoomOf(item.target)];
    return from === to || isBelow(to, from) ? [] : [at(item, `core/${from} may not import core/${to} (${item.target})`)];
  });
  return [...unknown, ...wrong];
}

function isBelow(lower: string, upper: string): boolean {
  const [low, high] = [SPINE.indexOf(lower), SPINE.indexOf(upper)];
  return low >= 0 && (TIPS.includes(upper) || low < high);
}

/** The tag takes types from core, and functions only from kernel and consent files that lead nowhere else. */
export function tagBreaches(tree: Tree): readonly Breach[] {
  const values = importsOf(tree).filter((item) => !item.typeOnly);
  const isLight = (path: string, seen: ReadonlySet<string>): boolean =>
    /^src\/core\/(?:kernel|consent)\//.test(path) &&
    values
      .filter((item) => item.from === path && !seen.has(item.target ?? ""))
      .every((item) => item.target !== null && isLight(item.target, new Set([...seen, path])));
  return values
    .filter((item) => item.from.startsWith("src/tag/") && item.target?.startsWith("src/core/"))
    .filter((item) => !isLight(item.target ?? "", new Set()))
    .map((item) => at(item, `the tag may only take types from ${item.target ?? ""}`));
}

/** No clock, no randomness, no network and no timer in core. */
export function purityBreaches(tree: Tree): readonly Breach[] {
  return [...tree]
    .filter(([path]) => path.startsWith("src/core/"))
    .flatMap(([path, source]) => {
      const { code } = maskSource(source);
      return IMPURE.flatMap((pattern) => [...code.matchAll(pattern)]).map(
        (match) => `${path}:${lineAt(source, match.index)} uses ${match[0].trim()} in core`,
      );
    });
}

/** Files say what they hold: no barrels, no catch-all names, kebab-case. */
export function nameBreaches(tree: Tree): readonly Breach[] {
  return [...tree].flatMap(([path, source]) => {
    const parts = path.split("/");
    const vague = parts.some((part) => VAGUE.test(part)) ? [`${path} has a name that says nothing`] : [];
    const shouting = parts.every((part) => KEBAB.test(part)) ? [] : [`${path} is not in kebab-case`];
    return [...vague, ...shouting, ...(isBarrel(source) ? [`${path} only passes on what others export`] : [])];
  });
}

function isBarrel(source: string): boolean {
  const { code } = maskSource(source);
  const quoted = code.replaceAll("'", '"');
  const rest = quoted.replaceAll(RE_EXPORT, "").replaceAll(IMPORT, "").replaceAll(EXPORT_LIST, "");
  return quoted.trim() !== "" && rest.trim() === "" && /\bexport\b/.test(quoted);
}

/** Files that import themselves by way of others, each circle once. */
export function cycleBreaches(tree: Tree): readonly Breach[] {
  const edges = new Map<string, readonly string[]>();
  for (const item of importsOf(tree)) if (item.target) edges.set(item.from, [...(edges.get(item.from) ?? []), item.target]);
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.add(circle(trail.slice(start)));
    if (start >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return [...found].toSorted();
}

function circle(trail: readonly string[]): string {
  const first = trail.indexOf(trail.toSorted()[0] ?? "");
  const turned = [...trail.slice(first), ...trail.slice(0, first)];
  return [...turned, turned[0]].join(" → ");
}

function roomOf(path: string): string {
  return path === "src/worker.ts" ? "worker" : (/^src\/([^/]+)\//.exec(path)?.[1] ?? "");
}

function coreRoomOf(path: string): string {
  return /^src\/core\/([^/]+)\//.exec(path)?.[1] ?? "";
}

function at(item: Import, what: string): Breach {
  return `${item.from}:${item.line} ${what}`;
}
