import { beforeAll, describe, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { Browser, publish } from "./client.ts";
import { boxes, FORM, hidden, open, save, send, SITE } from "./centre-forms.ts";
import { without } from "./faults.ts";
import { knownBy, newAddress, proveBy } from "./known.ts";
import { lettersOf } from "./mailbox.ts";
import { deliver, keeping, rowsOf, subjectIn, subjectOf } from "./subjects.ts";

beforeAll(async () => void (await publish()));

describe("the privacy centre", () => {
  it("is a page of its own, under a strict policy, in the language that is asked for, and keeps nothing of whoever only looks", async () => {
    const visitor = new Browser();
    const page = await open(visitor, "&locale=de");
    expect(page.status).toBe(200);
    expect(page.text).toContain('<html lang="de" dir="ltr">');
    expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'.*require-trusted-types-for/);
    expect(page.headers.get("cache-control")).toBe("private, no-store");
    expect(page.text).not.toMatch(/<script|style=/);
    expect([...visitor.jar.keys()]).toEqual([]);
    expect((await visitor.ask("/privacy?site=pk_nobody", { key: "" })).json.errors).toMatchObject([{ field: "site", rule: "known" }]);
  });

  it("records choices with the same verb as the tag, and shows what the tag's API says", async () => {
    const visitor = new Browser();
    const saved = await save(visitor, "personal");
    expect(saved.text).toContain("Your choice is saved.");
    expect(boxes(saved.text)).toEqual(["personal"]);
    const { consent } = (await visitor.ask("/v1/consent")).json;
    expect(consent.allowed).toMatchObject({ personal: true, ads: false });
    const { entries } = (await visitor.ask("/v1/consent/history")).json;
    expect(entries).toMatchObject([{ record: { method: "settings", notice: { locale: "en" } } }]);
    expect(saved.text).toContain(`/v1/consent/receipts/${entries[0].receipt}`);
    await visitor.choose({ ads: true });
    expect(boxes((await open(visitor)).text)).toEqual(["personal", "ads"]);
    expect((await save(visitor, "personal")).text).toContain("Your choice is saved.");
    expect((await visitor.ask("/v1/consent")).json.consent.state).toMatchObject({ personal: "granted", ads: "withdrawn" });
  });

  it("withdraws everything at once, also while the database is away", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true, ads: true });
    visitor.env = without(bindings(), "d1");
    const { status } = await visitor.ask(`/privacy/withdraw?${SITE}`, { method: "POST", key: "", text: "", headers: FORM });
    expect(status).toBe(303);
    visitor.env = undefined;
    expect((await visitor.decide()).json.consent.allowed).toMatchObject({ personal: false, ads: false });
    const other = new Browser();
    await other.choose({ personal: true });
    expect((await send(other, "withdraw")).text).toContain("Your choice is saved.");
    expect((await other.ask("/v1/consent")).json.consent.state.personal).toBe("withdrawn");
  });

  it("takes no yes to words that were not read, and no form that another page sent", async () => {
    const visitor = new Browser();
    const fields = hidden((await open(visitor)).text).map(([name, value]) => [name, name === "version" ? "old" : value] as const);
    const stale = await send(visitor, "choices", [...fields, ["on", "personal"]]);
    expect(stale.text).toContain("changed elsewhere");
    const before = await rowsOf("register", "ledger", "audit");
    for (const origin of ["https://evil.example", "https://shop.example", "null"]) {
      const headers = { ...FORM, origin };
      for (const to of ["choices", "withdraw", "code", "prove", "forget"]) {
        const answer = await visitor.ask(`/privacy/${to}?${SITE}`, { method: "POST", key: "", text: "all=yes", headers });
        expect({ to, status: answer.status }).toEqual({ to, status: 403 });
      }
    }
    expect(await rowsOf("register", "ledger", "audit")).toBe(before);
  });

  it("files a request with its day, gives all that is held to take away, and lets a source send no more", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    expect((await send(visitor, "request", [["kind", "access"]])).text).toContain("Show first that it is you.");
    await proveBy(visitor, address);
    const filed = await send(visitor, "request", [
      ["kind", "access"],
      ["about", "everything"],
    ]);
    expect(filed.text).toContain("Your request is here.");
    expect(filed.text).toMatch(/is being looked at\. Answered by \w+ \d+, 20\d\d\./);
    const link = /href="(\/v1\/me\/export[^"]+format=json)"/.exec(filed.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const taken = await visitor.ask(link, { key: "" });
    expect(taken.status).toBe(200);
    expect(
      (
        await send(visitor, "source", [
          ["source", "key/nobody"],
          ["change", "disconnect"],
        ])
      ).text,
    ).toContain("Nothing was changed");
  });

  it("deletes a value, resets interests, and lets nothing be used for now, each on the person's own word", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true, memory: true });
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    for (let seen = 0; seen < 3; seen++) await visitor.view(`p${seen}`);
    visitor.env = undefined;
    await deliver(kept);
    const known = async (): Promise<readonly string[]> =>
      (await visitor.ask("/v1/me/values")).json.values.map((value: { attribute: string }) => value.attribute);
    const [first = ""] = await known();
    const wrong = await send(visitor, "correct", [
      ["attribute", "nothing"],
      ["change", "delete"],
    ]);
    expect(wrong.text).toContain("That is no value of this kind.");
    const deleted = await send(visitor, "correct", [
      ["attribute", first],
      ["change", "delete"],
    ]);
    expect(deleted.text).toContain("It is put right.");
    expect(await known()).not.toContain(first);
    expect((await send(visitor, "restrict", [["restricted", "yes"]])).text).toContain("stored and not used.");
    expect((await visitor.decide()).json.consent.allowed.personal).toBe(false);
    await send(visitor, "restrict", [["restricted", "no"]]);
    expect((await visitor.ask("/v1/consent")).json.consent.allowed.personal).toBe(true);
    expect((await send(visitor, "reset")).text).toContain("Your interests are reset.");
    expect(await known()).toEqual([]);
    expect((await visitor.ask("/v1/consent")).json.consent.state.personal).toBe("granted");
  });

  it("pauses the visit and goes on again, says in between that it is paused, and takes no default for a no meanwhile", async () => {
    const visitor = new Browser();
    expect((await open(visitor)).text).not.toContain("Pause for this visit");
    await visitor.choose({ personal: true });
    const { consent } = (await visitor.ask("/v1/consent")).json;
    expect((await send(visitor, "pause", [["paused", "yes"]])).text).toContain("This visit is paused");
    const held = (await visitor.ask("/v1/consent")).json.consent;
    expect(held).toMatchObject({ state: consent.state, why: { personal: "paused" }, allowed: { personal: false } });
    expect((await open(visitor)).text).toMatch(/name="paused" value="no">\s*Go on/);
    await save(visitor, "personal");
    expect((await visitor.ask("/v1/consent")).json.consent.state).toEqual(consent.state);
    expect((await send(visitor, "pause", [["paused", "no"]])).text).toContain("Pause for this visit");
    expect((await visitor.ask("/v1/consent")).json.consent.allowed.personal).toBe(true);
  });

  it("takes a no to all for a no to what a signal stops already, and a yes to all for no yes to it", async () => {
    const gpc = { "sec-gpc": "1" };
    const press = async (all: string) => {
      const visitor = new Browser();
      const page = (await visitor.ask(`/privacy?${SITE}`, { key: "", headers: gpc })).text;
      const text = new URLSearchParams([...hidden(page), ["all", all]].map(([name = "", value = ""]) => [name, value])).toString();
      await visitor.ask(`/privacy/choices?${SITE}`, { method: "POST", key: "", text, headers: { ...FORM, ...gpc } });
      return (await visitor.ask("/v1/consent")).json.consent.state;
    };
    expect(await press("no")).toMatchObject({ personal: "denied", ads: "denied" });
    expect(await press("yes")).toMatchObject({ personal: "granted", ads: "unknown" });
  });

  it("forgets the browser, so that it is nobody's", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true });
    expect((await send(visitor, "forget")).text).toContain("nobody’s now");
    expect(await subjectIn(visitor)).toBeNull();
  });

  it("shows a known person's values only once they proved by a code that it is them, without a script", async () => {
    const address = newAddress();
    const home = await knownBy(address);
    expect((await open(home)).text).toContain("Is it you?");
    const laptop = new Browser();
    const letters = await lettersOf(async () => {
      const asked = await send(laptop, "code", [["email", address]]);
      expect(asked.text).toContain("a code is on its way");
      expect(asked.text).toContain('autocomplete="one-time-code"');
    });
    expect((await send(laptop, "prove", [["code", "1"]])).text).toContain("That was not the code");
    const proven = await send(laptop, "prove", [["code", letters[0]?.code ?? ""]]);
    expect(proven.text).toContain("That worked: it is you.");
    expect(proven.text).toContain("You have shown that it is you.");
    expect(await subjectOf(laptop)).toBe(await subjectOf(home));
    expect(laptop.jar.get("__Host-earnest-code")).toBe("");
    expect((await send(laptop, "code", [["email", "nobody"]])).text).toContain("That is no mail address.");
  });

  it("erases everything about a known person who proved and said so twice, and says so", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    expect((await send(visitor, "erase", [["sure", "yes"]])).text).toContain("Show first that it is you.");
    await proveBy(visitor, address);
    expect((await send(visitor, "erase")).text).toContain("Tick the box");
    expect((await send(visitor, "erase", [["sure", "yes"]])).text).toContain("Everything about you is erased.");
    expect(await subjectIn(visitor)).toBeNull();
    expect(visitor.jar.get("__Host-earnest-known")).toBe("");
  });

  it("carries a label that machines read too", async () => {
    const { json, headers } = await new Browser().ask(`/.well-known/earnest-label.json?${SITE}&locale=de`, { key: "" });
    expect(headers.get("content-type")).toBe("application/ld+json");
    expect(json).toMatchObject({ "dct:language": "de", "dpv:hasDataController": { "dpv:hasName": "Acme" } });
    expect((await open(new Browser())).text).toContain('href="/.well-known/earnest-label.json?site=pk_acme_main');
  });
});
