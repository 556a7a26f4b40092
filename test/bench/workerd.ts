import { spawn, type ChildProcess } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Readable } from "node:stream";
import { inTop } from "../../src/cli/paths.ts";
import { scratch } from "./bundle.ts";

/** A Worker of a generated configuration: its script, and what it is bound to in Cap'n Proto text. */
export interface Service {
  readonly name: string;
  readonly script: string;
  readonly bindings: readonly string[];
  /** The service that answers what it fetches. */
  readonly outbound?: string;
}

/** A running workerd: the port of each service, and the CPU it has used. */
export interface Workerd {
  readonly ports: { readonly [service: string]: number };
  readonly started: number;
  readonly cpuSeconds: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

const START_MS = 20_000;
let configs = 0;
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts `workerd serve` with every service on a socket of its own; nothing stands between. */
export async function startWorkerd(services: readonly Service[]): Promise<Workerd> {
  const folder = await scratch();
  const config = join(folder, `config-${configs++}.capnp`);
  await writeFile(config, await configOf(folder, services));
  const before = performance.now();
  const child = spawn(inTop("node_modules/workerd/bin/workerd"), ["serve", config, "--experimental", "--control-fd=3"], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  running.add(child);
  const ports = await portsOf(
    child,
    services.map((service) => service.name),
  );
  return {
    ports,
    started: performance.now() - before,
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    stop: () => stop(child),
  };
}

async function configOf(folder: string, services: readonly Service[]): Promise<string> {
  const wrangler = await readFile(inTop("wrangler.toml"), "utf8");
  const date = /^compatibility_date = "([^"]+)"/m.exec(wrangler)?.[1] ?? "";
  const workers = services.map(
    ({ name, script, bindings, outbound }) =>
      `(name = "${name}", worker = (modules = [(name = "worker.js", esModule = embed "${relative(folder, script)}")], compatibilityDate = "${date}", bindings = [${bindings.join(", ")}]${outbound ? `, globalOutbound = "${outbound}"` : ""}))`,
  );
  const sockets = services.map(({ name }) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`);
  return `using Workerd = import "/workerd/workerd.capnp";\nconst config :Workerd.Config = (\n  services = [${workers.join(",\n    ")}],\n  sockets = [${sockets.join(",\n    ")}]\n);\n`;
}

function portsOf(child: ChildProcess, names: readonly string[]): Promise<Record<string, number>> {
  const ports: Record<string, number> = {};
  const control = child.stdio[3] as Readable;
  let text = "";
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("workerd did not start in time")), START_MS);
    child.once("exit", (code) => reject(new Error(`workerd ended with ${code}`)));
    control.on("data", (chunk) => {
      text += String(chunk);
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        const message = JSON.parse(line) as { readonly event: string; readonly socket?: string; readonly port?: number };
        if (message.event === "listen" && message.socket && message.port) ports[message.socket] = message.port;
      }
      if (!names.every((name) => ports[name] !== undefined)) return;
      clearTimeout(late);
      resolve(ports);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

/** CPU time of a process with all its threads: from the scheduler to the nanosecond, else from `stat` in ticks of 10 ms; NaN without /proc. */
async function cpuSecondsOf(pid: number): Promise<number> {
  try {
    const tasks = await readdir(`/proc/${pid}/task`);
    const times = await Promise.all(
      tasks.map(async (task) => Number((await readFile(`/proc/${pid}/task/${task}/schedstat`, "utf8")).split(" ")[0])),
    );
    return times.reduce((sum, time) => sum + time, 0) / 1e9;
  } catch {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
}
