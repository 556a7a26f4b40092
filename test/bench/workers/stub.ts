/**
 * Stands behind the KV, D1 and queue bindings in raw workerd: answers KV's HTTP protocol from `ENTRIES`, refuses all
 * else, and counts what came. `GET /calls` on its own socket tells the count.
 */
interface Env {
  readonly ENTRIES: { readonly [key: string]: string };
}

let calls = 0;

export default {
  fetch(request: Request, env: Env): Response {
    const path = decodeURIComponent(new URL(request.url).pathname.slice(1));
    if (path === "calls") return new Response(String(calls));
    calls += 1;
    const entry = request.method === "GET" ? env.ENTRIES[path] : undefined;
    return entry === undefined ? new Response("not here", { status: 404 }) : new Response(entry);
  },
};
