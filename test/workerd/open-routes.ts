import type { Ask } from "./client.ts";

/** What belongs to somebody else, as far as a stranger could come to know how it is called. */
export interface Theirs {
  readonly subject: string;
  readonly address: string;
  readonly receipt: string;
  readonly exposure: string;
  readonly request: string;
  readonly challenge: string;
}

export type Try = Ask & { readonly path: string };

/** A route that needs no secret key. */
export interface Open {
  /** What a stranger sends to learn whether an identifier is somebody's; left out where a route takes none. */
  readonly claim?: (identifier: string) => Try;
  /** What somebody sends to get at another's things. */
  readonly reach: (theirs: Theirs) => Try;
}

const KEY = "pk_acme_main";
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const naming = ({ subject, address }: Theirs): string => `key=${KEY}&subject=${subject}&user=${address}`;

/** A route that is asked for and names nobody: whom the query names means nothing to it. */
function get(path: string): Open {
  return { reach: (theirs) => ({ path: `${path}${path.includes("?") ? "&" : "?"}${naming(theirs)}` }) };
}

/** A route that takes nothing: a body that names somebody is refused. */
function bare(path: string, method = "POST"): Open {
  return { reach: ({ subject }) => ({ path, method, body: { subject: { type: "subject", value: subject } } }) };
}

/** A call of Segment's: whoever it says it is of. */
function segment(path: string, call: Readonly<Record<string, unknown>>): Open {
  const body = (userId: string, anonymousId?: string): object => ({ messageId: crypto.randomUUID(), ...call, userId, anonymousId });
  return {
    claim: (identifier) => ({ path, body: body(identifier) }),
    reach: ({ address, subject }) => ({ path, body: body(address, subject) }),
  };
}

function batch(path: string): Open {
  const body = (userId: string, anonymousId?: string) => ({
    batch: [{ type: "track", event: "Product Viewed", properties: {}, messageId: crypto.randomUUID(), userId, anonymousId }],
  });
  return {
    claim: (identifier) => ({ path, body: body(identifier) }),
    reach: ({ address, subject }) => ({ path, body: body(address, subject) }),
  };
}

function flags(path: string): Open {
  const body = (targetingKey: string) => ({ context: { targetingKey, email: targetingKey, userId: targetingKey } });
  return {
    claim: (identifier) => ({ path, body: body(`email:${identifier}`) }),
    reach: ({ subject }) => ({ path, body: body(subject) }),
  };
}

/** A form of a page. */
function form(to: string, fields: (theirs: Theirs) => Readonly<Record<string, string>>, claim?: (identifier: string) => string): Open {
  const path = `/${to.includes("/") ? to : `privacy/${to}`}?site=${KEY}`;
  const sent = (text: string): Try => ({ path, key: "", text, headers: FORM });
  return {
    ...(claim ? { claim: (identifier) => sent(claim(identifier)) } : {}),
    reach: (theirs) => sent(new URLSearchParams({ ...fields(theirs), subject: theirs.subject }).toString()),
  };
}

/** An answer's id as one of somebody's would be: it begins with their bucket. */
const exchangeOf = (subject: string): string => `exc_${subject.slice(4, 6)}${"0".repeat(32)}`;
const track = { event: "Product Viewed", properties: { category: "x" } };
const notice = { version: "x", locale: "en" };

