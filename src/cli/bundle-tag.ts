import { createHash } from "node:crypto";
import { build, type BuildOptions } from "esbuild";
import { minify } from "terser";
import { inTop } from "./paths.ts";

/** Parts of the tag that load where a page needs them: entry by name. One may load those before it. */
const CHUNKS: Readonly<Record<string, string>> = {
  centre: "src/tag/centre/centre.ts",
  seen: "src/tag/exposure/seen.ts",
  readers: "src/tag/signals/readers.ts",
  gpp: "src/tag/signals/gpp-api.ts",
  placeholder: "src/tag/blocking/placeholder.ts",
  reload: "src/tag/blocking/reload.ts",
  page: "src/tag/blocking/page.ts",
  place: "src/tag/place/place.ts",
  imports: "src/tag/imports/imports.ts",
  signing: "src/tag/signing.ts",
};

/** Scripts a page names itself. */
const SCRIPTS: Readonly<Record<string, string>> = {
  "tag.js": "src/tag/tag.ts",
  "tag-core.js": "src/tag/headless.ts",
  "stub.js": "src/tag/stub.ts",
};

const SETTINGS = { bundle: true, target: "es2020", logLevel: "warning", legalComments: "none", write: false } as const;

/**
 * The tag as it is served: text by path. A chunk's name holds the hash of its content and is written into the scripts, so
 * that a script from a cache meets the chunks it was built with or none.
 */
export async function bundleTag(): Promise<ReadonlyMap<string, string>> {
  const chunks: { readonly path: string; readonly text: string }[] = [];
  const define: Record<string, string> = {};
  for (const [name, entry] of Object.entries(CHUNKS)) {
    const text = await bundle(entry, { format: "esm", define });
    const path = `tag/${name}-${hashOf(text)}.js`;
    chunks.push({ path, text });
    define[`CHUNKS.${name}`] = JSON.stringify(path);
  }
  const scripts = await Promise.all(
    Object.entries(SCRIPTS).map(async ([path, entry]) => [path, await bundle(entry, { format: "iife", define })] as const),
  );
  return new Map([...scripts, ...chunks.map(({ path, text }) => [path, text] as const)]);
}

async function bundle(entry: string, more: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({ ...SETTINGS, ...more, entryPoints: [inTop(entry)] });
  const [file] = outputFiles;
  if (!file) throw new Error(`${entry} gave no output`);
  const { code = "" } = await minify(file.text, {
    module: more.format === "esm",
    compress: { ecma: 2020, passes: 3, unsafe_arrows: true },
  });
  return code;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
