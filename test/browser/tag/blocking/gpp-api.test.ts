import { describe, expect, it } from "vitest";
import { becomes, called, type Shop } from "../shop.ts";
import { withdraw } from "../visitor.ts";
import { SITE, watched } from "./watched.ts";

/** A vendor of the page that asks as soon as it can: through the queue of the standard stub. */
const VENDOR = `
window.events = [];
window.__gpp = (...call) => void __gpp.queue.push(call);
__gpp.queue = [];
__gpp("addEventListener", ({ eventName, data, pingData }) => events.push([eventName, data, pingData.signalStatus, pingData.gppString]));
`;

const visitAmerica = (prepare: (shop: Shop) => void = () => {}) =>
  watched({ head: '<script src="/vendor.js"></script>' }, (shop) => {
    shop.stub.site = { ...SITE, gpp: { cmpId: 1, mspa: "no" } };
    shop.stub.grantAll();
    shop.stub.place = { jurisdiction: "US-CA" };
    shop.stub.more["/vendor.js"] = { type: "text/javascript", body: VENDOR };
    prepare(shop);
  });

const ask = (shop: Shop, command: string, parameter?: string) =>
  shop.page.evaluate(
    ([name, value]) =>
      new Promise((resolve) => {
        const { __gpp: gpp } = window as unknown as { __gpp: (...call: unknown[]) => void };
        gpp(name, (...answer: unknown[]) => resolve(answer), value);
      }),
    [command, parameter] as const,
  );

describe("a GPP string of the property's own", () => {
  it("is told to who asked before, changes through not ready to ready, and answers for its section", async () => {
    const shop = await visitAmerica();
    await becomes(
      () => ask(shop, "ping"),
      [
        expect.objectContaining({
          gppVersion: "1.1",
          signalStatus: "ready",
          cmpId: 1,
          applicableSections: [8],
          sectionList: [8],
          gppString: expect.stringMatching(/^DBABBg~\w+\.QA$/),
        }),
        true,
      ],
    );
    expect(await ask(shop, "hasSection", "usca")).toEqual([true, true]);
    expect(await ask(shop, "getField", "usca.SharingOptOut")).toEqual([2, true]);
    expect(await ask(shop, "getField", "usca.SaleOptOut")).toEqual([0, true]);
    expect(await ask(shop, "getSection", "usnat")).toEqual([null, true]);
    expect(await ask(shop, "nothing")).toEqual([null, false]);
    await withdraw(shop.page);
    await called(shop.stub, "DELETE", "/v1/consent");
    await becomes(() => ask(shop, "getField", "usca.SharingOptOut"), [1, true]);
    const events = (await shop.page.evaluate("events")) as readonly (readonly unknown[])[];
    expect(events.map(([name, data, status]) => [name, data, status])).toEqual([
      ["listenerRegistered", true, "not ready"],
      ["sectionChange", "usca", "not ready"],
      ["signalStatus", "ready", "ready"],
      ["signalStatus", "not ready", "not ready"],
      ["sectionChange", "usca", "not ready"],
      ["signalStatus", "ready", "ready"],
    ]);
    expect(new Set(events.map(([, , , text]) => text)).size).toBeGreaterThan(1);
  });

  it("has no section where no American law applies", async () => {
    const shop = await visitAmerica(({ stub }) => (stub.place = {}));
    await becomes(
      async () => ((await ask(shop, "ping")) as [{ applicableSections: unknown; signalStatus: string }])[0],
      expect.objectContaining({ applicableSections: [-1], gppString: "DBAA" }),
    );
  });

  it("is not written where another consent manager speaks", async () => {
    const shop = await visitAmerica(({ stub }) => {
      stub.more["/vendor.js"] = { type: "text/javascript", body: 'window.__gpp = (command, answer) => answer("another", true);' };
    });
    await called(shop.stub, "GET", "/v1/site");
    expect(await ask(shop, "ping")).toEqual(["another", true]);
  });
});
