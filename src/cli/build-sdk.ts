import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { inTop } from "./paths.ts";

/** What others import from this package; none of it has dependencies. */
const ENTRIES = ["server", "browser", "test-kit"];

/** Bundles the clients and the test kit into a folder, each as one module, and writes their types beside them. */
export async function buildSdk(folder: string): Promise<void> {
  await build({
    entryPoints: ENTRIES.map((name) => inTop(`src/sdk/${name}.ts`)),
    outdir: folder,
    bundle: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
  });
  const emitted = ["--noEmit", "false", "--emitDeclarationOnly", "--declaration", "--outDir", `${folder}/types`];
  const { status, stdout } = spawnSync(
    process.execPath,
    [inTop("node_modules/typescript/bin/tsc"), "-p", inTop("src/sdk/tsconfig.json"), "--rootDir", inTop("src"), ...emitted],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`the types of the clients were not written:\n${stdout}`);
}
