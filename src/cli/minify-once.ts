import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { minify, type MinifyOptions } from "terser";
import { inTop } from "./paths.ts";

/** Code as terser makes it, kept in `dist/minified` by what went in: the same code is minified once. */
export async function minifyOnce(text: string, options: MinifyOptions): Promise<string> {
  const terser = await readFile(inTop("node_modules/terser/package.json"), "utf8");
  const name = createHash("sha256")
    .update(JSON.stringify([terser, options, text]))
    .digest("hex");
  const path = inTop(`dist/minified/${name}.js`);
  const known = await readFile(path, "utf8").catch(() => null);
  if (known !== null) return known;
  const { code = "" } = await minify(text, options);
  await mkdir(inTop("dist/minified"), { recursive: true });
  // Whole or absent for others that build at the same time.
  const fresh = `${path}.${randomUUID()}`;
  await writeFile(fresh, code);
  await rename(fresh, path);
  return code;
}
