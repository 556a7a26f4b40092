import { cp, mkdir, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { inTop } from "./paths.ts";

const HEADERS = `/tag.js
  cache-control: public, max-age=300
  x-content-type-options: nosniff
  cross-origin-resource-policy: cross-origin
`;

/** Bundles the tag and gathers what is served as static assets into dist/assets. */
export async function buildAssets(): Promise<void> {
  const assets = inTop("dist/assets");
  await mkdir(`${assets}/demo`, { recursive: true });
  await build({
    entryPoints: [inTop("src/tag/tag.ts")],
    outfile: `${assets}/tag.js`,
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    logLevel: "warning",
    legalComments: "none",
  });
  await cp(inTop("src/pages/demo/assets"), `${assets}/demo`, { recursive: true });
  await writeFile(`${assets}/_headers`, HEADERS);
}

if (process.argv[1] === inTop("src/cli/build.ts")) await buildAssets();
