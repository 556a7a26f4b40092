import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64Url } from "../../src/core/kernel/bytes.ts";
import { openPass, sealPass } from "../../src/core/consent/seal.ts";
import { openVisitor, rememberedVisitor } from "../../src/actions/consent/open-visitor.ts";
import { programOf } from "../../src/storage/cache/program.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish } from "./client.ts";
import { counting, without } from "./faults.ts";
import { deliver, keeping, YES } from "./subjects.ts";

beforeAll(async () => {
  await publish();
});

describe("a pass", () => {
  it("of another controller, another site, or a forged or shortened one, allows nothing", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    for (const key of ["pk_acme_second", "pk_other_main"]) {
      const elsewhere = visitor.copy();
      elsewhere.key = key;
      expect((await elsewhere.decide()).json.consent.allowed).toMatchObject({ personal: false, ads: false });
    }
    const token = visitor.jar.get("__Host-earnest") ?? "";
    for (const broken of [token.slice(0, -1), `${token.slice(0, -2)}AA`, token.replace("v1.", "v2."), token.slice(3), "v1.x.y"]) {
      const forged = visitor.copy();
      forged.jar.set("__Host-earnest", broken);
      expect((await forged.decide()).json.consent.allowed.personal).toBe(false);
    }
  });

  it("is read as base64url alone: blanks and padding, which the engine would take, are none", () => {
    expect(fromBase64Url("-_8A")).toEqual(new Uint8Array([0xfb, 0xff, 0]));
    expect(fromBase64Url("-_8")).toEqual(new Uint8Array([0xfb, 0xff]));
    for (const text of ["-_ 8A", " -_8A", "-_8A\n", "-_8=", "-w==", "+/8A", "-_8A-"]) expect(fromBase64Url(text), text).toBeNull();
  });

  it("opens under the previous secret, and is sealed under the current one at renewal", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const rotated = {
      ...bindings(),
      EARNEST_SECRET: "the-new-secret-of-at-least-thirty-two-chars",
      EARNEST_SECRET_PREVIOUS: bindings().EARNEST_SECRET ?? "",
    };
    visitor.env = rotated;
    expect((await visitor.decide()).json.consent.allowed.personal).toBe(true);
    await visitor.renew();
    visitor.env = { ...bindings(), EARNEST_SECRET: rotated.EARNEST_SECRET };
    expect((await visitor.decide()).json.consent.allowed.personal).toBe(true);
  });

  it("moves its lifetimes only when the register was read, and its cookie's end not by visits", async () => {
    const visitor = new Browser();
    const granted = await visitor.choose(YES);
    const age = Number(/Max-Age=(\d+)/.exec(granted.headers.getSetCookie()[0] ?? "")?.[1]);
    visitor.now = NOON + 2 * MINUTE;
    await visitor.view("a");
    visitor.now = NOON + 5 * MINUTE;
    visitor.env = without(bindings(), "d1");
    expect((await visitor.decide()).json.consent.allowed.personal).toBe(false);
    visitor.env = undefined;
    const renewed = await visitor.renew();
    expect(renewed.json).toMatchObject({ consent: { allowed: { personal: true } }, renewAfter: 60 });
    expect(Number(/Max-Age=(\d+)/.exec(renewed.headers.getSetCookie()[0] ?? "")?.[1])).toBe(age - 300);
    expect(
      renewed.headers
        .getSetCookie()
        .every((line) => line.length <= 2_048 && line.includes("Secure") && line.includes("SameSite=Lax") && line.includes("Path=/")),
    ).toBe(true);
  });

  it("can be carried by an app in a header", async () => {
    const visitor = new Browser();
    const { json } = await visitor.ask("/v1/consent");
    const granted = await visitor.askHolding("/v1/consent", {
      body: { decisions: YES, notice: { version: json.notice.version, locale: "en" }, method: "api" },
      headers: { "earnest-pass": "" },
    });
    expect(granted.headers.getSetCookie()).toEqual([]);
    const pass = granted.headers.get("earnest-pass") ?? "";
    const decided = await visitor.askHolding("/v1/decide", { body: { slots: ["quiet"] }, headers: { "earnest-pass": pass } });
    expect(decided.json.consent.allowed.personal).toBe(true);
  });

  it("whose facets did not fit is completed from the profile, in one read, where a decision needs one of them", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const { env: queued, kept } = keeping(bindings());
    visitor.env = queued;
    for (const product of ["a", "b", "c"]) await visitor.view(product);
    await deliver(kept);
    const { keyring } = await platformOf(bindings(), () => undefined);
    const binding = { controller: "acme", site: "pk_acme_main", audience: "browser" } as const;
    const pass = await openPass(keyring, binding, visitor.jar.get("__Host-earnest") ?? "");
    if (!pass) throw new Error("no pass");
    const short = { ...pass, facets: {}, omitted: ["shoeViews"], deltas: [] };
    visitor.jar.set("__Host-earnest", await sealPass(keyring, binding, short, visitor.now, crypto.getRandomValues(new Uint8Array(12))));
    const { env, counts } = counting(bindings());
    visitor.env = env;
    expect((await visitor.decide(["quiet"])).json.decisions.quiet.reason).toBe("default");
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    expect((await visitor.decide(["hero"])).json.decisions.hero).toMatchObject({ experience: "shoes-hero", reason: "matched" });
    expect(counts()).toEqual({ d1: 1, kv: 0, queue: 0 });
  });
});

describe("what an isolate remembers", () => {
  it("is every pass that came twice, however many come in turn", async () => {
    const platform = await platformOf(bindings(), () => undefined);
    const program = await programOf(bindings(), "pk_acme_main", () => undefined);
    if (!program) throw new Error("not set up");
    // Not drawn anew in each run: of random ones, once in seven hundred runs, five would print to the same four places.
    const textOf = (at: number): string => (Math.imul(at + 1, 0x9e3779b1) >>> 0).toString(36).padStart(16, "0");
    const all = Array.from({ length: 3_000 }, (_, at) => ({ pass: `no-pass-${textOf(at)}`, floor: "", choice: "" }));
    for (let turn = 0; turn < 2; turn++) {
      expect(all.filter((one) => rememberedVisitor(platform, program, one) !== null)).toEqual([]);
      for (const one of all) await openVisitor(platform, program, one);
    }
    expect(all.filter((one) => rememberedVisitor(platform, program, one) === null)).toEqual([]);
  });

  it("is a visitor only of all that they carried: with another floor, choice or pass they are opened anew", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    for (let time = 0; time < 3; time++) expect((await visitor.decide()).json.consent.allowed.personal).toBe(true);
    const forged = visitor.copy();
    const token = visitor.jar.get("__Host-earnest") ?? "";
    forged.jar.set("__Host-earnest", `${token.slice(0, 20)}${token[20] === "A" ? "B" : "A"}${token.slice(21)}`);
    expect((await forged.decide()).json.consent.allowed.personal).toBe(false);
    await visitor.withdraw();
    const late = visitor.copy();
    late.jar.set("__Host-earnest", token);
    expect((await late.decide()).json.consent.allowed.personal).toBe(false);
  });
});
