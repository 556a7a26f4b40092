import type { PagePurpose, PageSite } from "../../../../src/core/consent/page/page-site.ts";
import type { Page as ServedPage } from "../pages.ts";
import { visit, type Shop } from "../shop.ts";

const NOTHING = { scripts: [], cookies: [], local: [], session: [], reload: false, google: [] } as const;

/** The advertising of the shop is at /ads/, and leaves two cookies and two stored values behind. */
export const ADVERTISING: PagePurpose = {
  ...NOTHING,
  class: "advertising",
  scripts: ["/ads/"],
  cookies: ["_ad", "_ad_*"],
  local: ["ad*"],
  session: ["ad"],
  google: ["ad_storage", "ad_user_data", "ad_personalization"],
};

export const SITE: PageSite = {
  purposes: {
    security: { ...NOTHING, class: "necessary", google: ["security_storage"] },
    functional: { ...NOTHING, class: "functional", google: ["functionality_storage"] },
    personalization: { ...NOTHING, class: "personalization", google: ["personalization_storage"] },
    advertising: ADVERTISING,
  },
  consentMode: ["google", "uet", "clarity"],
  gpp: null,
  signals: { dnt: false, gpp: false, tcf: false, usPrivacy: false },
};

const DENIED = {
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
  analytics_storage: "denied",
  functionality_storage: "denied",
  personalization_storage: "denied",
  security_storage: "granted",
  wait_for_update: 500,
};
const STUB_SITE = {
  urls: ["/ads/"],
  google: [DENIED, { ...DENIED, wait_for_update: undefined, ad_storage: "granted", region: ["US"] }],
  uet: true,
  clarity: true,
};

const script = (body: string): ServedPage => ({ type: "text/javascript", body });

/** What the page's own code tries at once, each to an address of its own. */
export const EARLY_CODE = `(() => {
const at = (name) => "/ads/" + name;
new Image().src = at("pixel");
document.head.append(Object.assign(document.createElement("iframe"), { src: at("frame") }));
const image = document.createElement("img");
image.setAttribute("SRC", at("attribute"));
window.tried = [];
fetch(at("fetch")).then(() => tried.push("fetch"), () => tried.push("no fetch"));
tried.push("beacon " + navigator.sendBeacon(at("beacon"), "x"));
const request = new XMLHttpRequest();
request.onload = () => tried.push("request");
request.onerror = () => tried.push("no request");
request.open("GET", at("request"));
request.send();
})();`;

const AD = `
window.ads = [...(window.ads || []), document.currentScript.src.split("/").pop()];
document.cookie = "_ad=1;path=/";
document.cookie = "_ad_here=1";
document.cookie = "mine=1;path=/";
localStorage.setItem("ad_id", "1");
sessionStorage.setItem("ad", "1");
sessionStorage.setItem("mine", "1");
`;

interface Options {
  readonly head?: string;
  readonly body?: string;
  readonly stub?: boolean;
}

/** A page with the stub first in its head, unless without it. */
function watchedPage({ head = "", body = "", stub = true }: Options): ServedPage {
  const first = stub ? `<script src="/stub.js" data-site='${JSON.stringify(STUB_SITE)}'></script>` : "";
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Watched</title>${first}<link rel="stylesheet" href="/style.css">${head}<script defer src="/tag.js" data-key="pk_demo_shop"></script></head>
<body><main><h1>Watched</h1>${body}</main></body></html>`;
  return { type: "text/html; charset=utf-8", body: html };
}

/** A visitor before a page that is watched. */
export async function watched(options: Options, prepare: (shop: Shop) => void = () => {}): Promise<Shop> {
  const shop = await visit();
  const { stub, page } = shop;
  stub.site = SITE;
  stub.more = {
    "/watched": watchedPage(options),
    "/early.js": script(EARLY_CODE),
    "/ads/one.js": script(AD),
    "/ads/two.js": script(AD),
    "/evil.js": script("window.evil = true;"),
    "/ads/frame": { type: "text/html", body: "<!doctype html><title>Ad</title><p>An ad</p>" },
    "/ads/pixel": { type: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
  };
  prepare(shop);
  await page.goto(`${stub.origin}/watched`);
  return shop;
}

/** What was asked of the advertising. */
export const adsAsked = (shop: Shop): readonly string[] => shop.stub.asked.filter((path) => path.startsWith("/ads/")).toSorted();

export const cookiesOf = async (shop: Shop): Promise<readonly string[]> =>
  (await shop.context.cookies()).map(({ name }) => name).filter((name) => !name.includes("earnest"));

export const marked = (src: string, more = ""): string =>
  `<script type="text/plain" data-earnest-purpose="advertising" src="${src}"${more}></script>`;
