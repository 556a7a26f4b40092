import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readNotice } from "../../../src/actions/consent/read-notice.ts";
import { bundleTag } from "../../../src/cli/bundle-tag.ts";
import { ruleById } from "../../../src/core/consent/resolve-rule.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import recipe from "../../../src/recipes/web-shop/program.json" with { type: "json" };

const files = [...(await bundleTag())];

function gzipped(is: (path: string) => boolean): number {
  const [, text = null] = files.find(([path]) => is(path)) ?? [];
  if (text === null) throw new Error("no such script");
  return gzipSync(text, { level: 9 }).length;
}

describe("what a page loads, in bytes of gzip -9", () => {
  it("is 1 KB for the stub, 3.5 KB without a surface, 6 KB with the first layer, and 3 KB more for the preference centre, 2 KB to say why", () => {
    expect(gzipped((path) => path === "stub.js")).toBeLessThanOrEqual(1024);
    expect(gzipped((path) => path === "tag-core.js")).toBeLessThanOrEqual(3.5 * 1024);
    expect(gzipped((path) => path === "tag.js")).toBeLessThanOrEqual(6 * 1024);
    expect(gzipped((path) => path.endsWith("/centre.js"))).toBeLessThanOrEqual(3 * 1024);
    expect(gzipped((path) => path.endsWith("/why.js"))).toBeLessThanOrEqual(2 * 1024);
  });

  it("is 1.5 KB for the notice of one language", async () => {
    const compiled = await compileProgram(programSchema().parse(recipe));
    const [site] = compiled.ok ? compiled.value.sites : [];
    const rule = ruleById("EEA");
    if (!compiled.ok || !site || !rule) throw new Error("the recipe does not compile");
    expect(compiled.value.purposes.length).toBeGreaterThanOrEqual(5);
    for (const locale of compiled.value.locales) {
      const notice = JSON.stringify(readNotice(liveProgram(compiled.value, site), rule, locale, null));
      expect(gzipSync(notice, { level: 9 }).length).toBeLessThanOrEqual(1.5 * 1024);
    }
  });
});

describe("a chunk", () => {
  it("lies in a folder named by the content of all, and what loads it knows it", () => {
    const chunks = files.map(([path]) => path).filter((path) => path.startsWith("tag/"));
    const [, folder = "none"] = /^tag\/([0-9a-f]{8})\//.exec(chunks[0] ?? "") ?? [];
    for (const path of chunks) {
      const [, name = "none"] = new RegExp(`^tag/${folder}/([a-z]+)\\.js$`).exec(path) ?? [];
      expect(files.some(([, text]) => text.includes(`"${name}"`) || text.includes(`"${name}.js"`) || text.includes(`/${name}.js`))).toBe(
        true,
      );
    }
    for (const path of chunks) expect(new Map(files).get(path.replace(`tag/${folder}`, "tag-now"))).toBe(new Map(files).get(path));
    expect(files.filter(([, text]) => text.includes(folder)).map(([path]) => path)).toEqual(["tag.js", "tag-core.js"]);
  });

  it("brings no copy of what the tag knows", () => {
    for (const [path, text] of files)
      if (path.startsWith("tag/")) expect(text).not.toMatch(/BroadcastChannel|currentScript|earnest_choice/);
  });
});
