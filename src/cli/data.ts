import { parseArgs } from "node:util";
import { addCodesOf } from "./data/add-codes.ts";
import { exportFile } from "./data/export-file.ts";
import { importFile } from "./data/import-file.ts";
import { makeCodes } from "./data/make-codes.ts";
import { reportUnused } from "./data/report-unused.ts";
import { serverAt, SERVER_OPTIONS } from "./server.ts";

const USAGE = `npm run data -- import FILE --from NAME [--kind profiles|events] [--source volunteered,observed,inferred] [--at TIME] [--dry-run] [--id ID]
npm run data -- export FILE [--kind profiles|events] [--purpose KEY] [--bucket 0…255]
npm run data -- codes FILE --offer KEY
npm run data -- codes FILE --make COUNT [--begin TEXT]
npm run data -- unused
  [--site pk_…] [--local] [--url URL] [--key sk_…]

Imports or exports a file of any length, CSV or NDJSON by the end of its name (.csv, .ndjson), part by part. What was cut
off is started again and goes on where it was: an import asks the server what it has of the same file, an export keeps its
place in FILE.place. "codes" adds the codes of a file, one a line, to an offer whose codes are good once each, or draws such a
file to be printed. "unused" lists what is stored and read by nothing. An import exits with 1 where records or codes were refused.
The key, from --key or EARNEST_KEY, needs the scope import, export, offers or reports; --local is --url http://localhost:8787 with
the demo's key.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...SERVER_OPTIONS,
    kind: { type: "string", default: "profiles" },
    from: { type: "string" },
    source: { type: "string" },
    at: { type: "string" },
    "dry-run": { type: "boolean", default: false },
    id: { type: "string" },
    purpose: { type: "string" },
    bucket: { type: "string" },
    site: { type: "string" },
    offer: { type: "string" },
    make: { type: "string" },
    begin: { type: "string" },
  },
});
const [verb, file] = positionals;
const { offer, make, begin } = options;
const { kind, site, from, source, at, id, purpose, bucket, "dry-run": isDry } = options;
const server = () => serverAt({ ...options, tries: 8 });

if (verb === "import" && file !== undefined && from !== undefined) {
  const refused = await importFile(server(), file, { kind, site, from, source, at, id, isDry });
  process.exitCode = refused > 0 ? 1 : 0;
} else if (verb === "export" && file !== undefined) await exportFile(server(), file, { kind, site, purpose, bucket });
else if (verb === "codes" && file !== undefined && make !== undefined) await makeCodes(file, Number(make), begin);
else if (verb === "codes" && file !== undefined && offer !== undefined) {
  const refused = await addCodesOf(server(), file, offer, site);
  process.exitCode = refused > 0 ? 1 : 0;
} else if (verb === "unused") await reportUnused(server(), site);
else {
  console.log(USAGE);
  process.exitCode = verb === undefined ? 0 : 2;
}
