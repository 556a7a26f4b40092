import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { banner, becomes, called, dialog, hero, settle, status } from "./shop.ts";
import type { Stub } from "./stub.ts";
import { button, choiceCookie, consentOf, firstVisit, NONE } from "./visitor.ts";

/** The hash of the tag as it was before its own hash was written in. */
function codeOf({ tag }: Stub): string {
  const text = tag.get("tag.js") ?? "";
  const [hash = ""] = /(?<=banner:")[0-9a-f]{16}/.exec(text) ?? [];
  expect(createHash("sha256").update(text.replaceAll(hash, "0123456789abcdef")).digest("hex")).toMatch(new RegExp(`^${hash}`));
  return hash;
}

const ALL = { functional: true, personalization: true, advertising: true };

describe("before a choice", () => {
  it("stores nothing, asks no third party and breaks no policy", async () => {
    const { page, context, stub, troubles } = await firstVisit();
    const strangers: string[] = [];
    page.on("request", (request) => void (request.url().startsWith(stub.origin) || strangers.push(request.url())));
    await page.reload();
    await banner(page).waitFor();
    await page.keyboard.press("Escape");
    await page.mouse.click(500, 10);
    await settle(page);
    expect(await banner(page).isVisible()).toBe(true);
    expect(await context.cookies()).toEqual([]);
    const stored = await page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
    ]);
    expect(stored).toEqual([0, 0, 0, 0]);
    expect(stub.calls.filter(({ method, path }) => method !== "GET" && path !== "/v1/decide")).toEqual([]);
    expect([strangers, troubles]).toEqual([[], []]);
  });
});

describe("accepting", () => {
  it("fills at once, in view too, and tells the server what was chosen on which notice", async () => {
    const { page, stub, troubles } = await firstVisit();
    await button(page, "Accept").click();
    await becomes(() => hero(page).textContent(), "For you");
    expect(stub.to("POST", "/v1/consent")[0]?.json).toEqual({
      decisions: ALL,
      notice: { version: "2026-11", locale: "en", banner: codeOf(stub) },
      method: "banner",
    });
    await becomes(() => status(page).textContent(), "Your choice is saved.");
    const [told, back] = [await status(page).boundingBox(), await page.locator("earnest-ui .back button >> nth=0").boundingBox()];
    expect((told?.y ?? 0) + (told?.height ?? 0)).toBeLessThanOrEqual(back?.y ?? 0);
    expect(await banner(page).count()).toBe(0);
    expect((await consentOf(page)).allowed).toEqual({ ...ALL, security: true });
    expect(troubles).toEqual([]);
  });

  it("says so when a grant could not be recorded, and keeps the default", async () => {
    const { page, stub } = await firstVisit();
    stub.replies["POST /v1/consent"] = { status: 503, body: { title: "Not recorded", status: 503 } };
    await button(page, "Accept").click();
    await becomes(() => status(page).textContent(), "Your choice could not be saved. Nothing was allowed.");
    expect(await hero(page).textContent()).toBe("Good things");
    expect((await consentOf(page)).allowed).toEqual({ ...NONE, security: true });
    expect(await choiceCookie(page)).toBe("");
  });

  it("shows how things stand when the choice was changed elsewhere meanwhile", async () => {
    const { page, stub } = await firstVisit();
    const current = {
      version: 4,
      state: { ...stub.consent().state, functional: "granted", personalization: "withdrawn", advertising: "denied" },
      allowed: { functional: true, personalization: false, advertising: false, security: true },
    };
    stub.replies["POST /v1/consent"] = { status: 409, body: { title: "Changed", status: 409, current } };
    await button(page, "Accept").click();
    await dialog(page).waitFor();
    expect(await dialog(page).textContent()).toContain("Your choice could not be saved.");
    const ticked = await dialog(page)
      .getByRole("checkbox")
      .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked));
    expect(ticked).toEqual([true, false, false]);
    delete stub.replies["POST /v1/consent"];
    await button(page, "Save my choices").click();
    await called(stub, "POST", "/v1/consent", 2);
    expect(stub.to("POST", "/v1/consent")[1]?.json["decisions"]).toEqual({ functional: true, personalization: false, advertising: false });
  });
});

describe("refusing", () => {
  it("is one press, stores nothing of the tag's own and is not asked about again", async () => {
    const { page, stub } = await firstVisit();
    await button(page, "Refuse").click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual(NONE);
    await becomes(() => status(page).textContent(), "Your choice is saved.");
    expect(await hero(page).textContent()).toBe("Good things");
    await page.reload();
    await called(stub, "POST", "/v1/decide", 3);
    await settle(page);
    expect(await banner(page).count()).toBe(0);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it("takes part of it back: only what is ticked is granted, the rest is refused", async () => {
    const { page, stub } = await firstVisit();
    await button(page, "Privacy choices").click();
    await dialog(page).getByRole("checkbox", { name: "Remember me" }).check();
    await button(page, "Save my choices").click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json).toEqual({
      decisions: { ...NONE, functional: true },
      notice: { version: "2026-11", locale: "en", banner: codeOf(stub) },
      method: "settings",
    });
    await becomes(() => banner(page).count(), 0);
  });
});
