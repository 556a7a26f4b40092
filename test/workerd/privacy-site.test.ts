import { beforeAll, describe, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { boxes, hidden, open, save, send, SITE } from "./centre-forms.ts";
import { Browser, publish } from "./client.ts";
import { subjectIn } from "./subjects.ts";

beforeAll(async () => void (await publish()));

describe("the privacy centre of a site", () => {
  it("looks as the program says, by a sheet that its address names the version of", async () => {
    const plain = await open(new Browser());
    expect(plain.text).not.toContain("look.css");
    const [first, ...others] = testProgram()["sites"] as object[];
    const light = { paper: "#fffff0", ink: "#222222", accent: "#0b5c6b" };
    await publish(testProgram({ sites: [{ ...first, look: { light, logo: { src: "/sign.svg" } } }, ...others] }));
    const { text } = await open(new Browser());
    expect(text).toContain('<p class="brand"><img src="/sign.svg" alt="Acme"/></p>');
    const [, at = ""] = /<link rel="stylesheet" href="(\/privacy\/look[^"]+)"/.exec(text) ?? [];
    const sheet = await new Browser().ask(at.replaceAll("&amp;", "&"), { key: "" });
    expect(sheet.text).toBe(":root{--earnest-bg:#fffff0;--earnest-fg:#222222;--earnest-accent:#0b5c6b;--earnest-scheme:light}");
    expect([sheet.headers.get("content-type"), sheet.headers.get("cache-control")]).toEqual([
      "text/css; charset=utf-8",
      "public, max-age=31536000, immutable",
    ]);
    const linked = await new Browser().ask(`/privacy/look.css?${SITE}`, { key: "" });
    expect([linked.text, linked.headers.get("cache-control")]).toEqual([sheet.text, "public, max-age=300"]);
    await publish();
    expect((await new Browser().ask(`/privacy/look.css?${SITE}`, { key: "" })).text).toBe("");
  });

  it("asks first, and once, whether somebody is of age where the site does, and takes no yes before", async () => {
    const [first, ...others] = testProgram()["sites"] as object[];
    const visitor = new Browser();
    const fields = hidden((await open(visitor)).text);
    await publish(testProgram({ sites: [{ ...first, ageGate: "ask" }, ...others] }));
    const asked = (await open(visitor)).text;
    expect(asked).toContain('<h3 id="age">Are you 16 or older?</h3>');
    expect(asked).not.toContain('name="on"');
    const early = await send(visitor, "choices", [...fields, ["on", "personal"]]);
    expect(early.text).toContain("Say first, and once");
    expect(await subjectIn(visitor)).toBeNull();
    const untold = await visitor.choose({ personal: true });
    expect([untold.status, untold.json.errors]).toMatchObject([422, [{ field: "age", rule: "required" }]]);
    expect(await subjectIn(visitor)).toBeNull();

    const young = await send(visitor, "age", [["age", "minor"]]);
    expect(young.text).toContain("Your choice is saved.");
    expect(young.text).not.toContain('id="age"');
    expect(young.text).toMatch(/value="personal" disabled/);
    expect((await send(visitor, "age", [["age", "adult"]])).text).toContain("Say first, and once");
    expect((await open(visitor)).text).toMatch(/value="personal" disabled/);

    const grown = new Browser();
    expect((await send(grown, "age", [["age", "forty"]])).text).toContain("Say first, and once");
    await send(grown, "age", [["age", "adult"]]);
    await save(grown, "personal");
    expect(boxes((await open(grown)).text)).toEqual(["personal"]);
    await publish();
  });
});
