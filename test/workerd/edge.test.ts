import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, inject, it } from "vitest";
import worker from "../../src/worker.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, publish } from "./client.ts";
import { counting, without } from "./faults.ts";

const OWN = "Our own <b>headline</b>";

/** The Worker in front of the origin. */
function inFront(origin: string = inject("origin")): Bindings {
  return { ...bindings(), EARNEST_EDGE: `localhost=pk_acme_main@${origin}` };
}

async function visit(browser: Browser, path: string, headers: Record<string, string> = {}, env: Bindings = inFront()): Promise<Response> {
  const context = createExecutionContext();
  const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await worker.fetch(
    new Request(`http://localhost${path}`, {
      headers: {
        accept: "text/html,*/*;q=0.8",
        "x-earnest-country": browser.country,
        "x-earnest-now": String(browser.now),
        ...(cookie ? { cookie } : {}),
        ...headers,
      },
    }),
    env,
    context,
  );
  void waitOnExecutionContext(context);
  return response;
}

async function page(browser: Browser, path: string, headers: Record<string, string> = {}, env?: Bindings): Promise<string> {
  return (await visit(browser, path, headers, env)).text();
}

async function shopper(): Promise<Browser> {
  const browser = new Browser();
  await browser.choose({ personal: true });
  for (const product of ["a", "b", "c"]) await browser.view(product);
  return browser;
}

/** Entered by what the address says. */
const SPRING = {
  ...{ key: "spring", name: { en: 'The "first" days', de: "Anfang" }, when: { campaign: "spring" }, slot: "hero", purpose: "contextual" },
  trust: [
    { kind: "fact", texts: { en: "Less <b>than</b> & more", de: "Weniger" } },
    { kind: "contact", texts: { en: "Call", de: "Anruf" }, link: "tel:+493023125012" },
  ],
};

beforeAll(async () => {
  const winter = {
    headline: "Winter & <i>snow</i>",
    cta: { text: "See it", href: "javascript:alert(1)", title: 'a "title"' },
    image: { src: "/snow.png", alt: "Snow" },
  };
  const base = askingProgram();
  const experiences = (base["experiences"] as readonly { readonly key: string }[]).map((item) =>
    item.key === "winter-hero" ? { ...item, variants: [{ key: "only", content: { en: winter, de: { headline: "Winterzeit" } } }] } : item,
  );
  const sites = (base["sites"] as readonly { readonly slots: readonly object[] }[]).map((site) => ({
    ...site,
    slots: [
      ...site.slots.map((slot) => ({ ...slot, fields: ["headline", "cta", "image"] })),
      { key: "nowhere", fields: ["headline"], default: "page", element: "div" },
    ],
  }));
  const published = await publish({ ...base, experiences, sites, moments: [SPRING], asks: (base["asks"] as object[]).slice(0, 1) });
  expect(published.json).toMatchObject({ hash: expect.any(String) });
});

