import { beforeAll, describe, expect, it } from "vitest";
import { subjectId } from "../../src/core/kernel/ids.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { askingProgram } from "../support/asks.ts";
import { accessTeam } from "./access-team.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { failingAt } from "./faults.ts";
import { atDesk, Desk, keyWith, SITE } from "./staff.ts";
import { rowsOf, subjectOf } from "./subjects.ts";
import { valued } from "./valued.ts";

const [size, ...others] = askingProgram()["asks"] as object[];
const owing = { ...size, promise: { by: "brand", due: "P1D" }, negative: { atMost: 39 } };

beforeAll(async () => {
  expect((await publish(askingProgram({ asks: [owing, ...others] }))).status).toBe(201);
});

const [noKey, ROOMS] = ["That is no key with a scope", ["", "/asks", "/owed"] as const];
/** The cells of a row of a chart, by its key: what stands in each, and how wide it is drawn. */
function rowOf(page: string, key: string) {
  const row = page.slice(page.indexOf(`>${key}</code>`)).split("</tr>")[0] ?? "";
  return [...row.matchAll(/class="count[^"]*">([^<]+)<.*?<rect width="([\d.]+)"/g)].map(([, text, width]) => [text, Number(width)]);
}

describe("the door of the console", () => {
  it("is a form under a strict policy, in the language asked for, and writes nothing down of whoever only opens it", async () => {
    const desk = new Desk("/console");
    const before = await rowsOf("audit");
    for (const room of ROOMS) {
      const page = await desk.open(room, "&locale=de");
      expect(page.status).toBe(200);
      expect(page.text).toContain("Ihr Schlüssel");
      expect(page.text).not.toMatch(/<script|style=|<table/);
      expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*script-src 'none'.*frame-ancestors 'none'/);
      expect(page.headers.get("cache-control")).toBe("private, no-store");
    }
    expect(desk.staff.jar.size).toBe(0);
    expect(await rowsOf("audit")).toBe(before);
    expect((await request("/console", {})).status).toBe(404);
  });

  it("opens to a key with a scope of the console for this site, and each room to those of its own", async () => {
    const [elsewhere, adviser] = [
      await keyWith("sk_reports_elsewhere", ["reports", "site:pk_other_main"]),
      await keyWith("sk_adviser_only", ["advisor"]),
    ];
    for (const key of ["sk_nobody_has", elsewhere, adviser, ""]) {
      const desk = await atDesk("/console", key);
      expect(desk.staff.jar.size).toBe(0);
      expect((await desk.open("", "&note=noteKey")).text).toContain(noKey);
    }
    const reader = await atDesk("/console", await keyWith("sk_reports_here", ["reports", "site:pk_acme_main"]));
    expect((await reader.open()).text).toMatch(/Signed in as desk\/anna\..*Taken and given back/s);
    expect((await reader.open("/owed")).text).toContain("does not hold the scope benefits, tasks.");
    const clerk = await atDesk("/console", await keyWith("sk_tasks_only", ["tasks"]));
    expect((await clerk.open()).text).toContain("does not hold the scope reports.");
    expect((await clerk.open("/owed")).text).toMatch(/does not hold the scope benefits\..*Somebody is to look after/s);
    expect((await new Desk("/advisor").open()).status).toBe(404);
  });

  it("opens to a token of the team's application for the console, and not to one of that for advisers", async () => {
    const { team, tokenOf } = await accessTeam();
    const see = async (aud: string, audiences: string) => {
      const headers = { "cf-access-jwt-assertion": await tokenOf({ aud }), "x-earnest-now": String(NOON) };
      return request(`/console?${SITE}`, { headers, env: { ...bindings(), EARNEST_ACCESS: `${team} ${audiences}` } });
    };
    const page = await see("audience-of-console", "audience-of-desk audience-of-console");
    expect(page.text).toMatch(/Signed in as access\/[0-9a-f]{16}\..*<table/s);
    for (const refused of [
      await see("audience-of-desk", "audience-of-desk audience-of-console"),
      await see("audience-of-console", "audience-of-desk"),
    ])
      expect(refused.text).not.toMatch(/Signed in as|<table/);
  });
});

describe("what was taken and given back", () => {
  it("is drawn by purpose on one scale, without small numbers, what gave nothing back first and with what to do", async () => {
    for (let at = 0; at < 12; at++) await valued(at < 10);
    const desk = await atDesk("/console");
    const { text } = await desk.open();
    expect(text).toContain("Gave nothing back: 1 of");
    const [ads, memory] = [text.indexOf(">ads</code>"), text.indexOf(">memory</code>")];
    expect(ads).toBeGreaterThan(0);
    expect(memory).toBeGreaterThan(ads);
    expect(text.slice(ads, memory)).toContain(
      "Give something for what “Ads” takes: an experience, an ask, an offer, a reward or a report.",
    );
    const few = ["fewer than 10", 83.33];
    expect(rowOf(text, "memory")).toEqual([["12", 100], few, few, ["10", 83.33], few, few, few]);
    expect(rowOf(text, "ads")).toEqual([["12", 100], few, few, few, few, few, few]);
    expect(text).not.toMatch(/class="count[^"]*">[0-9]</);
  });

  it("is shown to nobody where the look could not be written down, or the numbers not be read", async () => {
    const desk = await atDesk("/console");
    let shown = 0;
    for (let call = 1; call <= 25; call++) {
      const before = await rowsOf("audit");
      desk.staff.env = failingAt(bindings(), call, "before");
      const page = await desk.open();
      if (!page.text.includes("<table")) continue;
      shown += 1;
      expect(page.status).toBe(200);
      expect((await rowsOf("audit")).length).toBeGreaterThan(before.length);
    }
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(25);
    expect(await rowsOf("audit")).toContain(
      JSON.stringify({ actor: "staff:test/anna", action: "console.view", target: "pk_acme_main" }).slice(1, -1),
    );
  });
});

