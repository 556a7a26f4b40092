import { beforeAll, describe, expect, it } from "vitest";
import { app } from "../../src/http/app.ts";
import { OPERATIONS } from "../../src/openapi/document.ts";
import { bindings } from "./bindings.ts";
import { askingProgram } from "../support/asks.ts";
import { Browser, publish, type Answer } from "./client.ts";
import { everything } from "./erasing.ts";
import { counting } from "./faults.ts";
import { knownBy, newAddress, proveBy } from "./known.ts";
import { lettersOf } from "./mailbox.ts";
import { OPEN_ROUTES, type Theirs, type Try } from "./open-routes.ts";
import { deliver, keeping, subjectOf } from "./subjects.ts";

beforeAll(async () => void (await publish(askingProgram())));

/** Every route there is that asks for no secret key. */
const ROUTES = [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== "OPTIONS" && method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{.*?\})?(?=\/|$)/g, "{$1}")}`),
  ),
].filter((route) => OPERATIONS[route]?.keys.some((key) => typeof key === "string") ?? true);

const chosen = async (): Promise<Browser> => {
  const visitor = new Browser();
  await visitor.choose({ personal: true, memory: true });
  return visitor;
};

/** What an answer is but for its random parts: status, members, lengths, and what the browser is told to keep. */
function shapeOf({ status, json, text, headers }: Answer): object {
  const shape = (value: unknown): unknown => {
    if (typeof value === "string") return value.length;
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value) ? value.map(shape) : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shape(item)]));
  };
  const cookies = headers.getSetCookie().map((line) => line.split("=")[0]);
  const [location = null] = headers.get("location")?.split("#") ?? [];
  return { status, body: json === null ? text.length : shape(json), cookies, location };
}

it("every route that needs no secret key stands in the table of what strangers try", () => {
  expect(Object.keys(OPEN_ROUTES).toSorted()).toEqual(ROUTES.toSorted());
});

describe("whether anybody is known by an identifier", () => {
  const claiming = Object.entries(OPEN_ROUTES).flatMap(([route, { claim }]) => (claim ? [[route, claim] as const] : []));

  it.each(claiming)("is told by no status, body, cookie or storage call: %s", async (_, claim) => {
    const known = newAddress();
    await knownBy(known);
    const tried = async (identifier: string): Promise<object> => {
      const visitor = await chosen();
      const { env, counts } = counting(keeping(bindings()).env);
      visitor.env = env;
      let answer: Answer | null = null;
      await lettersOf(async () => void (answer = await ask(visitor, claim(identifier))));
      return { answer: answer && shapeOf(answer), calls: counts() };
    };
    await tried(newAddress());
    expect(await tried(known)).toEqual(await tried(newAddress()));
  });
});

const ask = (visitor: Browser, { path, ...rest }: Try): Promise<Answer> => visitor.ask(path, rest);

/** Somebody who left something everywhere, and how it is called. */
async function leave(): Promise<Theirs & { readonly marker: string }> {
  const [address, marker] = [newAddress(), `marker-${crypto.randomUUID()}`];
  const visitor = await knownBy(address, { personal: true, memory: true });
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (let seen = 0; seen < 3; seen++) await visitor.view(marker, marker);
  visitor.env = undefined;
  await deliver(kept);
  await visitor.renew();
  const { decisions } = (await visitor.decide()).json;
  const { entries } = (await visitor.ask("/v1/consent/history")).json;
  await proveBy(visitor, address);
  const { id } = (await visitor.ask("/v1/requests", { body: { kind: "access", about: marker } })).json;
  let challenge = "";
  await lettersOf(async () => void (challenge = (await visitor.ask("/v1/identities/code", { body: { email: address } })).json.challenge));
  const { receipt } = entries[0];
  return { subject: await subjectOf(visitor), address, marker, receipt, exposure: decisions.hero.exposure, request: id, challenge };
}

describe("what is somebody else's", () => {
  it("is neither shown to nor changed by a person who proved to be another, on any route", async () => {
    const theirs = await leave();
    const secrets = [theirs.subject, theirs.marker, theirs.receipt, theirs.request];
    const about = async (): Promise<string> =>
      (await everything())
        .split("\n")
        .filter((row) => row.includes(theirs.subject))
        .toSorted()
        .join("\n");
    const before = await about();
    expect(before).toContain(theirs.marker);
    for (const [route, { reach }] of Object.entries(OPEN_ROUTES)) {
      const address = newAddress();
      const visitor = await knownBy(address);
      await proveBy(visitor, address);
      const { env, kept } = keeping(bindings());
      visitor.env = env;
      let answer: Answer | null = null;
      await lettersOf(async () => void (answer = await ask(visitor, { method: route.split(" ")[0] ?? "GET", ...reach(theirs) })));
      visitor.env = undefined;
      await deliver(kept);
      const text = (answer as Answer | null)?.text ?? "";
      expect({ route, shown: secrets.filter((secret) => text.includes(secret)) }).toEqual({ route, shown: [] });
    }
    expect(await about()).toBe(before);
  });
});
