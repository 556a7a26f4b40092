import { parseArgs } from "node:util";
import { buildAssets } from "./build.ts";
import { prepareDatabases } from "./local-databases.ts";
import { CALLER, seedCaller } from "./seed-caller.ts";
import { PEOPLE, seedCrowd } from "./seed-crowd.ts";
import { DEMO_SECRET_KEY, hasAdvisor, recipeFor, siteKeysOf } from "./seed.ts";
import { startWrangler } from "./wrangler.ts";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    state: { type: "string", default: ".wrangler/demo" },
    recipe: { type: "string", default: "web-shop" },
    empty: { type: "boolean", default: false },
  },
});
const port = Number(options.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error("--port must be a port number");
const base = `http://localhost:${port}`;
const program = await recipeFor(options.recipe, port);

console.log("Preparing the demo: assets, local databases …");
await buildAssets();
await prepareDatabases(options.state);

const vars = ["EARNEST_LOCAL:1", "EARNEST_SECRET:earnest-demo-secret-for-local-mode-only"];
const server = startWrangler([
  "dev",
  "--local",
  "--ip",
  "127.0.0.1",
  "--port",
  String(port),
  "--inspector-port",
  "0",
  "--persist-to",
  options.state,
  "--log-level",
  "error",
  "--show-interactive-dev-session=false",
  "--define",
  "EARNEST_DEMO:true",
  ...vars.flatMap((item) => ["--var", item]),
]);
server.stdout?.on("data", (chunk: Buffer) => process.stdout.write(chunk));
server.stderr?.on("data", (chunk: Buffer) => process.stderr.write(chunk));
server.on("close", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));

await publishOnceUp();
const [site = ""] = siteKeysOf(program);
const isShop = options.recipe === "web-shop";
const isNew = isShop && (await seedCaller(base, site));
const places = [
  ...(isShop ? [`Shop     ${base}/`] : []),
  `API      ${base}/v1/decide   (health: ${base}/healthz)`,
  `Privacy  ${base}/privacy?site=${site}`,
  ...(hasAdvisor(program) ? [`Advice   ${base}/advisor?site=${site}   (sign in with the secret key)`] : []),
  ...(isShop ? [`         ${CALLER} is calling`] : []),
  `Console  ${base}/console?site=${site}   (sign in with the secret key)`,
  ...(isNew && !options.empty ? [`         ${PEOPLE} people come by meanwhile, so that it has numbers that may be told`] : []),
];
console.log(`
Earnest is running, with the recipe "${options.recipe}".

${places.map((place) => `  ${place}`).join("\n")}

  Publishable key  ${siteKeysOf(program).join(", ")}
  Secret key       ${DEMO_SECRET_KEY}

Both keys work in this local mode only. Stop with Ctrl+C.
`);

if (isNew && !options.empty) await seedCrowd(base, site).catch((error: unknown) => console.error(String(error)));

async function publishOnceUp(): Promise<void> {
  const deadline = Date.now() + 60_000;
  const headers = { authorization: `Bearer ${DEMO_SECRET_KEY}`, "content-type": "application/json" };
  for (;;) {
    const response = await fetch(`${base}/v1/programs`, { method: "POST", headers, body: JSON.stringify(program) }).catch(() => null);
    if (response?.ok) return;
    if (response && response.status < 500) throw new Error(`the recipe was refused: ${await response.text()}`);
    if (Date.now() > deadline) throw new Error("the Worker did not start within a minute");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
