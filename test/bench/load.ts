import { connect, type Socket } from "node:net";

/** What to send where. Requests are taken in turn, again from the first when there are not enough. */
export interface Load {
  readonly port: number;
  readonly requests: readonly Buffer[];
  readonly total: number;
  readonly connections?: number;
  /** Status every answer must have. */
  readonly status?: number;
  /** Bytes to count in the answers, as proof that the work was done. */
  readonly marker?: string;
  /** Sees each answer whole; slows the client down, so not for rounds where the server is fast. */
  readonly onAnswer?: (index: number, answer: Buffer) => void;
}

export interface Driven {
  readonly seconds: number;
  readonly requests: number;
  /** How often the marker was seen. */
  readonly marked: number;
  readonly bytes: number;
  /** Share of the time this process was busy: near 1 the client is what was measured. */
  readonly clientBusy: number;
}

const CONNECTIONS = 48;
const END_OF_HEAD = "\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";

/** Drives a server over keep-alive connections, one request at a time on each. Throws at the first answer of another status. */
export async function drive(load: Load): Promise<Driven> {
  const sockets = await Promise.all(Array.from({ length: Math.min(load.connections ?? CONNECTIONS, load.total) }, () => open(load.port)));
  const tally = { sent: 0, done: 0, marked: 0, bytes: 0 };
  const busy = process.cpuUsage();
  const started = performance.now();
  try {
    await new Promise<void>((resolve, reject) => {
      for (const socket of sockets) serve(socket, load, tally, resolve, reject);
    });
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(busy);
  return { seconds, requests: tally.done, marked: tally.marked, bytes: tally.bytes, clientBusy: (user + system) / 1e6 / seconds };
}

interface Tally {
  sent: number;
  done: number;
  marked: number;
  bytes: number;
}

function serve(socket: Socket, load: Load, tally: Tally, resolve: () => void, reject: (error: Error) => void): void {
  const wanted = String(load.status ?? 200);
  let pending: Buffer | null = null;
  let index = 0;
  const next = (): void => {
    if (tally.sent === load.total) return;
    index = tally.sent++;
    const request = load.requests[index % load.requests.length];
    if (request) socket.write(request);
  };
  socket.on("error", reject);
  socket.on("close", () => reject(new Error("the server closed a connection")));
  socket.on("data", (chunk: Buffer) => {
    const answer = pending ? Buffer.concat([pending, chunk]) : chunk;
    pending = answer;
    if (!isWhole(answer)) return;
    pending = null;
    if (answer.toString("latin1", 9, 12) !== wanted) return reject(new Error(`an answer other than ${wanted}:\n${answer.toString()}`));
    tally.done += 1;
    tally.bytes += answer.length;
    if (load.marker !== undefined) tally.marked += countOf(answer, load.marker);
    load.onAnswer?.(index, answer);
    if (tally.done === load.total) return resolve();
    next();
  });
  next();
}

function isWhole(answer: Buffer): boolean {
  const end = answer.indexOf(END_OF_HEAD);
  if (end < 0) return false;
  const head = answer.toString("latin1", 0, end).toLowerCase();
  const at = head.indexOf("content-length:");
  if (at >= 0) return answer.length >= end + END_OF_HEAD.length + Number.parseInt(head.slice(at + 15), 10);
  return answer.toString("latin1", answer.length - LAST_CHUNK.length) === LAST_CHUNK;
}

function countOf(answer: Buffer, marker: string): number {
  let count = 0;
  for (let at = answer.indexOf(marker); at >= 0; at = answer.indexOf(marker, at + marker.length)) count += 1;
  return count;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}
