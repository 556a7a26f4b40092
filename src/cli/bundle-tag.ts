import { createHash } from "node:crypto";
import { build, type BuildOptions } from "esbuild";
import { minifyOnce } from "./minify-once.ts";
import { inTop } from "./paths.ts";

/** Parts of the tag that load where a page needs them: entry by name. */
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
  renewal: "src/tag/late/renewal.ts",
  told: "src/tag/late/told.ts",
  signing: "src/tag/signing.ts",
  panel: "src/tag/panel/panel.ts",
  ask: "src/tag/ask/ask.ts",
  why: "src/tag/why/why.ts",
  trust: "src/tag/trust/trust.ts",
};

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * What the tag and its chunks call each other by and nobody else does, and how it is shortened. A name stays for good and a
 * new one comes last, so that a chunk understands a tag that is older.
 */
const AMONG_THEMSELVES = Object.fromEntries(
  `addStyle answered believer decisionAround hear isKnown lastReceipt learn live loadNotice mark note oneAtATime openChoices readChoice refreshSoon renewIn spent standing surface take tokens undo unsent unsettled watched place`
    .split(" ")
    .map((name, at) => [name, LETTERS.charAt(at)]),
);

/** Stands in the tag where the hash of its code will be. */
const CODE = "0123456789abcdef";

/** Scripts a page names itself. */
const SCRIPTS: Readonly<Record<string, string>> = {
  "tag.js": "src/tag/tag.ts",
  "tag-core.js": "src/tag/headless.ts",
  "stub.js": "src/tag/stub.ts",
};

/** Without the directive `"use strict"`: TypeScript has checked already what it would find. */
const SLOPPY = { compilerOptions: { alwaysStrict: false } };

const SETTINGS = { bundle: true, target: "es2022", logLevel: "warning", legalComments: "none", write: false, tsconfigRaw: SLOPPY } as const;

/**
 * The tag as it is served: text by path. The chunks lie beside one another, in a folder named by the hash of them all, and
 * once more in `tag-now`, for pages whose tag is older than what is served.
 */
export async function bundleTag(): Promise<ReadonlyMap<string, string>> {
  const chunks: (readonly [name: string, text: string])[] = [];
  for (const [name, entry] of Object.entries(CHUNKS)) chunks.push([name, await bundle(entry, { format: "esm" })]);
  const version = hashOf(JSON.stringify(chunks));
  const scripts = new Map<string, string>();
  for (const [path, entry] of Object.entries(SCRIPTS)) {
    const code = path === "tag.js" ? JSON.stringify(CODE) : "undefined";
    const text = await bundle(entry, { format: "iife", define: { CHUNKS: JSON.stringify(version), CODE: code } });
    scripts.set(path, text.replaceAll(CODE, hashOf(text, 16)));
  }
  const inFolder = (folder: string) => chunks.map(([name, text]) => [`${folder}/${name}.js`, text] as const);
  return new Map([...scripts, ...inFolder(`tag/${version}`), ...inFolder("tag-now")]);
}

async function bundle(entry: string, more: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({
    ...SETTINGS,
    ...more,
    mangleProps: new RegExp(`^(${Object.keys(AMONG_THEMSELVES).join("|")})$`),
    mangleCache: AMONG_THEMSELVES,
    entryPoints: [inTop(entry)],
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`${entry} gave no output`);
  return minifyOnce(file.text, {
    module: more.format === "esm",
    compress: { ecma: 2020, passes: 3, hoist_funs: true, unsafe_arrows: true },
  });
}

function hashOf(text: string, digits = 8): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
