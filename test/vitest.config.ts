import { fileURLToPath } from "node:url";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { wholeSource } from "./support/whole-source.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What is refused is refused before any database is asked: these run once. */
const REFUSING = ["workerd/bad-input.test.ts", "workerd/openapi.test.ts"];

/** What happens between records: over three databases some pairs lie in one, others in two, so these run there alone. */
const BETWEEN = ["merge-histories", "merges-meeting", "merges-overtaken", "joined", "asked-joined"].map(
  (name) => `workerd/${name}.test.ts`,
);

const source = wholeSource();

/** The workerd tests run twice: with one database, and with the subjects spread over three. */
async function workerd(name: string, databases: readonly string[], exclude: readonly string[] = []) {
  const migrations = await readD1Migrations(at("../migrations"));
  return {
    plugins: [
      source,
      cloudflareTest({
        wrangler: { configPath: at("../wrangler.toml") },
        miniflare: {
          d1Databases: Object.fromEntries(databases.map((binding) => [binding, binding])),
          bindings: { TEST_MIGRATIONS: migrations, EARNEST_LOCAL: "1", EARNEST_SECRET: "earnest-demo-secret-for-local-mode-only" },
        },
      }),
    ],
    test: {
      name,
      root: at("."),
      include: ["workerd/**/*.test.ts"],
      exclude: [...exclude],
      isolate: false,
      setupFiles: [at("workerd/setup.ts")],
      globalSetup: [at("support/assets.ts"), at("support/receiver.ts"), at("support/origin.ts")],
      testTimeout: 120_000,
    },
  };
}

export default defineConfig(async () => ({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: "unit", root: at("."), isolate: false, include: ["unit/**/*.test.ts"], testTimeout: 30_000 } },
      await workerd("workerd", ["DB"], BETWEEN),
      await workerd("workerd-3", ["DB", "DB_01", "DB_02"], REFUSING),
      {
        test: {
          name: "scenarios",
          root: at("."),
          include: ["scenarios/**/*.test.ts"],
          isolate: false,
          globalSetup: [at("support/assets.ts")],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          root: at("."),
          include: ["browser/**/*.test.ts"],
          globalSetup: [at("support/browser-once.ts")],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
}));
