import { describe, expect, it } from "vitest";
import { becomes, called, settle, type Shop } from "../shop.ts";
import { SITE, watched } from "./watched.ts";

/** Another consent manager, as far as a page talks to one; the test says when it is ready and what it says then. */
const OTHER = `
window.listeners = { gpp: [], tcf: [] };
window.__gpp = (command, answer) => { listeners.gpp.push(answer); answer({ pingData: { signalStatus: "not ready", gppString: "DBAA" } }, true); };
window.__tcfapi = (command, version, answer) => { listeners.tcf.push(answer); answer({ eventStatus: "cmpuishown", tcString: "CTOOEARLY" }, true); };
window.__uspapi = (command, version, answer) => answer({ uspString: "1YYN" }, true);
`;

const heard = (shop: Shop) => shop.stub.to("POST", "/v1/decide").map(({ headers }) => headers["earnest-signals"]);

const visitOther = (listens: Partial<(typeof SITE)["signals"]>, prepare: (shop: Shop) => void = () => {}) =>
  watched({ head: '<script src="/other.js"></script>' }, (shop) => {
    shop.stub.site = { ...SITE, signals: { ...SITE.signals, ...listens } };
    shop.stub.more["/other.js"] = { type: "text/javascript", body: OTHER };
    prepare(shop);
  });

describe("other consent managers on the page", () => {
  it("stop what they could stop from the first request on, and are believed once they are ready", async () => {
    const shop = await visitOther({ gpp: true, tcf: true, usPrivacy: true });
    await called(shop.stub, "POST", "/v1/decide");
    expect(heard(shop)).toEqual(["gpp=;tcf=;usp=1YYN"]);
    await shop.page.evaluate(
      'listeners.gpp[0]({ pingData: { signalStatus: "ready", gppString: "DBABBg~BUUAAACA.YA", applicableSections: [8] } }, true)',
    );
    await called(shop.stub, "POST", "/v1/decide", 2);
    expect(heard(shop)[1]).toBe("gpp=DBABBg~BUUAAACA.YA;tcf=;usp=1YYN");
    await shop.page.evaluate('listeners.tcf[0]({ eventStatus: "useractioncomplete", gdprApplies: true, tcString: "CPTC" }, true)');
    await called(shop.stub, "POST", "/v1/decide", 3);
    expect(heard(shop)[2]).toBe("gpp=DBABBg~BUUAAACA.YA;tcf=CPTC;usp=1YYN");
    expect(shop.troubles).toEqual([]);
  });

  it("say nothing where their law does not apply, and all they could where it may", async () => {
    const shop = await visitOther({ gpp: true, tcf: true });
    await called(shop.stub, "POST", "/v1/decide");
    await shop.page.evaluate('listeners.tcf[0]({ eventStatus: "tcloaded", tcString: "CPTC" }, true)');
    await shop.page.evaluate(
      'listeners.gpp[0]({ pingData: { signalStatus: "ready", gppString: "DBAA", applicableSections: [-1] } }, true)',
    );
    await called(shop.stub, "POST", "/v1/decide", 2);
    expect(heard(shop)[1]).toBe("tcf=");
    await shop.page.evaluate('listeners.tcf[0]({ eventStatus: "tcloaded", gdprApplies: false, tcString: "CPTC" }, true)');
    await called(shop.stub, "POST", "/v1/decide", 3);
    expect(heard(shop)[2]).toBeUndefined();
  });

  it("are not read by a site that does not listen", async () => {
    const shop = await visitOther({});
    await called(shop.stub, "POST", "/v1/decide");
    await settle(shop.page);
    expect(heard(shop)).toEqual([undefined]);
    expect(await shop.page.evaluate("listeners")).toEqual({ gpp: [], tcf: [] });
  });

  it("count as unread where what reads them cannot be loaded", async () => {
    const shop = await visitOther({ tcf: true }, ({ stub }) => {
      stub.site = null;
      stub.replies["GET /v1/site"] = { status: 503, body: { status: 503 } };
    });
    await becomes(() => Promise.resolve(heard(shop)), ["gpp=;tcf="]);
  });
});
