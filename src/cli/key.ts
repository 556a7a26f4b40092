import { createHash, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { runWrangler } from "./wrangler.ts";

const USAGE = `npm run key -- new LABEL --scopes programs,permits,decide [--local]
npm run key -- revoke LABEL [--local]

Makes a secret key (shown once, stored as its hash) or revokes the keys of a label. Without --local it acts on the deployed database.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { scopes: { type: "string", default: "" }, local: { type: "boolean", default: false } },
});
const [verb, label] = positionals;
const where = options.local ? "--local" : "--remote";
if (label !== undefined && !/^[a-z0-9-]{1,40}$/.test(label)) throw new Error("a label is lower-case letters, digits and dashes");

if (verb === "new" && label !== undefined) {
  const scopes = options.scopes.split(",").filter((scope) => scope !== "");
  if (scopes.length === 0 || scopes.some((scope) => !/^[a-z:*-]+$/.test(scope))) throw new Error("--scopes must name at least one scope");
  const key = `sk_${randomBytes(24).toString("hex")}`;
  const hash = createHash("sha256").update(key).digest("hex");
  await execute(
    `INSERT INTO api_key (hash, label, scopes, created_at) VALUES ('${hash}', '${label}', '${JSON.stringify(scopes)}', ${Date.now()})`,
  );
  console.log(key);
} else if (verb === "revoke" && label !== undefined) {
  await execute(`UPDATE api_key SET revoked_at = ${Date.now()} WHERE label = '${label}' AND revoked_at IS NULL`);
  console.log(`The keys of "${label}" stop working within a minute.`);
} else {
  console.log(USAGE);
  process.exitCode = verb === undefined ? 0 : 2;
}

async function execute(sql: string): Promise<void> {
  await runWrangler(["d1", "execute", "DB", where, "--yes", "--command", sql]);
}