describe("a page in front of its origin", () => {
  it("is filled while it streams by, with text and checked attributes only", async () => {
    const html = await page(new Browser(), "/page?utm_campaign=winter");
    expect(html).toContain('<h1 data-earnest-field="headline">Winter &amp; &lt;i&gt;snow&lt;/i&gt;</h1>');
    expect(html).toContain('<a data-earnest-field="cta" href="/all" title="a &quot;title&quot;">See it</a>');
    expect(html).toContain('<img data-earnest-field="image" src="/snow.png" alt="Snow">');
    expect(html).toContain('<script data-earnest-field="headline">let untouched;</script>');
    expect(html).toContain('<p data-earnest-field="headline">Not in a slot</p>');
    expect(html).toContain('<p data-earnest-field="headline">No slot of ours</p>');
    const told = /<script type="application\/json" data-earnest-told nonce="r4nd0m">([^<]*)<\/script>/.exec(html)?.[1] ?? "";
    expect(JSON.parse(told)).toMatchObject({ decisions: { hero: { experience: "winter-hero", exposure: expect.any(String) } } });
  });

  it("has what a moment shows for trust at the end of its slot, whatever else stands there, for somebody nobody knows", async () => {
    const html = await page(new Browser(), "/page?utm_campaign=spring");
    expect(html).toContain(OWN);
    const items = '<li class="fact">Less &lt;b>than&lt;/b> &amp; more</li><li class="contact"><a href="tel:+493023125012">Call</a></li>';
    expect(html).toContain(`<ul data-earnest-trust="spring" aria-label="The &quot;first&quot; days">${items}</ul></section>`);
    expect(html).toContain('"trust":[{"moment":"spring"');
    expect(await page(new Browser(), "/page?utm_campaign=autumn")).not.toContain("data-earnest-trust");
  });

  it("says that there may be a question, and no more, to whoever could be asked one", async () => {
    const browser = new Browser();
    await browser.choose({ memory: true, personal: true });
    const [asked, nobody] = await Promise.all([browser, new Browser()].map((who) => page(who, "/page?utm_campaign=winter")));
    expect(asked).toMatch(/^(?!.*To know size).*"asks":true\}/s);
    expect(nobody).not.toContain('"asks"');
  });

  it("is filled slot by slot where one stands in another", async () => {
    const [html = ""] = (await page(new Browser(), "/nested?utm_campaign=winter")).split("<script");
    expect(html.replaceAll(/<[^>]*>/g, "|").replaceAll(/\|+/g, "|")).toBe("|See it|Theirs|Winter &amp; &lt;i&gt;snow&lt;/i&gt;|");
  });

  it("keeps what the origin says of it, but for what is no longer true", async () => {
    const { headers } = await visit(new Browser(), "/page?utm_campaign=winter");
    expect(headers.get("x-brand")).toBe("kept");
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("content-security-policy")).toContain("nonce-r4nd0m");
    expect(headers.get("cache-control")).toBe("private, no-store");
    for (const name of ["etag", "last-modified", "content-length"]) expect(headers.get(name)).toBeNull();
  });

  it("goes through untouched where there is nothing to fill", async () => {
    const response = await visit(new Browser(), "/page");
    expect(response.headers.get("etag")).toBe('"strong"');
    expect(response.headers.get("cache-control")).toBe("public, max-age=60");
    expect(await response.text()).toBe(await (await fetch(`${inject("origin")}/page`)).text());
  });

  it("without slots is the origin's own, headers and all, also for who would be shown something, and nothing is decided for it", async () => {
    const browser = await shopper();
    browser.now += 6 * MINUTE;
    const { env, counts } = counting(inFront());
    const [response, own] = [await visit(browser, "/bare?utm_campaign=winter", {}, env), await fetch(`${inject("origin")}/bare`)];
    const told = (headers: Headers) => [...headers].filter(([name]) => !["date", "connection", "keep-alive"].includes(name));
    expect(told(response.headers)).toEqual(told(own.headers));
    expect(await response.text()).toBe(await own.text());
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
  });

  it("is filled where its first slot stands far down, too", async () => {
    const response = await visit(new Browser(), "/late?utm_campaign=winter");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(await response.text()).toContain(">Winter &amp; &lt;i&gt;snow&lt;/i&gt;</h1>");
  });

  it("that is long is known to have no slot once it went through, by its strong validator and by no other", async () => {
    const kept = async (version: string): Promise<string | null> => {
      const response = await visit(new Browser(), "/long?utm_campaign=winter", { "x-version": version });
      expect((await response.text()).includes("Winter")).toBe(version === "slot");
      return response.headers.get("cache-control");
    };
    const [own, personal] = ["public, max-age=60", "private, no-store"];
    expect([await kept("1"), await kept("1"), await kept("1")]).toEqual([personal, own, own]);
    expect([await kept("slot"), await kept("slot")]).toEqual([personal, personal]);
    expect([await kept("weak"), await kept("weak")]).toEqual([personal, personal]);
    expect(await kept("1")).toBe(own);
  });

  it("follows the person's choice: after three views, and after taking it back", async () => {
    const browser = await shopper();
    const filled = await page(browser, "/page");
    expect(filled).toContain(">Shoes for you<");
    expect(filled).toContain("<button data-earnest-why>");
    await browser.withdraw();
    expect(await page(browser, "/page")).toContain("<button data-earnest-why hidden>");
    expect(await page(browser, "/page")).toContain(OWN);
  });

  it("asks no storage with a live pass", async () => {
    const browser = await shopper();
    await page(browser, "/page");
    const { env, counts } = counting(inFront());
    expect(await page(browser, "/page", {}, env)).toContain(">Shoes for you<");
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
  });

  it("speaks the language of the page", async () => {
    expect(await page(new Browser(), "/german?utm_campaign=winter", { "accept-language": "en" })).toContain(">Winterzeit<");
    expect(await page(new Browser(), "/page?utm_campaign=winter", { "accept-language": "de-AT,de;q=0.9" })).toContain(">Winterzeit<");
  });

  it("begins before the origin has finished", async () => {
    const name = crypto.randomUUID();
    const response = await visit(new Browser(), `/slow/${name}?utm_campaign=winter`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("Winter &amp;")) text += (await reader?.read())?.value ?? "";
    expect(text).not.toContain("</html>");
    await fetch(`${inject("origin")}/go-on/${name}`);
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
    expect(text).toContain("</html>");
  });
});

