import { beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../../src/core/kernel/bytes.ts";
import { advisedProgram } from "../support/advised.ts";
import { bindings } from "./bindings.ts";
import { caller } from "./calling.ts";
import { Browser, MINUTE, publish, SECRET_KEY, type Answer } from "./client.ts";
import { failingAt } from "./faults.ts";
import { server } from "./people.ts";
import { rowsOf, subjectOf } from "./subjects.ts";

const SITE = "site=pk_acme_main";
const HOUR = 60 * MINUTE;
const COOKIE = "__Host-earnest-staff";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

const words = (name: string) => ({ question: `Which ${name}?`, why: "To advise you", benefit: "Shoes that fit" });
const SIZE = {
  ...{ key: "size", attribute: "shoeSize", purpose: "advice", slot: "aside", kind: "better-product" },
  texts: { en: words("size"), de: words("Größe") },
};
const CHOOSING = { key: "choosing", name: { en: "While choosing", de: "Beim Aussuchen" }, when: { shoeViews: { $gte: 1 } } };

beforeAll(async () => {
  expect((await publish(advisedProgram({ asks: [SIZE], moments: [CHOOSING] }))).status).toBe(201);
});

const open = (staff: Browser, query = ""): Promise<Answer> => staff.ask(`/advisor?${SITE}${query}`, { key: "" });

function send(staff: Browser, to: string, fields: Readonly<Record<string, string>>, headers = {}): Promise<Answer> {
  const text = new URLSearchParams(fields).toString();
  return staff.ask(`/advisor/${to}?${SITE}`, { method: "POST", key: "", text, headers: { ...FORM, ...headers } });
}

async function signedIn(key = SECRET_KEY): Promise<Browser> {
  const staff = new Browser();
  await send(staff, "sign-in", { name: "anna", key });
  return staff;
}

const lookUp = (staff: Browser, identifier: string, kind = "phone"): Promise<Answer> => send(staff, "look-up", { kind, identifier });

/** The fields of the form of the first hint. */
function hintIn(page: string): Record<string, string> {
  const form = page.slice(page.indexOf("/advisor/hint"));
  const fields = [...form.slice(0, form.indexOf("</form>")).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map((match) => [match[1] ?? "", match[2] ?? ""]));
}

describe("signing in to the adviser's page", () => {
  it("is a form under a strict policy, which says that each look is written down, and keeps nothing of whoever only opens it", async () => {
    const staff = new Browser();
    const page = await open(staff, "&locale=de");
    expect(page.text).toContain('<html lang="de" dir="ltr">');
    expect(page.text).toContain("Ihr Schlüssel");
    expect(page.text).not.toMatch(/<script|style=|Wer ruft an/);
    expect(page.headers.get("content-security-policy")).toMatch(/script-src 'none'.*form-action 'self'.*frame-ancestors 'none'/);
    expect(page.headers.get("cache-control")).toBe("private, no-store");
    expect(staff.jar.size).toBe(0);
  });

  it("takes a key into a sealed cookie that is the page's alone, and never the key itself", async () => {
    const staff = new Browser();
    const answer = await send(staff, "sign-in", { name: "anna", key: SECRET_KEY });
    expect(answer).toMatchObject({ status: 303 });
    expect(answer.headers.get("location")).toBe(`/advisor?${SITE}`);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-earnest-staff=[\w.-]+; Max-Age=1800; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(answer.headers.getSetCookie()[0]).not.toContain(await sha256Hex(SECRET_KEY));
    expect((await open(staff)).text).toContain("Signed in as test/anna.");
  });

  it.each([
    ["a key nobody has", { name: "anna", key: "sk_nobody_has" }, "noteKey"],
    ["a publishable key", { name: "anna", key: "pk_acme_main" }, "noteKey"],
    ["no key", { name: "anna" }, "noteKey"],
    ["a mail address for a name", { name: "anna@brand.example", key: SECRET_KEY }, "noteName"],
    ["no name", { key: SECRET_KEY }, "noteName"],
  ])("is refused with %s", async (_, fields, note) => {
    const staff = new Browser();
    const answer = await send(staff, "sign-in", fields);
    expect(answer.headers.get("location")).toBe(`/advisor?${SITE}&note=${note}`);
    expect(staff.jar.size).toBe(0);
  });

  it("needs a key with the scope, for this site", async () => {
    const keyed = async (secret: string, scopes: readonly string[]) =>
      bindings()
        .DB.prepare("INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'desk', ?2, 0)")
        .bind(await sha256Hex(secret), JSON.stringify(scopes))
        .run();
    await keyed("sk_events_only", ["ingest"]);
    await keyed("sk_elsewhere", ["advisor", "site:pk_other_main"]);
    await keyed("sk_desk_here", ["advisor", "site:pk_acme_main"]);
    for (const key of ["sk_events_only", "sk_elsewhere"]) expect((await signedIn(key)).jar.size).toBe(0);
    const staff = await signedIn("sk_desk_here");
    expect((await open(staff)).text).toContain("Signed in as desk/anna.");
  });

  it("ends half an hour after the last page, ten hours after it began, when it is ended, and where the seal was touched", async () => {
    const staff = await signedIn();
    const isIn = async (): Promise<boolean> => (await open(staff)).text.includes("Signed in as");
    staff.now += 29 * MINUTE;
    expect(await isIn()).toBe(true);
    staff.now += 29 * MINUTE;
    expect(await isIn()).toBe(true);
    const idle = staff.copy();
    idle.now += 30 * MINUTE;
    expect((await open(idle)).text).not.toContain("Signed in as");
    const end = staff.now - 58 * MINUTE + 10 * HOUR;
    while (staff.now + 29 * MINUTE < end) {
      staff.now += 29 * MINUTE;
      expect(await isIn()).toBe(true);
    }
    staff.now = end;
    expect(await isIn()).toBe(false);

    const other = await signedIn();
    const sealed = other.jar.get(COOKIE) ?? "";
    expect((await send(other, "sign-out", {})).headers.get("location")).toBe(`/advisor?${SITE}&note=noteOut`);
    expect((await open(other)).text).not.toContain("Signed in as");
    other.jar.set(COOKIE, `${sealed.slice(0, -4)}AAAA`);
    expect((await open(other)).text).not.toContain("Signed in as");
  });
});

describe("looking somebody up on the adviser's page", () => {
  it("shows what advice may see with its source and age, and says in words why the rest is not there; the address names nobody", async () => {
    const { phone, subject, visitor } = await caller();
    const staff = await signedIn();
    const page = await lookUp(staff, phone);
    expect(page.status).toBe(200);
    for (const text of [
      subject,
      "May be shown, for: Advice.",
      "They allowed it.",
      "Shoe size",
      "45",
      "They told us",
      "(today)",
      "Say insoles",
      "A call",
    ])
      expect(page.text).toContain(text);
    expect(page.text).toContain("A yes to: Advice");
    expect(page.text).not.toMatch(/diary|private/i);
    const { json } = await visitor.ask("/v1/me/views");
    expect(json.views).toMatchObject([{ actor: "staff:test/anna", purpose: "advice", allowed: true }]);
  });

  it("shows what they were asked for advice and what came of it", async () => {
    const visitor = new Browser();
    await visitor.choose({ advice: true, personal: true, memory: true });
    const subject = { type: "subject", value: await subjectOf(visitor) };
    const identifier = { type: "card", value: "M4711" };
    await server("/v1/identities/link", { subject, identifier, source: "crm", proof: "1" });
    const { ask } = (await visitor.decide(["aside"])).json;
    const headers = { "idempotency-key": crypto.randomUUID() };
    expect((await visitor.ask("/v1/asks/size/answer", { body: { value: 46, token: ask.token }, headers })).status).toBe(201);
    const { text } = await lookUp(await signedIn(), "m 4711", "card");
    const asked = text.slice(text.indexOf('id="journey"'));
    for (const said of ["Which size?", "They answered."]) expect(asked).toContain(said);
  });

  it("shows nothing of whoever did not allow it, nor of a number nobody has, and writes both down", async () => {
    const { phone, visitor } = await caller({ advice: false, personal: true });
    const staff = await signedIn();
    const page = await lookUp(staff, phone);
    expect(page.text).toContain("Nothing may be shown for: Advice. They did not allow it.");
    expect(page.text).not.toMatch(/Shoe size|Hints|What they gave/);
    expect((await visitor.ask("/v1/me/views")).json.views).toMatchObject([{ actor: "staff:test/anna", allowed: false }]);
    const nobody = await lookUp(staff, "+4930999999");
    expect(nobody.text).toContain("Nobody is known by this.");
    expect(await rowsOf("audit")).toMatch(/advisor\.view.*nobody/);
    expect((await lookUp(staff, "12")).text).toContain("That does not look like one.");
  });

  it("shows nothing where the look could not be written down, whatever call to storage fails", async () => {
    const { phone, visitor } = await caller();
    const staff = await signedIn();
    let shown = 0;
    for (let call = 1; call <= 20; call++) {
      staff.env = failingAt(bindings(), call, "before");
      const page = await lookUp(staff, phone);
      if (page.text.includes("May be shown")) shown += 1;
      else expect(page.text).not.toMatch(/Say socks|runner/);
    }
    expect(shown).toBeLessThan(20);
    expect((await visitor.ask("/v1/me/views")).json.views).toHaveLength(shown);
  });

  it("takes what became of a hint once, shows how it stands then, and of nobody else's view", async () => {
    const { phone } = await caller();
    const staff = await signedIn();
    const hint = hintIn((await lookUp(staff, phone)).text);
    const told = await send(staff, "hint", { ...hint, outcome: "taken" });
    expect(told.text).toContain("It is written down.");
    expect(told.text).toContain("Say insoles");
    expect(told.text).not.toContain("Say socks");
    expect((await send(staff, "hint", { ...hint, outcome: "ignored" })).text).toContain("It was said otherwise before");
    const other = await caller();
    const foreign = await send(staff, "hint", { ...hint, subject: other.subject, outcome: "taken" });
    expect(foreign.text).toContain("not of this person");
    expect(foreign.text).not.toContain(other.subject);
    expect((await other.visitor.ask("/v1/me/views")).json.views).toEqual([]);
  });

  it("is for whoever signed in, from the page itself, and in a program with an adviser", async () => {
    const { phone, visitor } = await caller();
    const stranger = new Browser();
    const refused = await lookUp(stranger, phone);
    expect([refused.status, refused.headers.get("location")]).toEqual([303, `/advisor?${SITE}&note=noteSession`]);
    const staff = await signedIn();
    for (const to of ["sign-in", "sign-out", "look-up", "hint"]) {
      const foreign = await send(staff, to, { kind: "phone", identifier: phone }, { origin: "https://elsewhere.example" });
      expect(foreign).toMatchObject({ status: 403, json: { errors: [{ field: "origin", rule: "origin" }] } });
    }
    expect((await visitor.ask("/v1/me/views")).json.views).toEqual([]);
    expect((await staff.ask("/advisor?site=pk_nobody", { key: "" })).json.errors).toMatchObject([{ field: "site", rule: "known" }]);
  });
});
