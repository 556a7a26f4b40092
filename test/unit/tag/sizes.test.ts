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
  it("is 1 KB for the stub, 6 KB with the first layer, and 3 KB more for the preference centre", () => {
    expect(gzipped((path) => path === "stub.js")).toBeLessThanOrEqual(1024);
    expect(gzipped((path) => path === "tag.js")).toBeLessThanOrEqual(6 * 1024);
    expect(gzipped((path) => path.startsWith("tag/centre-"))).toBeLessThanOrEqual(3 * 1024);
  });

  it("is 1.5 KB for the notice of one language", async () => {
    const compiled = await compileProgram(programSchema().parse(recipe));
    const [site] = compiled.ok ? compiled.value.sites : [];
    const rule = ruleById("EEA");
    if (!compiled.ok || !site || !rule) throw new Error("the recipe does not compile");
    expect(compiled.value.purposes.length).toBeGreaterThanOrEqual(5);
    for (const locale of compiled.value.locales) {
      const notice = JSON.stringify(readNotice(liveProgram(compiled.value, site), rule, locale));
      expect(gzipSync(notice, { level: 9 }).length).toBeLessThanOrEqual(1.5 * 1024);
    }
  });
});

describe("a chunk", () => {
  it("has a name that changes with its content, and what loads it knows it", () => {
    const chunks = files.map(([path]) => path).filter((path) => path.startsWith("tag/"));
    expect(chunks).toEqual(chunks.map(() => expect.stringMatching(/^tag\/[a-z-]+-[0-9a-f]{8}\.js$/)));
    for (const path of chunks) expect(files.some(([, text]) => text.includes(path))).toBe(true);
  });

  it("brings no copy of what the tag knows", () => {
    for (const [path, text] of files)
      if (path.startsWith("tag/")) expect(text).not.toMatch(/BroadcastChannel|currentScript|earnest_choice/);
  });
});
