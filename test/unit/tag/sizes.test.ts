import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bundleTag } from "../../../src/cli/bundle-tag.ts";

const files = [...(await bundleTag())];

function gzipped(is: (path: string) => boolean): number {
  const [, text = null] = files.find(([path]) => is(path)) ?? [];
  if (text === null) throw new Error("no such script");
  return gzipSync(text, { level: 9 }).length;
}

describe("what a page loads, in bytes of gzip -9", () => {
  it("is 6 KB with the first layer, and 3 KB more for the preference centre", () => {
    expect(gzipped((path) => path === "tag.js")).toBeLessThanOrEqual(6 * 1024);
    expect(gzipped((path) => path.startsWith("tag/centre-"))).toBeLessThanOrEqual(3 * 1024);
  });
});

describe("a chunk", () => {
  it("has a name that changes with its content, and the script knows it", () => {
    const chunks = files.map(([path]) => path).filter((path) => path.startsWith("tag/"));
    const script = files.find(([path]) => path === "tag.js")?.[1] ?? "";
    expect(chunks).toEqual(chunks.map(() => expect.stringMatching(/^tag\/[a-z-]+-[0-9a-f]{10}\.js$/)));
    for (const path of chunks) expect(script).toContain(path);
  });

  it("brings no copy of what the tag knows", () => {
    for (const [path, text] of files)
      if (path.startsWith("tag/")) expect(text).not.toMatch(/BroadcastChannel|currentScript|sessionStorage/);
  });
});
