import { describe, expect, it } from "vitest";
import { maskSource } from "./mask.ts";
import { coreBreaches, cycleBreaches, nameBreaches, purityBreaches, roomBreaches, tagBreaches } from "./rules.ts";
import { importsOf, readTree, type Tree } from "./tree.ts";

const SRC = readTree("src");

describe("the house", () => {
  it("has files to look at", () => {
    expect(SRC.size).toBeGreaterThan(100);
    expect(importsOf(SRC).length).toBeGreaterThan(300);
  });

  it("finds every file that a relative import names", () => {
    const missing = importsOf(SRC).filter(({ target }) => target !== null && !SRC.has(target) && !target.endsWith(".json"));
    expect(missing).toEqual([]);
  });

  it("lets core be imported by storage, storage by actions, actions by the three doors, and those by the worker", () => {
    expect(roomBreaches(SRC)).toEqual([]);
  });

  it("keeps the order of the rooms of core", () => {
    expect(coreBreaches(SRC)).toEqual([]);
  });

  it("keeps core out of the tag, but for types and functions that bring nothing along", () => {
    expect(tagBreaches(SRC)).toEqual([]);
  });

  it("keeps the clock, chance and the network out of core", () => {
    expect(purityBreaches(SRC)).toEqual([]);
  });

  it("has no barrels and no catch-all names", () => {
    expect(nameBreaches(SRC)).toEqual([]);
  });

  it("has no circles of imports", () => {
    expect(cycleBreaches(SRC)).toEqual([]);
  });
});

/** A made-up source tree; its paths stand under src. */
function fake(files: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(files).map(([path, source]) => [`src/${path}`, source]));
}

describe("reading imports", () => {
  it("sees every form, over several lines, and not what only looks like one", () => {
    const source = [
      'import a, { b } from "./a.ts";',
      "import {\n  c, // from './no.ts'\n  type D,\n} from './c.ts';",
      'import type { E } from "./e.ts";',
      'export * as f from "./f.ts";',
      'export type { G } from "./g.ts";',
      'import "./h.ts";',
      'const i = await import(/* here */ "./i.ts");',
      "const j = import(where);",
      'const text = "import x from \'./no.ts\'"; /* import "./no.ts" */',
      'const more = `import y from "./no.ts" ${`${k("}")}`} import "./no.ts"`;',
      "const pattern = /import \"no\"|[/`'\"]/g; const half = 1 / 2; // import './no.ts'",
      'export const from = "./no.ts";',
      'export { l } from "./l.ts";',
    ].join("\n");
    const found = importsOf(fake({ "core/kernel/x.ts": source }));
    expect(found.map(({ specifier }) => specifier)).toEqual([
      "./a.ts",
      "./c.ts",
      "./e.ts",
      "./f.ts",
      "./g.ts",
      "./h.ts",
      "./i.ts",
      null,
      "./l.ts",
    ]);
    expect(found.filter(({ typeOnly }) => typeOnly).map(({ specifier }) => specifier)).toEqual(["./e.ts", "./g.ts"]);
    expect(found.at(1)).toMatchObject({ line: 2, target: "src/core/kernel/c.ts" });
  });

  it("keeps every character at its place", () => {
    for (const source of SRC.values()) expect(maskSource(source).code.length).toBe(source.length);
  });
});

