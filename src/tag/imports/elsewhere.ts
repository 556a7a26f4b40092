/** A choice that another system on this page kept. */
export interface Elsewhere {
  /** What was said of a category; undefined where nothing was. */
  readonly said: (category: string) => boolean | undefined;
  /** When, where the system tells: ISO 8601 or milliseconds. */
  readonly at: string | number | undefined;
}

type Read = (cookie: (name: string) => string | null) => Elsewhere | null;

/** How each system keeps the choice of a person. What it assumes of people who did not choose is no choice. */
const SYSTEMS: Readonly<Record<string, Read>> = {
  /** `OptanonConsent` is there for everybody; the person chose once `OptanonAlertBoxClosed` holds the date. */
  onetrust(cookie) {
    const at = cookie("OptanonAlertBoxClosed");
    const groups = new URLSearchParams(cookie("OptanonConsent") ?? "").get("groups");
    return at && groups ? { said: among(new Map(groups.split(",").map((group) => pair(group)))), at } : null;
  },
  /** `{necessary:true,statistics:false,…,method:'explicit',utc:…}`; other methods are not the person's own. */
  cookiebot(cookie) {
    const text = cookie("CookieConsent") ?? "";
    if (!text.includes("method:'explicit'")) return null;
    const at = /utc:(\d+)/.exec(text)?.[1];
    return {
      said: among(new Map([...text.matchAll(/(\w+):(true|false)/g)].map(([, name = "", yes]) => [name, yes === "true"]))),
      at: Number(at),
    };
  },
  /** `c.measurement:1,i.t:<ms>`; a no is left out. */
  c15t(cookie) {
    const parts = new Map((cookie("c15t") ?? "").split(",").map((part) => part.split(":") as [string, string]));
    const at = parts.get("i.t");
    return at ? { said: (category) => parts.get(`c.${category}`) === "1", at: Number(at) } : null;
  },
  /** A JSON object of yes and no by service. */
  klaro(cookie) {
    const kept = record(cookie("klaro"));
    return kept && { said: (category) => (typeof kept[category] === "boolean" ? kept[category] : undefined), at: undefined };
  },
  /** A JSON object with the accepted `categories`; the others were refused. */
  "vanilla-cookieconsent"(cookie) {
    const kept = record(cookie("cc_cookie"));
    const accepted: unknown = kept?.["categories"];
    const at = kept?.["lastConsentTimestamp"] ?? kept?.["last_consent_update"];
    return Array.isArray(accepted)
      ? { said: (category) => accepted.includes(category), at: typeof at === "string" ? at : undefined }
      : null;
  },
};

/** The choice a system kept in these cookies; null where the person made none there. */
export function readElsewhere(system: string, cookies: string): Elsewhere | null {
  const values = new Map(cookies.split("; ").map((cookie) => [cookie.split("=", 1)[0] ?? "", cookie.slice(cookie.indexOf("=") + 1)]));
  return SYSTEMS[system]?.((name) => decoded(values.get(name), name)) ?? null;
}

/** OneTrust's own cookie is a query, which is decoded part by part. */
function decoded(value: string | undefined, name: string): string | null {
  if (value === undefined) return null;
  try {
    return name === "OptanonConsent" ? value : decodeURIComponent(value);
  } catch {
    return null;
  }
}

function among(map: ReadonlyMap<string, boolean>): Elsewhere["said"] {
  return (category) => map.get(category);
}

function pair(group: string): readonly [category: string, said: boolean] {
  const [category = "", said] = group.split(":");
  return [category, said === "1"];
}

function record(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    return typeof kept === "object" ? (kept as Readonly<Record<string, unknown>> | null) : null;
  } catch {
    return null;
  }
}
