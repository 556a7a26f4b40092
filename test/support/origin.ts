import { createServer, type Server, type ServerResponse } from "node:http";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the pages of a brand are, without a path. */
    readonly origin: string;
  }
}

const SLOT = `<section data-earnest-slot="hero" class="hero"><h1 data-earnest-field="headline">Our own <b>headline</b></h1><a data-earnest-field="cta" href="/all">All</a><img data-earnest-field="image" src="/own.png" alt="Own"><button data-earnest-why hidden>Why?</button><script data-earnest-field="headline">let untouched;</script></section>`;
const PAGE = `<!doctype html><html lang="en"><head><title>Shop</title></head><body><p data-earnest-field="headline">Not in a slot</p>${SLOT}<section data-earnest-slot="nowhere"><p data-earnest-field="headline">No slot of ours</p></section></body></html>`;
const BARE = `<!doctype html><html lang="en"><body>${"<p data-earnest-field='headline'>Nothing of ours, whatever it is: ü</p>".repeat(50)}</body></html>`;
const NESTED = `<section data-earnest-slot="hero"><div data-earnest-slot="nowhere"><div data-earnest-slot="hero"><b data-earnest-field="cta">In</b></div><b data-earnest-field="headline">Theirs</b></div><b data-earnest-field="headline">After</b></section>`;
const HEAD = {
  etag: '"strong"',
  "last-modified": "Mon, 02 Nov 2026 10:00:00 GMT",
  "cache-control": "public, max-age=60",
  "content-security-policy": "default-src 'self'; script-src 'nonce-r4nd0m'",
  "x-brand": "kept",
};

let server: Server | null = null;
const waiting = new Map<string, ServerResponse>();

/** The pages of a brand, on a port of their own while the tests run. */
export async function setup(project: TestProject): Promise<void> {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://origin");
    const [, kind = "", name = ""] = pathname.split("/");
    const html = { ...HEAD, "content-type": "text/html; charset=utf-8" };
    switch (kind) {
      case "page":
        return void response.writeHead(200, { ...html, "content-length": Buffer.byteLength(PAGE) }).end(PAGE);
      case "bare":
        return void response.writeHead(200, { ...html, "content-length": Buffer.byteLength(BARE) }).end(BARE);
      case "late":
        return void response.writeHead(200, html).end(`<!doctype html><html><body>${BARE.repeat(40)}${SLOT}</body></html>`);
      case "long": {
        const version = String(request.headers["x-version"]);
        const etag = version === "weak" ? 'W/"weak"' : `"${version}"`;
        return void response.writeHead(200, { ...html, etag }).end(`${BARE.repeat(40)}${version === "slot" ? SLOT : ""}`);
      }
      case "nested":
        return void response.writeHead(200, html).end(NESTED);
      case "german":
        return void response.writeHead(200, { ...html, "content-language": "de" }).end(PAGE);
      case "failure":
        return void response.writeHead(500, html).end("<h1>The shop is closed</h1>");
      case "gone":
        return void response.writeHead(302, { location: "/elsewhere" }).end();
      case "asked":
        return void response.writeHead(200, { ...HEAD, "content-type": "application/json" }).end(JSON.stringify(request.headers));
      case "slow":
        response.writeHead(200, html).write(PAGE.slice(0, PAGE.indexOf("</section>")));
        return void waiting.set(name, response);
      case "go-on":
        waiting.get(name)?.end(PAGE.slice(PAGE.indexOf("</section>")));
        return void response.end();
      default:
        return void response.writeHead(404, html).end(PAGE);
    }
  });
  await new Promise<void>((resolve) => void server?.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the origin has no port");
  project.provide("origin", `http://127.0.0.1:${address.port}`);
}

export function teardown(): void {
  server?.closeAllConnections();
  server?.close();
}
