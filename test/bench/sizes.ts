import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bundleTag } from "../../src/cli/bundle-tag.ts";
import { runWrangler } from "../../src/cli/wrangler.ts";
import { productionBundle, scratch } from "./bundle.ts";
import { median, spread, type Bench, type Row } from "./row.ts";
import { startWorkerd } from "./workerd.ts";

const STARTS = 11;

/** What a page loads. */
export const tagSize: Bench = {
  names: ["tag_core_gzip", "tag_ui_gzip", "tag_centre_gzip"],
  protocol: "the scripts in dist/assets as built for production, gzip -9",
  run: async () => {
    const files = await bundleTag();
    const row = (name: string, is: (path: string) => boolean, budget: number, note: string): Row => {
      const [, text = ""] = [...files].find(([path]) => is(path)) ?? [];
      const bytes = Buffer.from(text);
      return { name, value: gzipped(bytes), unit: "bytes", budget, bound: "most", note: `${bytes.length} bytes minified; ${note}` };
    };
    return [
      row("tag_core_gzip", (path) => path === "tag-core.js", 3584, "without UI"),
      row("tag_ui_gzip", (path) => path === "tag.js", 6144, "core and first layer"),
      row("tag_centre_gzip", (path) => path.endsWith("/centre.js"), 3072, "preference centre, loaded when opened"),
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