describe("what the origin is asked", () => {
  it("holds no pass and no floor, and keeps the brand's own cookies and the browser's signals", async () => {
    const browser = await shopper();
    browser.jar.set("basket", "7");
    browser.jar.set("__Host-earnest-staff", "x");
    const asked = (await (await visit(browser, "/asked", { "sec-gpc": "1", "if-none-match": '"strong"' })).json()) as Record<
      string,
      string
    >;
    expect(asked["cookie"]).toContain("basket=7");
    expect(asked["cookie"]).not.toContain("__Host-earnest");
    expect(asked).toMatchObject({ "sec-gpc": "1", "x-forwarded-host": "localhost" });
    expect(asked).not.toHaveProperty("if-none-match");
  });

  it("keeps its conditions where it is no page that is asked for", async () => {
    const headers = { accept: "image/*", "sec-fetch-dest": "image", "if-none-match": '"strong"', range: "bytes=0-1" };
    const asked = await (await visit(new Browser(), "/asked", headers)).json();
    expect(asked).toMatchObject({ "if-none-match": '"strong"', range: "bytes=0-1" });
  });

  it("is its own answer when it fails, moves or has no such page", async () => {
    const failed = await visit(new Browser(), "/failure?utm_campaign=winter");
    expect([failed.status, await failed.text()]).toEqual([500, "<h1>The shop is closed</h1>"]);
    const moved = await visit(new Browser(), "/gone");
    expect([moved.status, moved.headers.get("location")]).toEqual([302, "/elsewhere"]);
    const missing = await visit(new Browser(), "/missing?utm_campaign=winter");
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain("Winter &amp;");
    expect((await visit(new Browser(), "/page", {}, inFront("http://127.0.0.1:9"))).status).toBe(502);
    expect((await visit(new Browser(), "/page", {}, bindings())).status).toBe(404);
  });
});

describe("a decision that is not to be had", () => {
  it("leaves the whole default page: storage failing under a pass past its time", async () => {
    const browser = await shopper();
    browser.now += 10 * MINUTE;
    const response = await visit(browser, "/page", {}, without(inFront(), "d1", "kv"));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(OWN);
  });

  it("is not made for a page that is only looked at ahead: nothing is counted and no cookie is set", async () => {
    const ahead = { "sec-purpose": "prefetch;prerender" };
    const response = await visit(new Browser(), "/page?utm_campaign=winter", ahead);
    expect(response.headers.getSetCookie()).toEqual([]);
    const html = await response.text();
    expect(html).toContain("Winter &amp;");
    expect(html).toContain('"exposure":null');
    const american = new Browser();
    american.country = "US";
    expect((await visit(american, "/page", ahead)).headers.getSetCookie()).toEqual([]);
    expect((await visit(american, "/page")).headers.getSetCookie()).not.toEqual([]);
  });
});