describe("what is asked", () => {
  it("is drawn by question and benefit, with the share that answered, and no number under ten", async () => {
    for (let at = 0; at < 16; at++) {
      const subject = subjectId(crypto.getRandomValues(new Uint8Array(16)));
      const { db } = await shardOf(bindings(), subject);
      const sql = `INSERT INTO asked (subject, ask, controller, variant, purpose, at, answered_at) VALUES (?1, 'size', 'acme', '', 'personal', ?2, ?3)`;
      await db
        .prepare(sql)
        .bind(subject, NOON, at < 12 ? NOON : null)
        .run();
    }
    const { text } = await (await atDesk("/console")).open("/asks");
    const body = text.slice(text.indexOf(">size</code>"), text.indexOf(">town</code>"));
    for (const said of ["Something for size", ">16<", ">12<", ">75%<", "fewer than 10"]) expect(body).toContain(said);
    expect([...body.matchAll(/<rect width="([\d.]+)"/g)].map(([, width]) => Number(width))).toEqual([100, 75, 62.5, 75]);
    expect(text.slice(text.indexOf(">town</code>"))).not.toMatch(/class="count">\d/);
  });
});

describe("what is owed", () => {
  /** Somebody who gave an answer that promised something and asks for a human. */
  async function disappointed(): Promise<{ readonly subject: string; readonly id: string }> {
    const visitor = new Browser();
    await visitor.choose({ memory: true, personal: true, contextual: true });
    const { token } = (await visitor.decide(["aside"])).json.ask;
    const { json } = await visitor.ask("/v1/asks/size/answer", { body: { value: 38, token } });
    return { subject: await subjectOf(visitor), id: json.exchange };
  }
  const later = async () => {
    const desk = await atDesk("/console");
    desk.staff.now = NOON + 2 * DAY;
    await desk.send("sign-in", { name: "anna", key: SECRET_KEY });
    return desk;
  };

  it("is listed as overdue, counted and drawn, and ended by a form, once", async () => {
    const { subject, id } = await disappointed();
    const desk = await later();
    const page = await desk.open("/owed");
    expect(page.text).toContain("Overdue since");
    expect(page.text).toContain(subject);
    expect(rowOf(page.text, "size")[1]).toEqual(["0", 0]);
    for (const outcome of ["delivered", "delivered"]) {
      const answer = await desk.send("benefit", { id, outcome });
      expect(answer.headers.get("location")).toBe(`/console/owed?${SITE}&note=noteDone`);
    }
    const { json } = await request(`/v1/benefits?${SITE}`, { key: SECRET_KEY });
    expect(JSON.stringify(json.owed)).not.toContain(id);
    expect(await rowsOf("audit")).toContain(
      JSON.stringify({ actor: "staff:test/anna", action: "promise.delivered", target: id }).slice(1, -1),
    );
  });

  it("names whoever takes a task until it is done", async () => {
    const { id, subject } = await disappointed();
    const desk = await later();
    const tasks = async () => {
      const { text } = await desk.open("/owed");
      return text.slice(text.indexOf('id="tasks"'));
    };
    expect(await tasks()).toContain(subject);
    const open = Number(rowOf(await tasks(), "size")[0]?.[0]);
    await desk.send("task", { id, state: "taken" });
    expect(await tasks()).toContain("Taken by staff:test/anna");
    expect(rowOf(await tasks(), "size").map(([text]) => Number(text))).toEqual([open - 1, 1]);
    await desk.send("task", { id, state: "done" });
    expect(await tasks()).not.toContain(subject);
  });

  it("changes for nobody from elsewhere, who is not signed in or holds no scope for it, and by no form that says something else", async () => {
    const { id } = await disappointed();
    const before = await rowsOf("exchange", "task");
    const [desk, reader] = [await later(), await atDesk("/console", await keyWith("sk_reports_only", ["reports"]))];
    for (const [to, fields] of [
      ["benefit", { id, outcome: "delivered" }],
      ["task", { id, state: "done" }],
    ] as const) {
      const foreign = await desk.send(to, fields, { origin: "https://elsewhere.example" });
      expect(foreign).toMatchObject({ status: 403, json: { errors: [{ field: "origin", rule: "origin" }] } });
      const ends = [
        [new Desk("/console"), fields, `/console?${SITE}&note=noteSession`],
        [reader, fields, `/console/owed?${SITE}&note=noteGone`],
        [desk, { id }, `/console/owed?${SITE}&note=noteGone`],
        [desk, { ...fields, id: "exc_00" }, `/console/owed?${SITE}&note=noteGone`],
        [desk, { ...fields, id: `exc_00${"x".repeat(22)}` }, `/console/owed?${SITE}&note=noteGone`],
      ] as const;
      for (const [who, sent, where] of ends) {
        const answer = await who.send(to, sent);
        expect([answer.status, answer.headers.get("location")]).toEqual([303, where]);
      }
    }
    expect(await rowsOf("exchange", "task")).toBe(before);
  });
});
