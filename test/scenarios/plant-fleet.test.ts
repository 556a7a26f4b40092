import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Desk } from "../support/desk.ts";
import { startScenario, type Scenario } from "../support/scenario.ts";

const PARTS = ["bearing", "blade", "seal"];
const PLANT = ["risk", "idle"];
const BOTH = ["upkeep", "oversight"];
const PAST_A_PASS = 10 * 60_000;

let fleet: Scenario;
let desk: Desk;
beforeAll(async () => {
  fleet = await startScenario("plant-fleet");
  desk = new Desk(fleet, "pk_aurland_fleet");
});
afterAll(() => fleet.stop());

async function machine(name: string, upkeep: boolean, oversight: boolean): Promise<string> {
  const subject = await desk.link(name);
  await desk.tell(name, { upkeep, oversight });
  return subject;
}

function measured(part: string, health: number): readonly [string, Readonly<Record<string, unknown>>] {
  return ["Part Measured", { part, health }];
}

const ASSESSED = [
  ["Fleet Assessed", { risk: 22 }],
  ["Machine Stopped", { hours: 51 }],
] as const;

async function counted(subject: string, events: number): Promise<void> {
  await fleet.until(
    () => fleet.rows("SELECT id FROM event WHERE subject = ?1", subject),
    (rows) => rows.length === events,
  );
  fleet.now += PAST_A_PASS;
}

async function shown(name: string, role?: string): Promise<Readonly<Record<string, string>>> {
  const decisions = await desk.decide(name, [...PARTS, ...PLANT], role === undefined ? {} : { role });
  return Object.fromEntries(Object.entries(decisions).map(([slot, { experience, reason }]) => [slot, String(experience ?? reason)]));
}

describe("a fleet of power plants", () => {
  it("keeps nothing of a machine whose plant refuses, and advises on nothing", async () => {
    const subject = await machine("unit-1", false, false);
    expect((await desk.send("unit-1", BOTH, [measured("bearing", 10), ...ASSESSED])).json).toMatchObject({ accepted: 0 });
    expect(await fleet.rows("SELECT id FROM event WHERE subject = ?1", subject)).toEqual([]);
    expect(new Set(Object.values(await shown("unit-1", "maintenance")))).toEqual(new Set(["no-consent"]));
  });

  it("grades each part on a scale, and the crew sees the parts of this machine", async () => {
    const subject = await machine("unit-2", true, true);
    const events = [measured("bearing", 91), measured("blade", 47.5), measured("seal", 19.9), ...ASSESSED];
    await desk.send("unit-2", BOTH, events);
    await counted(subject, events.length);
    expect(await shown("unit-2", "maintenance")).toEqual({
      bearing: "bearing-5-sound",
      blade: "blade-3-plan",
      seal: "seal-1-stop",
      risk: "default",
      idle: "default",
    });
    const { blade } = await desk.decide("unit-2", ["blade"], { role: "maintenance" });
    expect(blade).toMatchObject({
      content: { grade: "3 of 5" },
      because: [
        { attribute: "role", source: "request", purpose: "upkeep" },
        { attribute: "bladeHealth", source: "observed", purpose: "upkeep", consentVersion: 1 },
      ],
    });
  });

  it("gives no grade to what nobody measured", async () => {
    await machine("unit-3", true, true);
    expect(new Set(Object.values(await shown("unit-3", "maintenance")))).toEqual(new Set(["default"]));
    expect(new Set(Object.values(await shown("unit-3", "management")))).toEqual(new Set(["default"]));
  });

  it("has five grades of health, none of them skipped, none of them twice", async () => {
    const subject = await machine("unit-4", true, false);
    const grades: string[] = [];
    for (const [at, health] of [0, 20, 40, 60, 80].entries()) {
      await desk.send("unit-4", BOTH, [measured("bearing", health)]);
      await counted(subject, at + 1);
      grades.push((await desk.decide("unit-4", ["bearing"], { role: "maintenance" }))["bearing"].content.grade);
    }
    expect(grades).toEqual(["1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"]);
  });

  it("never lets a role see the other's fields, nor anybody without a role see any", async () => {
    const subject = await machine("unit-5", true, true);
    await desk.send("unit-5", BOTH, [...PARTS.map((part) => measured(part, 33)), ...ASSESSED]);
    await counted(subject, 5);
    const office = await desk.decide("unit-5", [...PARTS, ...PLANT], { role: "management" });
    expect(office).toMatchObject({ risk: { experience: "risk-3-raised" }, idle: { experience: "idle-long" } });
    expect(JSON.stringify(office)).not.toMatch(/upkeep|Health/);
    const crew = JSON.stringify(await desk.decide("unit-5", [...PARTS, ...PLANT], { role: "maintenance" }));
    expect(crew).toContain("bladeHealth");
    expect(crew).not.toMatch(/oversight|fleetRisk|idleHours/);
    for (const role of [undefined, "visitor"]) expect(new Set(Object.values(await shown("unit-5", role)))).toEqual(new Set(["default"]));
  });

  it("is refused where one role's view would read what was measured for the other's", async () => {
    const experiences = fleet.program["experiences"] as readonly { readonly key: string; readonly when: object }[];
    const at = experiences.findIndex(({ key }) => key === "risk-4-high");
    const across = experiences.map((item, index) => (index === at ? { ...item, when: { ...item.when, sealHealth: { $lt: 20 } } } : item));
    const refused = await fleet.publish({ ...fleet.program, experiences: across });
    expect(refused.json.errors).toMatchObject([{ rule: expect.stringMatching(/^E103/), field: `experiences.${at}.when.sealHealth` }]);
    const attributes = (fleet.program["attributes"] as readonly { readonly key: string }[]).map((item) =>
      item.key === "sealHealth" ? { ...item, purposes: ["upkeep", "oversight"] } : item,
    );
    const widened = await fleet.publish({ ...fleet.program, attributes });
    expect([widened.status, widened.json.errors]).toMatchObject([422, [{ rule: expect.stringMatching(/^E112/) }]]);
  });

  it("ends, purpose by purpose, with a withdrawal of the plant", async () => {
    const subject = await machine("unit-6", true, true);
    await desk.send("unit-6", BOTH, [measured("seal", 70), ...ASSESSED]);
    await counted(subject, 3);
    await desk.tell("unit-6", { upkeep: false });
    expect(await shown("unit-6", "maintenance")).toMatchObject({ seal: "no-consent" });
    expect(await shown("unit-6", "management")).toMatchObject({ risk: "risk-3-raised" });
    expect((await desk.send("unit-6", BOTH, [measured("seal", 10)])).json).toMatchObject({ accepted: 0 });
  });
});
