import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { stubLine } from "../core/consent/page/stub-site.ts";
import { compileProgram, hashProgram } from "../core/program/compile.ts";
import type { Finding } from "../core/program/findings.ts";
import { refuses } from "../core/program/findings.ts";
import { lintProgram } from "../core/program/lint.ts";
import { readDocument } from "../core/program/read-document.ts";
import type { Program } from "../core/program/schema.ts";
import { typesText } from "../core/program/types-text.ts";
import { serverAt, SERVER_OPTIONS } from "./server.ts";

const USAGE = `npm run program -- lint|diff|publish|rollback|stub|types FILE [--url URL] [--key sk_…]

  lint      checks a program here, without a server
  diff      says what publishing it would change
  publish   publishes it
  rollback  points its sites at the version this file (or hash) is
  stub      prints the line that stands first in the head of each site's pages
  types     prints its TypeScript types, for the clients earnest/server and earnest/browser

The key is taken from --key or EARNEST_KEY; on localhost it is the demo's.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: SERVER_OPTIONS,
});
const [verb, file] = positionals;

switch (verb) {
  case "lint":
    process.exitCode = printFindings(lintProgram(await readProgramFile(file)));
    break;
  case "diff":
    await post("/v1/programs/diff", await readProgramFile(file));
    break;
  case "publish":
    await post("/v1/programs", await readProgramFile(file));
    break;
  case "rollback":
    await post("/v1/programs/rollback", {
      hash: /^[0-9a-f]{64}$/.test(file ?? "") ? file : await hashProgram(await readProgramFile(file)),
    });
    break;
  case "stub":
    process.exitCode = await printStubs(await readProgramFile(file));
    break;
  case "types":
    process.stdout.write(typesText(await readProgramFile(file)));
    break;
  default:
    console.log(USAGE);
    process.exitCode = verb === undefined ? 0 : 2;
}

async function readProgramFile(path: string | undefined): Promise<Program> {
  if (path === undefined) throw new Error(USAGE);
  const read = readDocument(JSON.parse(await readFile(path, "utf8")));
  if (read.ok) return read.value;
  for (const { field, detail } of read.error) console.error(`  ${field}: ${detail}`);
  console.error(`${path} does not have the shape of a program.`);
  process.exit(1);
}

async function printStubs(program: Program): Promise<number> {
  const compiled = await compileProgram(program);
  if (!compiled.ok) return printFindings(compiled.error);
  for (const site of compiled.value.sites) console.log(`${site.key}\n${stubLine(compiled.value, site)}\n`);
  return 0;
}

function printFindings(found: readonly Finding[]): number {
  for (const item of found) console.log(`${item.code}  ${item.path}\n      ${item.rule}\n      ${item.remedy}`);
  const refused = found.filter(refuses).length;
  console.log(found.length === 0 ? "Nothing to remark." : `${refused} to mend, ${found.length - refused} to consider.`);
  return refused > 0 ? 1 : 0;
}

async function post(path: string, json: unknown): Promise<void> {
  console.log(JSON.stringify(await serverAt(options).askJson(path, { json }), null, 2));
}
