import type { TestProject } from "vitest/node";
import { bundleTag } from "../../src/cli/bundle-tag.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The files of the tag, bundled once for all pages that are opened. */
    readonly tag: readonly (readonly [path: string, text: string])[];
  }
}

export async function setup({ provide }: TestProject): Promise<void> {
  provide("tag", [...(await bundleTag())]);
}
