import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Answered, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_lindhof_main";
const MONTH = 30 * 86_400_000;
let brand: Scenario;

beforeAll(async () => {
  brand = await startScenario("breach-drill");
});
afterAll(() => brand.stop());

const iso = (at: number): string => new Date(at).toISOString();

function affected(body: object): Promise<Answered> {
  return brand.server(`/v1/breach?site=${SITE}`, { body });
}

interface Customer {
  readonly person: Person;
  readonly subject: string;
  readonly phone: string;
}

let last = 0;

/** Somebody a branch knows by a number, and of whom its system sends what they said. */
async function customer(values: Readonly<Record<string, string>>, decisions = { care: true, news: false }): Promise<Customer> {
  const person = brand.person(SITE);
  await person.choose(decisions);
  const [{ subject } = {}] = await brand.rows("SELECT subject FROM register WHERE subject NOT IN (SELECT subject FROM link)");
  const phone = `+4940555${String(++last).padStart(4, "0")}`;
  const body = {
    subject: { type: "subject", value: subject },
    identifier: { type: "phone", value: phone },
    source: "branch",
    proof: "order",
  };
  expect((await brand.server(`/v1/identities/link?site=${SITE}`, { body })).status).toBe(200);
  const record = {
    phone,
    at: iso(brand.now),
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [`attributes.${key}`, value])),
  };
  const path = `/v1/imports/${crypto.randomUUID()}/parts/1?site=${SITE}&source=volunteered&from=branch`;
  const sent = await brand.server(path, { method: "PUT", body: record, headers: { "content-type": "application/x-ndjson" } });
  expect(sent.json).toMatchObject({ written: 1 });
  return { person, subject: String(subject), phone };
}

describe("a breach drill", () => {
  it("names in one call who had the attribute in the window, and how each can be told", async () => {
    const before = await customer({ medicine: "aspirin", mail: "ada@lindhof.example" });
    const start = brand.now + 1;
    brand.now += MONTH;
    const during = await customer({ medicine: "insulin" });
    await customer({ branch: "Altona" });
    const end = brand.now + 1;
    brand.now += MONTH;
    await customer({ medicine: "statin" });
    const { json } = await affected({ attributes: ["medicine"], from: iso(start), until: iso(end) });
    expect(json.affected.map(({ subject }: { subject: string }) => subject)).toEqual([before.subject, during.subject].toSorted());
    const ada = json.affected.find(({ subject }: { subject: string }) => subject === before.subject);
    expect(ada).toMatchObject({
      binding: "DB",
      attributes: ["medicine"],
      reach: [
        { by: "attribute", kind: "email", attribute: "mail" },
        { by: "identifier", kind: "phone" },
      ],
    });
    expect(JSON.stringify(json)).not.toMatch(/aspirin|insulin|ada@/);
    expect((await affected({ attributes: ["medicine"], until: iso(start) })).json.affected).toHaveLength(1);
    expect((await affected({ bindings: ["DB"] })).json.affected).toHaveLength(4);
  });

  it("tells whoever took everything back, too, and whoever asks is written down", async () => {
    const { person, subject } = await customer({ mail: "odd@lindhof.example" }, { care: true, news: false });
    brand.now += 60_000;
    await person.withdraw();
    const { json } = await affected({ attributes: ["mail"] });
    expect(json.affected.map((item: { subject: string }) => item.subject)).toContain(subject);
    const audit = await brand.rows("SELECT actor, detail FROM audit WHERE action = 'data.export'");
    expect(JSON.stringify(audit)).toContain('\\"kind\\":\\"breach\\"');
  });

  it("finds no raw identifier in any table: not in the ledger, the directory, the audit or a count", async () => {
    const { phone } = await customer({ branch: "Eimsbüttel" });
    await brand.server(`/v1/permits?site=${SITE}`, { body: { subjects: [{ type: "phone", value: phone }] } });
    await brand.cron("7 * * * *");
    const tables = await brand.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
    );
    expect(tables.length).toBeGreaterThan(30);
    for (const { name } of tables)
      expect(JSON.stringify(await brand.rows(`SELECT * FROM ${String(name)}`)), String(name)).not.toContain(phone.slice(1));
  });

  it("refuses a question about what is not declared, and a key without the scope", async () => {
    expect((await affected({ attributes: ["nothing"] })).json.errors).toMatchObject([{ field: "attributes.0", rule: "declared" }]);
    expect((await brand.person(SITE).ask("/v1/breach", { body: {} })).status).toBe(401);
  });
});
