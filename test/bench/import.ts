import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inTop } from "../../src/cli/paths.ts";
import { scratch } from "./bundle.ts";
import { peopleProgram, SITE, userOf } from "./people.ts";
import type { Bench, Row } from "./row.ts";
import { KEY, startWhole, type Whole } from "./whole.ts";

const FEW = 10_000;
const MANY = 1_000_000;
const LOOK_MS = 50;
const MB = 1024 * 1024;

/** The memory that files of 10,000 and of 1,000,000 rows take, at the importer and at the Worker. */
export const importMemory: Bench = {
  names: ["import_memory_1m", "import_memory_1m_worker"],
  protocol: `npm run data -- import, of ${FEW} rows and then of ${MANY} about the same ${FEW} people, into the production bundle with local D1: the largest resident set of the command, and of the Workers' process (all its isolates, and the database), over that of the smaller file`,
  run: async () => {
    const whole = await startWhole(peopleProgram());
    try {
      const few = await taken(whole, FEW);
      const many = await taken(whole, MANY);
      const speed = `${(MANY / many.seconds).toFixed(0)} rows/s`;
      return [
        row("import_memory_1m", many.command, few.command, 1.5, speed),
        row("import_memory_1m_worker", many.worker, few.worker, 2, speed),
      ];
    } finally {
      await whole.stop();
    }
  },
};

function row(name: string, many: number, few: number, budget: number, speed: string): Row {
  const note = `${(many / MB).toFixed(0)} over ${(few / MB).toFixed(0)} MB; ${speed}`;
  return { name, value: many / few, unit: "×", budget, bound: "most", note };
}

interface Taken {
  readonly seconds: number;
  /** Most memory (bytes) the command has had, and the Workers' process. */
  readonly command: number;
  readonly worker: number;
}

async function taken(whole: Whole, rows: number): Promise<Taken> {
  const file = await fileOf(rows);
  const words = ["import", file, "--from", "bench", "--source", "volunteered", "--site", SITE, "--url", whole.url.href, "--key", KEY];
  const started = performance.now();
  const child = spawn(process.execPath, [inTop("src/cli/data.ts"), ...words], { stdio: ["ignore", "pipe", "inherit"] });
  let [said, command] = ["", 0];
  child.stdout.on("data", (chunk: Buffer) => (said = chunk.toString()));
  const looking = setInterval(() => void peakOf(child.pid ?? 0).then((peak) => (command = Math.max(command, peak))), LOOK_MS);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(looking);
  if (code !== 0) throw new Error(`the import of ${rows} rows ended with ${code}: ${said}`);
  return { seconds: (performance.now() - started) / 1000, command, worker: await whole.peak() };
}

async function peakOf(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
  return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

async function fileOf(rows: number): Promise<string> {
  const path = join(await scratch(), `people-${rows}.csv`);
  const file = await open(path, "w");
  const at = new Date().toISOString();
  const lines = Array.from({ length: FEW }, (_, index) => `${userOf(index)},${at},account ${index}\n`).join("");
  await file.write("user,at,attributes.account\n");
  for (let written = 0; written < rows; written += FEW) await file.write(lines);
  await file.close();
  return path;
}
