import { readFile } from "node:fs/promises";
import { buildAssets } from "./build.ts";
import { inTop } from "./paths.ts";
import { runWrangler } from "./wrangler.ts";

// The first deploy makes databases and queues; the migrations need them, and the code bears a schema one step behind.
const config = await readFile(inTop("wrangler.toml"), "utf8");
const databases = [...config.matchAll(/^binding = "(DB(?:_\d\d)?)"$/gm)].flatMap((match) => match[1] ?? []);

await buildAssets();
console.log("Deploying the Worker …");
console.log(await runWrangler(["deploy"]));
for (const binding of databases) {
  console.log(`Migrating ${binding} …`);
  await runWrangler(["d1", "migrations", "apply", binding, "--remote"]);
}
