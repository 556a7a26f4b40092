import { buildAssets } from "../../src/cli/build.ts";

/** Built once for all files that start the Worker with its assets. */
export async function setup(): Promise<void> {
  await buildAssets();
}
