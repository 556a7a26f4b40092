import { DEMO_SECRET_KEY } from "./seed.ts";

/** By what the demo's advisers know somebody who calls. */
export const CALLER = "+4712345678";

const WHO = { type: "user", value: "demo-caller" };
const VIEWS = ["ridge-runner", "trail-low", "alpine-mid"].map((product) => ["Product Viewed", { category: "shoes", product }] as const);
const DID = [...VIEWS, ["Product Bought", { product: "trail-low" }]] as const;

/** Makes somebody known to the demo who allowed suggestions, looked at shoes and bought a pair: once for its databases. False where they are known already. */
export async function seedCaller(base: string, site: string): Promise<boolean> {
  const ask = async (path: string, body?: object, key = DEMO_SECRET_KEY) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    const sent = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const response = await fetch(`${base}/v1/${path}?site=${site}`, sent);
    if (!response.ok) throw new Error(`nobody calls the demo: ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const { permits } = await ask("permits", { subjects: [WHO], purposes: ["personalization"] });
  if (permits?.[0]?.subject) return false;
  const { subject } = await ask("identities/link", { subject: null, identifier: WHO, source: "demo", proof: "seed" });
  const known = { type: "subject", value: subject };
  await ask("identities/link", { subject: known, identifier: { type: "phone", value: CALLER }, source: "demo", proof: "seed" });
  const { notice } = await ask("consent", undefined, site);
  const said = { decisions: { personalization: true }, notice: { version: notice?.version, locale: "en" } };
  const how = { method: "paper", actor: "desk-1", evidence: "form-1", place: { country: "NO" } };
  await ask("consent", { subject: known, ...said, ...how });
  const context = { consent: { categoryPreferences: { personalization: true } } };
  const batch = DID.map(([event, properties], at) => ({
    ...{ type: "track", userId: WHO.value, event, properties, context, messageId: `demo-caller-${at}` },
  }));
  await ask("batch", { batch });
  return true;
}

interface Answer {
  readonly permits?: readonly { readonly subject: string | null }[];
  readonly subject?: string;
  readonly notice?: { readonly version: string };
}
