import { drive } from "./load.ts";
import { peopleProgram, settle, SITE, userOf } from "./people.ts";
import { median, spread, type Bench, type Row } from "./row.ts";
import { KEY, startWhole, type Whole } from "./whole.ts";

const ROUNDS = 9;
const BATCHES = 8;
const EVENTS = 1_000;
/** A batch makes a message for each: two full sends, so that no queue waits for more. */
const PEOPLE = 200;
const CONNECTIONS = 4;
const PATIENCE_MS = 120_000;

/** Events through the API, the queue and D1, over a Worker that parses the same batches and does nothing with them. */
export const ingest: Bench = {
  names: ["ingest_vs_parse", "ingest_ack_vs_parse"],
  protocol: `${ROUNDS} rounds in turn of ${BATCHES} batches of ${EVENTS} new events of ${PEOPLE} people, ${CONNECTIONS} at a time: until the last is in its profile in D1, and until it is acknowledged, over a bare Worker that parses the same bytes; the production bundle with local queue and D1, both Workers on sockets of their own`,
  run: async () => {
    const whole = await startWhole(peopleProgram());
    try {
      await settle(whole, PEOPLE);
      const laps: Lap[] = [];
      for (let at = 0; at <= ROUNDS; at++) laps.push(await lapOf(whole, at));
      return rowsOf(laps.slice(1));
    } finally {
      await whole.stop();
    }
  },
};

/** Events a second. */
interface Lap {
  readonly parsed: number;
  readonly acknowledged: number;
  readonly stored: number;
}

async function lapOf(whole: Whole, lap: number): Promise<Lap> {
  const requests = Array.from({ length: BATCHES }, (_, at) => requestOf(`${lap}-${at}`));
  const load = { requests, total: BATCHES, connections: CONNECTIONS, marker: `"accepted":${EVENTS}` };
  const parse = () => drive({ ...load, port: whole.parsePort });
  const before = lap % 2 === 0 ? await parse() : null;
  const started = performance.now();
  const taken = await drive({ ...load, port: Number(whole.url.port) });
  if (taken.marked !== BATCHES) throw new Error("not every event was accepted");
  await stored(whole, (lap + 1) * BATCHES * EVENTS);
  const seconds = (performance.now() - started) / 1000;
  const parsed = before ?? (await parse());
  if (parsed.marked !== BATCHES) throw new Error("not every event was parsed");
  const perSecond = (time: number): number => (BATCHES * EVENTS) / time;
  return { parsed: perSecond(parsed.seconds), acknowledged: perSecond(taken.seconds), stored: perSecond(seconds) };
}

async function stored(whole: Whole, events: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const row = await whole.db.prepare("SELECT count(*) AS count FROM event").first<{ readonly count: number }>();
    if (row?.count === events) return;
    if (performance.now() > end) throw new Error(`${row?.count} of ${events} events were stored`);
  }
}

function requestOf(name: string): Buffer {
  const context = { consent: { categoryPreferences: { personal: true, ads: true } } };
  const timestamp = new Date().toISOString();
  const batch = Array.from({ length: EVENTS }, (_, at) => ({
    type: "track",
    event: "Product Viewed",
    messageId: `bench-${name}-${at}`,
    userId: userOf(at % PEOPLE),
    timestamp,
    properties: { category: "shoes", product: `product-${at}`, price: 10 },
    context,
  }));
  const body = JSON.stringify({ batch, sentAt: timestamp });
  const head = [
    `POST /v1/batch?site=${SITE} HTTP/1.1`,
    "host: 127.0.0.1",
    `authorization: Bearer ${KEY}`,
    "content-type: application/json",
  ];
  return Buffer.from(`${head.join("\r\n")}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function rowsOf(laps: readonly Lap[]): readonly Row[] {
  const row = (name: string, field: "acknowledged" | "stored", budget: number): Row => {
    const ratios = laps.map((lap) => lap[field] / lap.parsed);
    const [ours, bare] = [median(laps.map((lap) => lap[field])), median(laps.map((lap) => lap.parsed))];
    const note = `${spread(ratios)}; ${ours.toFixed(0)} ${field} over ${bare.toFixed(0)} parsed events/s`;
    return { name, value: median(ratios), unit: "×", budget, bound: "least", note };
  };
  return [row("ingest_vs_parse", "stored", 0.005), row("ingest_ack_vs_parse", "acknowledged", 0.015)];
}
