/** So many people come to the demo's shop, some at a time; every other one tells a size and buys, the others say no to telling one. */
export const PEOPLE = 24;
const AT_ONCE = 6;

const LOOKS = ["ridge-runner", "trail-low"].map((product) => ({
  ...{ type: "track", event: "Product Viewed", properties: { category: "shoes", product } },
}));

/** Where the demo is, and the version of the notice its people answer. */
interface Shop {
  readonly base: string;
  readonly site: string;
  readonly version: string;
}

/** Makes two dozen visits with choices, answers, and baskets paid, so that the console has numbers that may be told. */
export async function seedCrowd(base: string, site: string): Promise<void> {
  const { json } = await new Visitor({ base, site, version: "" }).ask("/v1/consent");
  const { version } = (json as { readonly notice: { readonly version: string } }).notice;
  for (let first = 0; first < PEOPLE; first += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => comeBy({ base, site, version }, first + at)));
}

async function comeBy(shop: Shop, number: number): Promise<void> {
  const visitor = new Visitor(shop);
  const decisions = { functional: true, personalization: true, measurement: number % 3 < 2, advertising: number % 3 === 0 };
  await visitor.ask("/v1/consent", { decisions, notice: { version: shop.version, locale: "en" }, method: "banner" });
  const batch = LOOKS.map((look, at) => ({ ...look, messageId: `crowd-${number}-${at}` }));
  await visitor.ask("/v1/batch", { batch });
  const { json } = await visitor.ask("/v1/decide", { slots: ["size"], context: { url: `${shop.base}/` } });
  const { token } = (json as { readonly ask: { readonly token: string } }).ask;
  const buys = number % 2 === 0;
  const said = buys ? { value: 37 + (number % 10) } : { refused: true };
  await visitor.ask("/v1/asks/shoe-size/answer", { ...said, token });
  if (buys) await visitor.ask("/cart/till", { total: 9_000 + 1_000 * number, code: "FITS10" });
}

/** A browser of somebody in Norway. */
class Visitor {
  readonly #shop: Shop;
  readonly #cookies = new Map<string, string>();

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  async ask(path: string, body?: object): Promise<{ readonly json: unknown }> {
    const { base, site } = this.#shop;
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const own = { authorization: `Bearer ${site}`, "x-earnest-country": "NO", "idempotency-key": crypto.randomUUID() };
    const headers = { ...own, cookie, origin: base, "content-type": "application/json" };
    const sent = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const response = await fetch(base + path, sent);
    if (!response.ok) throw new Error(`nobody comes to the demo: ${path} ${await response.text()}`);
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return { json: await response.json() };
  }
}