describe("the rules can fail", () => {
  it.each([
    ["core", "core/kernel/a.ts", 'import type { B } from "../../storage/b.ts";'],
    ["core from hono", "core/kernel/a.ts", 'import { Hono } from "hono";'],
    ["core from node", "core/kernel/a.ts", 'import { readFileSync } from "node:fs";'],
    ["core from cloudflare", "core/kernel/a.ts", 'import { env } from "cloudflare:workers";'],
    ["core from drizzle", "core/kernel/a.ts", 'import { eq } from "drizzle-orm";'],
    ["storage", "storage/a.ts", 'import { b } from "../actions/b.ts";'],
    ["actions", "actions/a.ts", 'export { b } from "../http/b.ts";'],
    ["actions from hono", "actions/a.ts", 'import type { Context } from "hono";'],
    ["http", "http/app.ts", 'import { b } from "../pages/b.ts";'],
    ["pages", "pages/a.tsx", 'import { b } from "../http/b.ts";'],
    ["jobs", "jobs/a.ts", 'const b = await import("../http/b.ts");'],
    ["tag", "tag/a.ts", 'import { b } from "../storage/b.ts";'],
    ["cli", "cli/a.ts", 'import { b } from "../actions/b.ts";'],
    ["cli from elsewhere", "cli/a.ts", 'import { b } from "chalk";'],
    ["computed", "actions/a.ts", "const b = await import(name);"],
    ["an unknown room", "shared/a.ts", ""],
  ])("direction: %s", (_, path, source) => {
    expect(roomBreaches(fake({ [path]: source }))).toHaveLength(1);
  });

  it("direction: what is allowed passes", () => {
    const tree = fake({
      "worker.ts": 'import { a } from "./http/a.ts"; import { b } from "./pages/b.ts"; import { c } from "./jobs/c.ts";',
      "http/a.ts": 'import { Hono } from "hono"; import { d } from "../actions/d.ts"; import type { B } from "../storage/b.ts";',
      "cli/e.ts": 'import { build } from "esbuild"; import { join } from "node:path"; import { f } from "../core/kernel/f.ts";',
    });
    expect(roomBreaches(tree)).toEqual([]);
  });

  it.each([
    ["consent", "../profile/b.ts"],
    ["profile", "../events/b.ts"],
    ["kernel", "../program/b.ts"],
    ["events", "../targeting/b.ts"],
  ])("order in core: %s may not import %s", (room, specifier) => {
    expect(coreBreaches(fake({ [`core/${room}/a.ts`]: `import type { B } from "${specifier}";` }))).toHaveLength(1);
    expect(coreBreaches(fake({ "core/insight/a.ts": 'import { b } from "../consent/b.ts"; import { c } from "./c.ts";' }))).toEqual([]);
    expect(coreBreaches(fake({ "core/stray.ts": "" }))).toEqual(["src/core/stray.ts is in no known room of core"]);
  });

  it("tag: a function that brings a package, or another room, along", () => {
    const heavy = { "core/consent/heavy.ts": 'import * as z from "zod";', "core/consent/far.ts": 'import { p } from "../program/p.ts";' };
    const light = {
      "core/consent/light.ts": 'import type { P } from "../program/p.ts"; import { k } from "../kernel/k.ts";',
      "core/kernel/k.ts": "",
    };
    const tag = (file: string, kind = "") => ({ "tag/a.ts": `import ${kind} { x } from "../core/${file}.ts";` });
    expect(tagBreaches(fake({ ...heavy, ...tag("consent/heavy") }))).toHaveLength(1);
    expect(tagBreaches(fake({ ...heavy, ...tag("consent/far") }))).toHaveLength(1);
    expect(tagBreaches(fake({ ...tag("targeting/decide") }))).toHaveLength(1);
    expect(tagBreaches(fake({ ...heavy, ...tag("consent/heavy", "type") }))).toEqual([]);
    expect(tagBreaches(fake({ ...light, ...tag("consent/light") }))).toEqual([]);
  });

  it.each([
    "Date.now()",
    "new Date()",
    "new Date",
    "Date()",
    "performance.now()",
    "Math.random()",
    "crypto.getRandomValues(x)",
    "crypto.randomUUID()",
    "fetch(x)",
    "setTimeout(x)",
    "setInterval(x)",
    "`${Date.now()}`",
  ])("purity: %s", (call) => {
    expect(purityBreaches(fake({ "core/kernel/a.ts": `const a = ${call};` }))).toHaveLength(1);
    expect(purityBreaches(fake({ "storage/a.ts": `const a = ${call};` }))).toEqual([]);
  });

  it("purity: a date of a given instant, a comment, a text and another's method are no breach", () => {
    const source =
      '// Date.now()\nconst a = new Date(now); const b = "Math.random()"; cache.fetch(x); const c = `fetch(${x})`;\nfunction d(at: Date) {}';
    expect(purityBreaches(fake({ "core/kernel/a.ts": source }))).toEqual([]);
  });

  it("names and barrels", () => {
    for (const name of ["utils", "string-helpers", "common", "consent-manager", "service"])
      expect(nameBreaches(fake({ [`core/${name}.ts`]: "const a = 1;" }))).toHaveLength(1);
    expect(nameBreaches(fake({ "utils/a.ts": "const a = 1;" }))).toHaveLength(1);
    expect(nameBreaches(fake({ "core/camelCase.ts": "const a = 1;" }))).toHaveLength(1);
    expect(nameBreaches(fake({ "core/index.ts": '/* all */ export * from "./a.ts";\nexport { b, type C } from "./b.ts";' }))).toHaveLength(
      1,
    );
    expect(nameBreaches(fake({ "core/index.ts": 'import { a } from "./a.ts";\nexport { a };' }))).toHaveLength(1);
    expect(nameBreaches(fake({ "core/a.ts": 'export { b } from "./b.ts";\nexport const a = 1;' }))).toEqual([]);
  });

  it("circles, each told once", () => {
    const tree = fake({
      "core/a.ts": 'import "./b.ts";',
      "core/b.ts": 'import type { C } from "./c.ts";',
      "core/c.ts": 'export { a } from "./a.ts"; import "./d.ts";',
      "core/d.ts": "",
    });
    expect(cycleBreaches(tree)).toEqual(["src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts"]);
    expect(cycleBreaches(fake({ "core/a.ts": 'import "./b.ts";', "core/b.ts": "" }))).toEqual([]);
  });
});
