import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { build } from "esbuild";
import type { Plugin } from "vite";
import { inTop, TOP } from "../../src/cli/paths.ts";

const SRC = inTop("src/");
/** What never runs in workerd. */
const ELSEWHERE = /^(?:cli|sdk|tag|pages\/islands|pages\/[^/]+\/assets)\/|\.d\.ts$/;
/** Kept as a file, where one may read what a line of an error's stack says: each module begins with its path in `src`. */
const WHOLE = inTop("dist/whole-source.js");
const AGAIN = "\0source-again";
const PART = "\0part-of-source:";
const SETTINGS = {
  absWorkingDir: TOP,
  target: "es2024",
  logLevel: "warning",
  define: { EARNEST_DEMO: "false" },
} as const;

/** A module of `src` in the bundle. */
interface Part {
  readonly path: string;
  readonly names: readonly string[];
  /** Before each of its names, among the names of all. */
  readonly prefix: string;
}

/**
 * The source as tests in workerd load it: bundled into one function. Each file of tests begins with modules that remember
 * nothing; so it calls that function again, where it would else load the thousand modules of `src` one by one.
 */
export function wholeSource(): Plugin {
  let parts: Promise<readonly Part[]> | null = null;
  let whole: Promise<string> | null = null;
  const findParts = (): Promise<readonly Part[]> => (parts ??= exportsOf(globSync("**/*.{ts,tsx}", { cwd: SRC })));
  return {
    name: "whole-source",
    enforce: "pre",
    // Nothing of it is kept from run to run: what a file of the bundle is called there hangs on all the others.
    configureVitest: ({ defineCacheKeyGenerator }) =>
      defineCacheKeyGenerator(({ id }) => (id === WHOLE || id.startsWith(PART) ? false : null)),
    resolveId(id, importer) {
      if (id === WHOLE || id === AGAIN || id.startsWith(PART)) return id;
      const path = id.startsWith(".") && importer ? resolve(dirname(importer), id) : id;
      if (importer?.startsWith(SRC) || !path.startsWith(SRC) || ELSEWHERE.test(path.slice(SRC.length))) return null;
      return `${PART}${path.slice(SRC.length)}`;
    },
    async load(id) {
      if (id === WHOLE) return (whole ??= findParts().then(bundled));
      if (id === AGAIN)
        return `if (!globalThis.wholeSource) await import(${JSON.stringify(WHOLE)});\nexport const source = globalThis.wholeSource();`;
      return id.startsWith(PART) ? partOf(await findParts(), id.slice(PART.length)) : null;
    },
  };
}

async function exportsOf(paths: readonly string[]): Promise<readonly Part[]> {
  const entryPoints = paths.filter((path) => !ELSEWHERE.test(path)).map((path) => `src/${path}`);
  const { metafile } = await build({ ...SETTINGS, format: "esm", entryPoints, outdir: "none", write: false, metafile: true });
  return Object.values(metafile.outputs).map(({ entryPoint = "", exports }, at) => {
    return { path: entryPoint.slice("src/".length), names: exports, prefix: `part${at}_` };
  });
}

async function bundled(parts: readonly Part[]): Promise<string> {
  const lines = parts.map(({ path, names, prefix }) => {
    return `export { ${names.map((name) => `${name} as ${prefix}${name}`).join(", ")} } from "./${path}";`;
  });
  await build({
    ...SETTINGS,
    stdin: { contents: lines.join("\n"), resolveDir: SRC },
    bundle: true,
    format: "cjs",
    outfile: WHOLE,
    // Without the branch of the demo, whose `await` a function cannot hold.
    minifySyntax: true,
    conditions: ["workerd", "worker", "browser"],
    banner: { js: "globalThis.wholeSource = function () { const module = {};" },
    footer: { js: "return module.exports; };" },
  });
  return readFile(WHOLE, "utf8");
}

function partOf(parts: readonly Part[], path: string): string {
  const part = parts.find((one) => one.path === path);
  if (!part) throw new Error(`src/${path} is not in the bundle`);
  const lines = part.names.map(
    (name) => `const ${part.prefix}${name} = source.${part.prefix}${name};\nexport { ${part.prefix}${name} as ${name} };`,
  );
  return [`import { source } from "${AGAIN}";`, ...lines].join("\n");
}
