import { describe, expect, it } from "vitest";
import { readElsewhere } from "../../../src/tag/imports/elsewhere.ts";

const COOKIEBOT =
  "{stamp:'aZ0=',necessary:true,preferences:false,statistics:true,marketing:false,method:'explicit',ver:1,utc:1727000000000,region:'gb'}";
const KEPT_V3 = { categories: ["necessary", "analytics"], revision: 0, consentId: "x", lastConsentTimestamp: "2025-04-07T11:32:21.849Z" };

/** Cookies as each system leaves them after a choice: statistics yes, advertising no. */
const CHOSEN: readonly (readonly [system: string, cookies: string, yes: string, no: string, at: unknown])[] = [
  [
    "onetrust",
    "a=1; OptanonConsent=isGpcEnabled=0&datestamp=Mon+Jul&interactionCount=1&groups=C0001%3A1%2CC0002%3A1%2CC0004%3A0&AwaitingReconsent=false; OptanonAlertBoxClosed=2025-01-28T04:58:00.035Z",
    "C0002",
    "C0004",
    "2025-01-28T04:58:00.035Z",
  ],
  ["cookiebot", `CookieConsent=${encodeURIComponent(COOKIEBOT)}; b=2`, "statistics", "marketing", 1_727_000_000_000],
  ["c15t", "c15t=c.necessary:1,c.measurement:1,i.t:1727000000000,i.y:custom", "measurement", "marketing", 1_727_000_000_000],
  ["klaro", `klaro=${encodeURIComponent('{"matomo":true,"youtube":false}')}`, "matomo", "youtube", undefined],
  ["vanilla-cookieconsent", `cc_cookie=${encodeURIComponent(JSON.stringify(KEPT_V3))}`, "analytics", "ads", KEPT_V3.lastConsentTimestamp],
];

describe.each(CHOSEN)("what %s kept", (system, cookies, yes, no, at) => {
  it("is read as it was said, with its time", () => {
    const kept = readElsewhere(system, cookies);
    expect([kept?.said(yes), kept?.said(no), kept?.at]).toEqual([true, false, at]);
  });

  it("is not there where its cookie is not, is broken, or is another's", () => {
    for (const damaged of ["", "x=1", cookies.replaceAll(/=[^;]*/g, "=%E0%A4%A"), cookies.replaceAll(/=[^;]*/g, "=1"), `not-${cookies}`]) {
      expect(readElsewhere(system, damaged.replaceAll("; ", "; not-"))).toBeNull();
    }
  });
});

describe("what is no choice of the person", () => {
  it.each([
    ["onetrust", "OptanonConsent=groups=C0001%3A1%2CC0002%3A1", "defaults before the notice was answered"],
    ["cookiebot", `CookieConsent=${encodeURIComponent(COOKIEBOT.replace("explicit", "implied"))}`, "consent assumed from going on"],
    ["c15t", "c15t=c.necessary:1,c.measurement:1", "a state without the time of an answer"],
    ["vanilla-cookieconsent", `cc_cookie=${encodeURIComponent('{"revision":0}')}`, "a cookie without categories"],
    ["unheard-of", "unheard-of=1", "a system nobody knows"],
  ])("%s: %s", (system, cookies) => {
    expect(readElsewhere(system, cookies)).toBeNull();
  });

  it("is what a system does not name", () => {
    expect(readElsewhere("klaro", `klaro=${encodeURIComponent('{"matomo":"yes"}')}`)?.said("matomo")).toBeUndefined();
    const [, cookies = ""] = CHOSEN[0] ?? [];
    expect(readElsewhere("onetrust", cookies)?.said("C0009")).toBeUndefined();
  });
});
