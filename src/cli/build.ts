import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { openApiDocument } from "../openapi/document.ts";
import { CENTRE_PHRASES } from "../core/consent/phrases-centre.ts";
import { CARD_WORDS } from "../core/exchange/card-words.ts";
import { AUTHORITIES } from "../core/rights/authorities.ts";
import { buildSdk } from "./build-sdk.ts";
import { bundleTag } from "./bundle-tag.ts";
import { inTop } from "./paths.ts";

/** A script's address stays while its content changes; the address of the chunks changes with theirs. */
const HEADERS = `/openapi.json
  cache-control: public, max-age=300
  access-control-allow-origin: *
/tag.js
  cache-control: public, max-age=300
  x-content-type-options: nosniff
  cross-origin-resource-policy: cross-origin
/tag-core.js
  cache-control: public, max-age=300
  x-content-type-options: nosniff
  cross-origin-resource-policy: cross-origin
/tag-now/*
  cache-control: public, max-age=300
  x-content-type-options: nosniff
  cross-origin-resource-policy: cross-origin
  access-control-allow-origin: *
/collect/*
  content-security-policy: default-src 'self'; require-trusted-types-for 'script'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
  cache-control: no-cache
  x-content-type-options: nosniff
  referrer-policy: no-referrer
/tag/*
  cache-control: public, max-age=31536000, immutable
  x-content-type-options: nosniff
  cross-origin-resource-policy: cross-origin
  access-control-allow-origin: *
`;

/** Bundles the tag and gathers what is served as static assets into dist/assets. */
export async function buildAssets(): Promise<void> {
  const assets = inTop("dist/assets");
  for (const pages of ["demo", "centre", "collect", "advisor", "console", "desk"]) {
    const own = inTop(`src/pages/${pages}/assets`);
    for (const name of await readdir(own)) await put(`${assets}/${pages}/${name}`, await readFile(`${own}/${name}`));
  }
  for (const [path, text] of await bundleTag()) await put(`${assets}/${path}`, Buffer.from(text));
  for (const [tag, texts] of CENTRE_PHRASES) await put(`${assets}/phrases/centre-${tag}.json`, Buffer.from(JSON.stringify(texts)));
  for (const [tag, words] of Object.entries(CARD_WORDS))
    await put(`${assets}/phrases/card-${tag.toLowerCase()}.json`, Buffer.from(JSON.stringify(words)));
  await put(`${assets}/rights/authorities.json`, Buffer.from(JSON.stringify(AUTHORITIES)));
  await put(`${assets}/openapi.json`, Buffer.from(JSON.stringify(openApiDocument())));
  await put(`${assets}/_headers`, Buffer.from(HEADERS));
}

/** A file that is right already is left alone: a server may be reading it. */
async function put(path: string, content: Buffer): Promise<void> {
  const known = await readFile(path).catch(() => null);
  if (known?.equals(content)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

if (process.argv[1] === inTop("src/cli/build.ts")) await Promise.all([buildAssets(), buildSdk(inTop("dist/sdk"))]);
