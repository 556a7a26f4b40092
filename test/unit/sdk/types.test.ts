import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildSdk } from "../../../src/cli/build-sdk.ts";
import { inTop } from "../../../src/cli/paths.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { typesText } from "../../../src/core/program/types-text.ts";
import { testProgram } from "../../support/program.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/earnest-sdk-`);
  await buildSdk(folder);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const USE = `
import { EarnestServer } from "earnest/server";
import { EarnestBrowser } from "earnest/browser";
import { EarnestTestKit } from "earnest/test-kit";
import type { TestBrand } from "./brand.js";

const server = new EarnestServer<TestBrand>({ host: "https://consent.example", key: "sk_x" });
const browser = new EarnestBrowser<TestBrand>({ host: "https://consent.example", key: "pk_x" });
const somebody = { type: "user", value: "u1" } as const;

export async function right(): Promise<unknown> {
  const { decisions } = await server.decide(["hero"], { subject: somebody, context: { attributes: { mood: "sad" } } });
  const headline = decisions.hero.content?.headline;
  const flag = await server.flag("switch", somebody, false, { url: "https://shop.example/", attributes: { mood: "sad" } });
  const isOn: boolean = flag.value;
  await server.track([{ user: "u1", event: "Product Viewed", properties: { price: 10 }, allowed: { personal: true } }]);
  await browser.choose({ personal: true }, { version: "v", locale: "en" });
  const kit = await EarnestTestKit.of<TestBrand>({});
  return [headline, isOn, kit.decide(["aside"], { allowed: ["personal"], attributes: { mood: "sad" } }).aside.content];
}

export async function wrong(): Promise<void> {
  // @ts-expect-error there is no such slot
  await server.decide(["nowhere"], { subject: somebody });
  // @ts-expect-error a page may not set it
  await server.decide(["hero"], { subject: somebody, context: { attributes: { shoeViews: 3 } } });
  // @ts-expect-error the slot has no such field
  (await server.decide(["hero"], { subject: somebody })).decisions.hero.content?.footline;
  // @ts-expect-error nobody asked for it
  (await browser.decide(["hero"])).decisions.aside;
  // @ts-expect-error the flag is worth a boolean
  await server.flag("switch", somebody, "off");
  // @ts-expect-error a request may not say it
  await server.flag("switch", somebody, false, { attributes: { shoeViews: 3 } });
  // @ts-expect-error there is no such event
  await browser.track("Product Vieved");
  // @ts-expect-error its price is a number
  await browser.track("Product Viewed", { price: "10" });
  // @ts-expect-error there is no such purpose
  await browser.choose({ everything: true }, { version: "v", locale: "en" });
}
`;

it("what a program does not have does not compile in the code of its clients", async () => {
  const flag = { key: "switch", slot: "quiet", purpose: "service", variants: [{ key: "on", value: true, content: { en: {}, de: {} } }] };
  const program = programSchema().parse(testProgram({ experiences: [...(testProgram()["experiences"] as object[]), flag] }));
  await writeFile(`${folder}/brand.ts`, typesText(program));
  await writeFile(`${folder}/use.ts`, USE);
  const options = {
    ...{
      target: "es2024",
      module: "nodenext",
      lib: ["esnext", "dom"],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
    },
    paths: { "earnest/*": [`${folder}/types/sdk/*.d.ts`] },
  };
  await writeFile(`${folder}/package.json`, '{"type": "module"}');
  await writeFile(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions: options, include: ["use.ts"] }));
  const { stdout } = spawnSync(process.execPath, [inTop("node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
});

it("the clients bring nothing along", async () => {
  for (const name of ["server", "browser", "test-kit"]) expect(await readFile(`${folder}/${name}.js`, "utf8")).not.toMatch(/^import /m);
  expect((await readFile(`${folder}/browser.js`)).length).toBeLessThan(6_000);
});
