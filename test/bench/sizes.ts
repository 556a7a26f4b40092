import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildAssets } from "../../src/cli/build.ts";
import { inTop } from "../../src/cli/paths.ts";
import { runWrangler } from "../../src/cli/wrangler.ts";
import { productionBundle, scratch } from "./bundle.ts";
import { median, spread, type Bench } from "./row.ts";
import { startWorkerd } from "./workerd.ts";

const STARTS = 11;

/** What a page loads. */
export const tagSize: Bench = {
  names: ["tag_ui_gzip"],
  protocol: "dist/assets/tag.js as built for production, gzip -9",
  run: async () => {
    await buildAssets();
    const script = await readFile(inTop("dist/assets/tag.js"));
    return [
      {
        name: "tag_ui_gzip",
        value: gzipped(script),
        unit: "bytes",
        budget: 6144,
        bound: "most",
        note: `${script.length} bytes minified; core, first layer and preference centre in one`,
      },
    ];
  },
};

/** What is uploaded as the Worker. */
export const bundleSize: Bench = {
  names: ["bundle_gzip"],
  protocol: "worker.js of wrangler deploy --dry-run, gzip -9",
  run: async () => {
    const script = await readFile(join(await productionBundle(), "worker.js"));
    return [
      {
        name: "bundle_gzip",
        value: gzipped(script) / 1024,
        unit: "KiB",
        budget: 300,
        bound: "most",
        note: `${(script.length / 1024).toFixed(0)} KiB as it is`,
      },
    ];
  },
};

/** What it costs to start it: the active time of wrangler's start-up profile, and as a check what it adds to the start of a process. */
export const startup: Bench = {
  names: ["startup_ms", "startup_process_ms"],
  protocol: `${STARTS} runs of wrangler check startup (active time), and ${STARTS} starts of workerd with the bundle and with an empty Worker in turn (to the open socket; the difference)`,
  run: async () => {
    const active: number[] = [];
    for (let at = 0; at < STARTS; at++) active.push(await activeMs());
    const [empty, whole] = await startTimes();
    const difference = median(whole) - median(empty);
    return [
      { name: "startup_ms", value: median(active), unit: "ms", budget: 80, bound: "most", note: spread(active) },
      {
        name: "startup_process_ms",
        value: difference,
        unit: "ms",
        budget: 80,
        bound: "most",
        note: `${spread(whole)} with the bundle, ${spread(empty)} empty`,
      },
    ];
  },
};

async function activeMs(): Promise<number> {
  const bundle = join(await productionBundle(), "worker.bundle");
  const printed = await runWrangler(["check", "startup", "--worker", bundle, "--outfile", join(await scratch(), "startup.cpuprofile")]);
  const active = /Active: ([\d.]+) (ms|s)\b/.exec(printed);
  if (!active) throw new Error(`wrangler check startup printed no active time:\n${printed}`);
  return Number(active[1]) * (active[2] === "s" ? 1000 : 1);
}

async function startTimes(): Promise<readonly [empty: readonly number[], whole: readonly number[]]> {
  const script = join(await scratch(), "empty.js");
  await writeFile(script, "export default { fetch: () => new Response() };\n");
  const scripts = [script, join(await productionBundle(), "worker.js")];
  const times: [number[], number[]] = [[], []];
  for (let at = 0; at < STARTS * 2; at++) {
    const workerd = await startWorkerd([{ name: "worker", script: scripts[at % 2] ?? script, bindings: [] }]);
    times[at % 2 === 0 ? 0 : 1].push(workerd.started);
    await workerd.stop();
  }
  return times;
}

function gzipped(bytes: Buffer): number {
  return gzipSync(bytes, { level: 9 }).length;
}
