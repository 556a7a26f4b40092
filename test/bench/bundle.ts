import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { inTop } from "../../src/cli/paths.ts";
import { runWrangler } from "../../src/cli/wrangler.ts";

let folder: Promise<string> | null = null;
let bundled: Promise<string> | null = null;

/** A folder of this run for whatever it writes; `sweep` removes it. */
export function scratch(): Promise<string> {
  return (folder ??= mkdtemp(join(tmpdir(), "earnest-bench-")));
}

export async function sweep(): Promise<void> {
  if (folder) await rm(await folder, { recursive: true, force: true });
}

/** The production bundle as `wrangler deploy` would upload it, built once a run: the folder that holds worker.js and worker.bundle. */
export function productionBundle(): Promise<string> {
  return (bundled ??= buildProduction());
}

async function buildProduction(): Promise<string> {
  const out = join(await scratch(), "production");
  await mkdir(inTop("dist/assets"), { recursive: true });
  await runWrangler(["deploy", "--dry-run", "--outdir", out, "--outfile", join(out, "worker.bundle")]);
  return out;
}

/** Bundles one of the small Workers beside the one measured, with the settings wrangler.toml gives that one. */
export async function helperWorker(name: "echo" | "stub" | "page" | "rewriter" | "parse"): Promise<string> {
  const outfile = join(await scratch(), `${name}.js`);
  const settings = await readFile(inTop("wrangler.toml"), "utf8");
  const keepNames = !/^keep_names = false/m.test(settings);
  const minify = /^minify = true/m.test(settings);
  await build({
    entryPoints: [inTop(`test/bench/workers/${name}.ts`)],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    keepNames,
    minify,
    logLevel: "warning",
  });
  return outfile;
}