/** Every route that needs no secret key. A new one is put in here, and so is tried. */
export const OPEN_ROUTES: Readonly<Record<string, Open>> = {
  "POST /v1/decide": {
    reach: ({ subject }) => ({ path: "/v1/decide", body: { slots: ["hero"], subject: { type: "subject", value: subject } } }),
  },
  "POST /v1/why": {
    reach: ({ subject }) => ({ path: "/v1/why", body: { experiences: ["shoes-hero"], subject: { type: "subject", value: subject } } }),
  },
  "POST /v1/exposures": { reach: ({ exposure }) => ({ path: "/v1/exposures", body: { exposures: [exposure] } }) },
  "POST /ofrep/v1/evaluate/flags": flags("/ofrep/v1/evaluate/flags"),
  "POST /ofrep/v1/evaluate/flags/{key}": flags("/ofrep/v1/evaluate/flags/shoes"),
  "GET /api/features/{clientKey}": get(`/api/features/${KEY}`),
  "GET /v1/site": get("/v1/site"),
  ...Object.fromEntries(
    (
      [
        ["identify", { traits: { x: 1 } }],
        ["track", track],
        ["page", { name: "x" }],
        ["screen", { name: "x" }],
        ["group", { groupId: "x" }],
        ["alias", { previousId: "x" }],
      ] as const
    ).flatMap(([name, call]) => [name, name.slice(0, 1)].map((short) => [`POST /v1/${short}`, segment(`/v1/${short}`, call)] as const)),
  ),
  "POST /v1/batch": batch("/v1/batch"),
  "POST /v1/b": batch("/v1/b"),
  "GET /v1/projects/{key}/settings": get(`/v1/projects/${KEY}/settings`),
  "GET /v1/consent": get("/v1/consent"),
  "POST /v1/consent": {
    reach: ({ subject }) => ({
      path: "/v1/consent",
      body: { decisions: { personal: false }, notice, method: "api", subject: { type: "subject", value: subject } },
    }),
  },
  "DELETE /v1/consent": get("/v1/consent?withdraw=1"),
  "POST /v1/consent/renew": bare("/v1/consent/renew"),
  "GET /v1/consent/history": get("/v1/consent/history"),
  "GET /v1/consent/receipts/{id}": { reach: ({ receipt }) => ({ path: `/v1/consent/receipts/${receipt}` }) },
  "GET /v1/identities/nonce": get("/v1/identities/nonce"),
  "POST /v1/identities/token": {
    reach: ({ address }) => ({ path: "/v1/identities/token", body: { token: `x.${btoa(JSON.stringify({ sub: address }))}.y` } }),
  },
  "POST /v1/identities/code": {
    claim: (email) => ({ path: "/v1/identities/code", body: { email } }),
    reach: ({ address }) => ({ path: "/v1/identities/code", body: { email: address } }),
  },
  "POST /v1/identities/proof": { reach: ({ challenge }) => ({ path: "/v1/identities/proof", body: { challenge, code: "00000000" } }) },
  "POST /v1/identities/sign-out": bare("/v1/identities/sign-out"),
  "GET /healthz": get("/healthz"),
  "GET /.well-known/gpc.json": get("/.well-known/gpc.json"),
  "GET /.well-known/jwks.json": get("/.well-known/jwks.json"),
  "GET /.well-known/earnest-label.json": get(`/.well-known/earnest-label.json?site=${KEY}`),
  "GET /privacy/look.css": get(`/privacy/look.css?site=${KEY}`),
  "POST /v1/asks/{ask}/seen": { reach: ({ exposure }) => ({ path: "/v1/asks/size/seen", body: { token: exposure } }) },
  "POST /v1/asks/{ask}/answer": {
    claim: (identifier) => ({ path: "/v1/asks/size/answer", body: { value: identifier } }),
    reach: ({ subject }) => ({ path: "/v1/asks/size/answer", body: { value: 44, subject } }),
  },
  "GET /v1/offers": get("/v1/offers"),
  "GET /v1/me": get("/v1/me"),
  "GET /v1/me/values": get("/v1/me/values"),
  "GET /v1/me/decisions": get("/v1/me/decisions"),
  "GET /v1/me/value": get("/v1/me/value"),
  "GET /v1/me/journey": get("/v1/me/journey"),
  "GET /v1/me/reports": get("/v1/me/reports"),
  "DELETE /v1/me/reports/{report}/{period}": bare("/v1/me/reports/theirs/2026-11", "DELETE"),
  "GET /v1/me/views": get("/v1/me/views"),
  "GET /v1/me/export": get("/v1/me/export"),
  "GET /v1/me/requests": get("/v1/me/requests"),
  "GET /v1/me/sources": get("/v1/me/sources"),
  "POST /v1/me/sources/{kind}/{name}/{change}": bare("/v1/me/sources/import/theirs/clear"),
  "POST /v1/agent/{id}": { reach: ({ address }) => ({ path: "/v1/agent/AA_ID", text: address }) },
  "GET /v1/agent/{id}": get("/v1/agent/AA_ID"),
  "POST /v1/data-rights-request": {
    claim: (identifier) => ({ path: "/v1/data-rights-request", text: identifier }),
    reach: ({ address }) => ({ path: "/v1/data-rights-request", text: address }),
  },
  "GET /v1/data-rights-request/{id}": { reach: ({ request }) => ({ path: `/v1/data-rights-request/${request}` }) },
  "DELETE /v1/data-rights-request/{id}": { reach: ({ request }) => ({ path: `/v1/data-rights-request/${request}` }) },
  "GET /v1/me/grants": get("/v1/me/grants"),
  "POST /v1/me/grants": {
    claim: (value) => ({ path: "/v1/me/grants", body: { scope: "none", to: { type: "email", value } } }),
    reach: ({ subject }) => ({ path: "/v1/me/grants", body: { scope: "none", subject } }),
  },
  "DELETE /v1/me/grants/{id}": bare(`/v1/me/grants/grt_${"0".repeat(32)}`, "DELETE"),
  "GET /v1/grants/{id}": get(`/v1/grants/grt_${"0".repeat(32)}`),
  "POST /v1/collections/screen/pair": { reach: () => ({ path: "/v1/collections/screen/pair", body: { code: "00000000" } }) },
  "GET /v1/collections/screen": get("/v1/collections/screen"),
  "POST /v1/collections/screen/shown": bare("/v1/collections/screen/shown"),
  "POST /v1/collections/screen/strike": bare("/v1/collections/screen/strike"),
  "POST /v1/me/erase": bare("/v1/me/erase"),
  "POST /v1/me/forget": bare("/v1/me/forget"),
  "PATCH /v1/me/attributes": {
    reach: ({ subject }) => ({ path: "/v1/me/attributes", method: "PATCH", body: { attribute: "shoeViews", value: null, subject } }),
  },
  "POST /v1/me/pause": bare("/v1/me/pause"),
  "POST /v1/me/reset": bare("/v1/me/reset"),
  "POST /v1/me/restrict": {
    reach: ({ subject }) => ({ path: "/v1/me/restrict", body: { restricted: true, subject } }),
  },
  "POST /v1/requests": {
    claim: (value) => ({ path: "/v1/requests", body: { kind: "access", address: { type: "email", value } } }),
    reach: ({ address }) => ({ path: "/v1/requests", body: { kind: "access", address: { type: "email", value: address } } }),
  },
  "GET /privacy": get(`/privacy?site=${KEY}`),
  "POST /privacy/choices": form("choices", () => ({ shown: "personal", version: "x" })),
  "POST /privacy/age": form("age", () => ({ age: "adult" })),
  "POST /privacy/withdraw": form("withdraw", () => ({})),
  "POST /privacy/code": form(
    "code",
    ({ address }) => ({ email: address }),
    (email) => `email=${encodeURIComponent(email)}`,
  ),
  "POST /privacy/prove": form("prove", () => ({ code: "00000000" })),
  "POST /privacy/request": form("request", ({ address }) => ({ kind: "access", about: "mine", email: address })),
  "POST /privacy/correct": form("correct", () => ({ attribute: "shoeViews", change: "delete" })),
  "POST /privacy/reset": form("reset", () => ({})),
  "POST /privacy/restrict": form("restrict", () => ({ restricted: "yes" })),
  "POST /privacy/report": form("report", () => ({ report: "theirs", period: "2026-11" })),
  "POST /privacy/grant": form("grant", () => ({ grant: `grt_${"0".repeat(32)}` })),
  "POST /privacy/pause": form("pause", () => ({ paused: "yes" })),
  "POST /privacy/source": form("source", () => ({ source: "import/theirs", change: "clear" })),
  "POST /privacy/forget": form("forget", () => ({})),
  "POST /privacy/erase": form("erase", () => ({ sure: "yes" })),
  "GET /advisor": get(`/advisor?site=${KEY}`),
  "POST /advisor/sign-in": form("advisor/sign-in", ({ address }) => ({ name: "anna", key: address })),
  "POST /advisor/sign-out": form("advisor/sign-out", () => ({})),
  "POST /advisor/look-up": form(
    "advisor/look-up",
    ({ address }) => ({ kind: "email", identifier: address }),
    (email) => `kind=email&identifier=${encodeURIComponent(email)}`,
  ),
  "POST /advisor/hint": form("advisor/hint", () => ({ view: `view_${"0".repeat(32)}`, experience: "shoes", outcome: "taken" })),
  "GET /console": get(`/console?site=${KEY}`),
  "GET /console/asks": get(`/console/asks?site=${KEY}`),
  "GET /console/owed": get(`/console/owed?site=${KEY}`),
  "POST /console/sign-in": form("console/sign-in", ({ address }) => ({ name: "anna", key: address })),
  "POST /console/sign-out": form("console/sign-out", () => ({})),
  "POST /console/benefit": form("console/benefit", ({ subject }) => ({ id: exchangeOf(subject), outcome: "delivered" })),
  "POST /console/task": form("console/task", ({ subject }) => ({ id: exchangeOf(subject), state: "taken" })),
  "GET /tag/{hash}/{part}": get("/tag/00000000/centre.js"),
  "GET /cart/till": get("/cart/till"),
  "POST /cart/till": bare("/cart/till"),
};
