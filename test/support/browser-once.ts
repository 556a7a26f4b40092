import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { TestProject } from "vitest/node";
import { bundleTag } from "../../src/cli/bundle-tag.ts";
import { prepareDatabases } from "../../src/cli/local-databases.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The files of the tag, bundled once for all pages that are opened. */
    readonly tag: readonly (readonly [path: string, text: string])[];
    /** A folder of local databases, migrated once: each demo begins with a copy. */
    readonly migrated: string;
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const migrated = await mkdtemp(`${tmpdir()}/earnest-migrated-`);
  await prepareDatabases(migrated);
  provide("migrated", migrated);
  provide("tag", [...(await bundleTag())]);
  return () => rm(migrated, { recursive: true, force: true });
}
