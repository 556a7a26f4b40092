import { connect } from "node:net";
import { join } from "node:path";
import { helperWorker, productionBundle } from "./bundle.ts";
import { race, rowsOf } from "./race.ts";
import { BINDINGS, round, SECRET, SITE, startRig, type Rig } from "./rig.ts";
import { median, spread, type Bench, type Row } from "./row.ts";
import { cookiesOf, decideRequest, pageRequest } from "./visitors.ts";

const HOST = "www.bench.example";
const SIZE = { rounds: 9, requests: 1_500 };
const FIRST_BYTES = 400;

/** The edge mode over the same HTMLRewriter without anything to do, and when its first byte comes. */
export const edge: Bench = {
  names: ["rewrite_vs_passthrough", "rewrite_vs_passthrough_cpu", "edge_first_byte_ms"],
  protocol: `a page of 200 KB with 5 slots, of which 3 are filled, over the same HTMLRewriter with empty handlers: ${SIZE.rounds} rounds of ${SIZE.requests} pages for each, in turn; new passes each time, remembered. First byte: ${FIRST_BYTES} pages and decisions in turn, one at a time; the difference`,
  run: async () => {
    const rig = await startEdge();
    try {
      await round(rig, "edge", { requests: (await visitorsOf(rig)).decides, total: 10 * SIZE.requests });
      const laps: Promise<Visitors>[] = [];
      const driven = await race(rig, ["empty-echo", "edge"], async (at) => (await (laps[at] ??= visitorsOf(rig))).pages, SIZE);
      return [...rowsOf("rewrite_vs_passthrough", driven, "edge", "empty-echo", 0.9), await firstByte(rig, await visitorsOf(rig))];
    } finally {
      await rig.workerd.stop();
    }
  },
};

async function startEdge(): Promise<Rig> {
  const [production, page, rewriter] = await Promise.all([productionBundle(), helperWorker("page"), helperWorker("rewriter")]);
  const hosts = `(name = "EARNEST_EDGE", text = "${HOST}=${SITE}@http://origin.bench.example")`;
  return startRig(
    [SITE],
    [
      { name: "page", script: page, bindings: [] },
      { name: "empty-echo", script: rewriter, bindings: [], outbound: "page" },
      { name: "edge", script: join(production, "worker.js"), bindings: [...BINDINGS, hosts], outbound: "page" },
    ],
  );
}

/** What a lap's visitors ask for. */
interface Visitors {
  readonly pages: readonly Buffer[];
  readonly decides: readonly Buffer[];
}

/** Visitors with new passes, since one lives five minutes, each of which was here before. */
async function visitorsOf(rig: Rig): Promise<Visitors> {
  const cookies = await cookiesOf(SECRET, SITE, SIZE.requests);
  const visitors = {
    pages: cookies.map((cookie) => pageRequest(HOST, cookie)),
    decides: cookies.map((cookie) => decideRequest(SITE, cookie)),
  };
  await round(rig, "edge", { requests: visitors.decides, total: 3 * SIZE.requests });
  return visitors;
}

/** How much later a page begins than a decision of the same visitor is there, by the medians. */
async function firstByte(rig: Rig, { pages, decides }: Visitors): Promise<Row> {
  const of: Record<"page" | "decision", number[]> = { page: [], decision: [] };
  const port = rig.workerd.ports["edge"] ?? 0;
  for (let at = 0; at < FIRST_BYTES; at++) {
    of.page.push(await millisecondsTo(port, pages[at]));
    of.decision.push(await millisecondsTo(port, decides[at]));
  }
  return {
    name: "edge_first_byte_ms",
    value: median(of.page) - median(of.decision),
    unit: "ms",
    budget: 5,
    bound: "most",
    note: `page ${median(of.page).toFixed(2)} (${spread(of.page)}), decision ${median(of.decision).toFixed(2)} (${spread(of.decision)})`,
  };
}

/** Milliseconds from a request on an open connection to the first byte of the body of its answer. */
function millisecondsTo(port: number, request: Buffer | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    let started = 0;
    let head = "";
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => {
      started = performance.now();
      socket.write(request ?? "");
    });
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      head += chunk.toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end < 0 || head.length <= end + 4) return;
      resolve(performance.now() - started);
      socket.destroy();
    });
  });
}
