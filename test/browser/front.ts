import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { D1Database } from "@cloudflare/workers-types";
import { createTestHarness } from "wrangler";
import { buildAssets } from "../../src/cli/build.ts";
import { inTop } from "../../src/cli/paths.ts";
import { DEMO_SECRET_KEY, demoKeySql, recipeFor } from "../../src/cli/seed.ts";
import { SCHEMA } from "../support/schema.ts";

const LOCAL = { EARNEST_LOCAL: "1", EARNEST_SECRET: "earnest-demo-secret-for-local-mode-only" };
const PICKS = [1, 2, 3]
  .map(
    (at) =>
      `<li><img data-earnest-field="image-${at}" src="/own.svg" alt="" width="80" height="60"><a data-earnest-field="item-${at}" href="/own">Own</a></li>`,
  )
  .join("");
/** The room of each slot is kept, as a brand's own pages keep it. */
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<style>body{margin:0}section{height:260px;overflow:hidden}.tall{height:1600px}</style>
<script defer src="/tag.js" data-key="pk_demo_shop"></script></head><body>
<section data-earnest-slot="hero"><h1 data-earnest-field="headline">Made for weather that turns</h1><a data-earnest-field="cta" href="/all">All</a></section>
<div class="tall"></div>
<section data-earnest-slot="grid"><h2 data-earnest-field="title">Popular right now</h2><ul>${PICKS}</ul></section>
</body></html>`;

/** The web shop's Worker between a browser and the origin of its pages. `/plain` comes from the origin past the Worker. */
export interface Front {
  readonly base: string;
  /** How long an answer to a path is held back, in ms. */
  readonly delays: Map<string, number>;
  readonly stop: () => Promise<void>;
}

export async function startFront(): Promise<Front> {
  await buildAssets();
  const origin = await listen((_, response) => void response.writeHead(200, { "content-type": "text/html" }).end(PAGE));
  const delays = new Map<string, number>();
  const front = await listen((request, response) => void pass(request, response).catch(() => response.destroy()));
  const port = portOf(front);
  const vars = { ...LOCAL, EARNEST_EDGE: `localhost=pk_demo_shop@http://127.0.0.1:${portOf(origin)}` };
  const harness = createTestHarness({ workers: [{ configPath: inTop("wrangler.toml"), vars }] });
  await harness.listen();
  const worker = harness.getWorker<{ DB: D1Database }>();
  const { DB } = await worker.getEnv();
  await DB.exec(SCHEMA);
  await DB.prepare(demoKeySql(0)).run();
  const headers = { authorization: `Bearer ${DEMO_SECRET_KEY}`, "content-type": "application/json" };
  const body = JSON.stringify(await recipeFor("web-shop", port));
  const published = await harness.fetch("http://localhost/v1/programs", { method: "POST", headers, body });
  if (published.status !== 201) throw new Error(`the recipe was refused: ${await published.text()}`);

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    if (path === "/plain") return void response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const delay = delays.get(path) ?? 0;
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    const asked = Object.entries(request.headers as Record<string, string>).filter(([name]) => !/^(host|connection)$/.test(name));
    const answer = await harness.fetch(`http://localhost${path}`, {
      method: request.method ?? "GET",
      headers: { ...Object.fromEntries(asked), "x-earnest-country": "DE" },
      redirect: "manual",
      ...(parts.length > 0 ? { body: Buffer.concat(parts) } : {}),
    });
    const own = [...answer.headers].filter(([name]) => !/^(content-encoding|content-length|transfer-encoding|set-cookie)$/.test(name));
    response.writeHead(answer.status, { ...Object.fromEntries(own), "set-cookie": answer.headers.getSetCookie() });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  return {
    base: `http://localhost:${port}`,
    delays,
    stop: async () => {
      for (const server of [front, origin]) server.closeAllConnections();
      for (const server of [front, origin]) server.close();
      await harness.close();
    },
  };
}

function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("a server has no port");
  return address.port;
}
