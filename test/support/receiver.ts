import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { TestProject } from "vitest/node";

/** A request as a receiver of webhooks got it. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Where the receiver listens, without a path. */
    readonly receiver: string;
  }
}

let server: Server | null = null;

/**
 * A receiver of webhooks, on a port of its own while the tests run: POST /NAME/STATUS is answered with that status, and
 * GET /NAME tells as JSON what came there; GET further below, such as /NAME/cdn-cgi/access/certs, gives the last body back.
 */
export async function setup(project: TestProject): Promise<void> {
  const received = new Map<string, Received[]>();
  server = createServer((request, response) => {
    const [, name = "", status = "200", ...deeper] = (request.url ?? "").split("/");
    if (request.method === "GET" && deeper.length > 0) return void response.end(received.get(name)?.at(-1)?.body);
    if (request.method === "GET") return void response.end(JSON.stringify(received.get(name) ?? []));
    let body = "";
    request.on("data", (chunk: Buffer) => void (body += chunk.toString()));
    request.on("end", () => {
      received.set(name, [...(received.get(name) ?? []), { headers: request.headers, body }]);
      response.writeHead(Number(status), { location: `/${name}/200` }).end();
    });
  });
  await new Promise<void>((resolve) => void server?.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the receiver has no port");
  project.provide("receiver", `http://127.0.0.1:${address.port}`);
}

export function teardown(): void {
  server?.close();
}
