import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema, type Experience } from "../../../src/core/program/schema.ts";
import { findProduct, formatPrice, isCategory, popular, PRODUCTS } from "../../../src/pages/demo/catalogue.ts";
import { demoRoutes } from "../../../src/pages/demo/routes.tsx";

const document: unknown = JSON.parse(readFileSync(new URL("../../../src/recipes/web-shop/program.json", import.meta.url), "utf8"));
const program = programSchema().parse(document);

/** Every piece of content the program can show, with where it stands. */
const contents = program.experiences.flatMap((experience) =>
  experience.variants.flatMap((variant) =>
    Object.entries(variant.content).map(([locale, content]) => ({
      where: `${experience.key}/${variant.key}/${locale}`,
      experience,
      locale,
      content,
    })),
  ),
);

describe("the web-shop recipe", () => {
  it("has nothing a linter would say about it", () => {
    expect(lintProgram(program)).toEqual([]);
  });

  it("compiles", async () => {
    expect((await compileProgram(program)).ok).toBe(true);
  });

  it("fills every slot the shop's pages have and its advisers', and no other", async () => {
    const pages = await Promise.all(["/", "/c/shoes", "/p/elvdal", "/cart"].map((path) => textOf(path)));
    const marked = new Set(pages.flatMap((page) => [...page.matchAll(/data-earnest-slot="([^"]+)"/g)].map((match) => match[1])));
    expect(marked).toEqual(new Set(program.sites.flatMap((site) => site.slots.map((slot) => slot.key))));
    expect(new Set([...program.experiences, ...program.asks].map(({ slot }) => slot))).toEqual(new Set([...marked, program.advisor?.slot]));
  });

  it("tells apart only categories the catalogue has", () => {
    const counted = program.attributes.flatMap(({ compute }) =>
      compute?.kind === "count" && "category" in compute.where ? [compute.where["category"]] : [],
    );
    const asked = program.experiences.flatMap(({ when }) => ("lastCategory" in when ? [when["lastCategory"]] : []));
    expect(counted).not.toHaveLength(0);
    for (const category of [...counted, ...asked]) expect(PRODUCTS.map((product): unknown => product.category)).toContain(category);
  });

  it("collects each event for one purpose, so that a no to it keeps nothing for another", () => {
    for (const event of program.events) expect(event.purposes, event.name).toHaveLength(1);
  });

  it("changes the first slot and the picks from the third view on, and not before", () => {
    const wanted = program.experiences.filter(({ slot, purpose }) => (slot === "hero" || slot === "grid") && purpose === "personalization");
    expect(wanted.map((experience: Experience) => Object.values(experience.when))).toEqual(wanted.map(() => [{ $gte: 3 }]));
    expect(wanted).toHaveLength(3);
  });

  it("sells in its slots what the catalogue has, at the catalogue's price", () => {
    const offered = contents.flatMap(({ where, content }) =>
      [1, 2, 3].flatMap((at) => {
        const item = content[`item-${at}`];
        return typeof item === "object"
          ? [{ where, href: item.href ?? "", price: content[`price-${at}`], image: content[`image-${at}`] }]
          : [];
      }),
    );
    expect(offered.length).toBeGreaterThan(0);
    for (const { where, href, price, image } of offered) {
      const product = findProduct(href.replace("/p/", ""));
      expect(price, where).toContain(String(product?.price));
      expect(image, where).toEqual({ src: `/art/${product?.key}.svg` });
    }
  });

  it("recommends what the catalogue has, in the shop's words and at its price, and first what its pages show", () => {
    const items = program.catalogue?.items ?? [];
    expect(new Set(items.map(({ key }) => key))).toEqual(new Set(PRODUCTS.map(({ key }) => key)));
    for (const { key, category, title, url, image, price } of items) {
      const product = findProduct(key);
      const wanted = [product?.category, product?.name, `/p/${key}`, `/art/${key}.svg`, formatPrice(product?.price ?? 0)];
      expect([category, title, url, image, price], key).toEqual(wanted);
    }
    expect(items.slice(0, 3).map(({ key }) => key)).toEqual(popular().map(({ key }) => key));
  });

  it("links only to pages and pictures that are there", async () => {
    const addresses = new Set(
      contents.flatMap(({ content }) =>
        Object.values(content).flatMap((value) => (typeof value === "object" ? [value.href ?? value.src ?? ""] : [])),
      ),
    );
    for (const address of addresses) expect((await demoRoutes.request(address)).status, address).toBe(200);
  });

  it("says something else in each language", () => {
    for (const { experience } of contents) {
      for (const { content } of experience.variants) expect(content["en"]).not.toEqual(content["de"]);
    }
  });
});

describe("the demo shop", () => {
  it("answers an unknown category or product with a page and 404", async () => {
    for (const path of ["/c/hats", "/p/nothing", "/art/nothing.svg"]) {
      const response = await demoRoutes.request(path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("No path leads here");
    }
  });

  it("is served under a policy that nothing inline would get past, and contains nothing inline", async () => {
    for (const path of ["/", "/c/bags", "/p/kai", "/cart?add=kai&add=skarv"]) {
      const response = await demoRoutes.request(path);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'self'; require-trusted-types-for 'script'");
      expect(response.headers.get("cache-control")).toBe("no-store");
      const page = await response.text();
      expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
      expect(page.match(/<h1/g)).toHaveLength(1);
    }
  });

  it("keeps the basket in the address, and ignores what it does not sell", async () => {
    const page = await textOf("/cart?add=kai&add=nothing&add=skarv");
    expect(page).toContain("€368");
    expect(page).toContain('href="/cart?add=skarv"');
    expect(await textOf("/cart")).toContain("nothing in it yet");
  });

  it("has products in every category and no two under one key", () => {
    expect(PRODUCTS.every((product) => isCategory(product.category))).toBe(true);
    expect(new Set(PRODUCTS.map((product) => product.key)).size).toBe(PRODUCTS.length);
  });
});

async function textOf(path: string): Promise<string> {
  return (await demoRoutes.request(path)).text();
}
