import { expect } from "vitest";
import { ADVISING } from "../support/advised.ts";
import { askingProgram } from "../support/asks.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, request, SECRET_KEY, type Answer } from "./client.ts";
import { server } from "./people.ts";
import { deliver, keeping, subjectOf } from "./subjects.ts";

const UNSAID = { personal: true, memory: true, contextual: true };
const WINTER = { url: "http://localhost/?utm_campaign=winter" };
const said = { en: "A person answers", de: "Ein Mensch antwortet" };
const CHOOSING = {
  ...{ key: "choosing", name: { en: "While choosing", de: "Beim Aussuchen" }, when: { shoeViews: { $gte: 2 } } },
  trust: [{ kind: "contact", texts: said, link: "tel:+493023125012" }],
};
const [size, town, offers] = askingProgram()["asks"] as readonly object[];
export const ASKS = [
  { ...size, apart: 0 },
  { ...town, apart: 0, negative: { values: ["Nowhere"] }, promise: { by: "brand", due: "P2D" } },
  { ...offers, apart: 0 },
];
/** What is shown to whoever told a size is for that moment. */
const EXPERIENCES = (askingProgram()["experiences"] as readonly { readonly key: string }[]).map((experience) =>
  experience.key === "sized" ? { ...experience, moment: "choosing", goals: ["looked"] } : experience,
);
const GOALS = [{ key: "looked", event: "Product Viewed", purpose: "personal", window: "P1D" }];
export const PROGRAM = { ...ADVISING, goals: GOALS, moments: [CHOOSING], asks: ASKS, experiences: EXPERIENCES };

export async function person(): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(UNSAID);
  return visitor;
}

async function put(visitor: Browser, slots: readonly string[] = ["aside"], context?: object) {
  return (await visitor.decide(slots, context)).json.ask ?? { key: "none", token: "" };
}

function answer(visitor: Browser, { key, token }: { readonly key: string; readonly token: string }, body: object) {
  return visitor.ask(`/v1/asks/${key}/answer`, { body: { ...body, token }, headers: { "idempotency-key": crypto.randomUUID() } });
}

export async function seen(visitor: Browser): Promise<Browser> {
  const { key, token } = await put(visitor);
  expect((await queued(visitor, () => visitor.ask(`/v1/asks/${key}/seen`, { body: { token } }))).status).toBe(200);
  return visitor;
}

export const refuse = (visitor: Browser) =>
  queued(visitor, async () => answer(visitor, await put(visitor, ["partner"], WINTER), { refused: true }));

/** Sees what fits the size, which is for the moment of choosing. */
export async function seeQuiet(visitor: Browser): Promise<void> {
  const { exposure } = (await visitor.decide(["quiet"])).json.decisions.quiet;
  expect((await queued(visitor, () => visitor.ask("/v1/exposures", { body: { exposures: [exposure] } }))).status).toBe(202);
}

/** Does something of which the queue brings word. */
export async function queued(visitor: Browser, work: () => Promise<Answer>): Promise<Answer> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  const answered = await work();
  visitor.env = undefined;
  await deliver(kept);
  return answered;
}

/** Somebody who told a size, looked at shoes, and told half an hour later that they live nowhere. */
export async function told(): Promise<Browser> {
  const visitor = await person();
  expect((await answer(visitor, await put(visitor), { value: 45 })).status).toBe(201);
  for (let times = 0; times < 2; times++) await visitor.view("fjord");
  visitor.now += 31 * MINUTE;
  await visitor.renew();
  expect((await answer(visitor, await put(visitor), { value: "Nowhere" })).json.ask).toBe("town");
  return visitor;
}

export interface Named {
  readonly kind: string;
  readonly ask?: string;
}

export const mine = async (visitor: Browser, query = "") => (await visitor.ask(`/v1/me/journey${query}`)).json;

/** By what somebody is known from now on. */
export async function knownAs(visitor: Browser) {
  const identifier = { type: "user", value: crypto.randomUUID() };
  const subject = { type: "subject", value: await subjectOf(visitor) };
  await server("/v1/identities/link", { subject, identifier, source: "crm", proof: "1" });
  return identifier;
}

/** What an adviser is told of them. */
export async function advised(visitor: Browser) {
  const identifier = await knownAs(visitor);
  const headers = { "x-earnest-now": String(visitor.now) };
  return (await request("/v1/advisor/look-up?site=pk_acme_main", { key: SECRET_KEY, body: { identifier, actor: "anna" }, headers })).json;
}

/** The page that an adviser is shown of them. */
export async function pageOf(visitor: Browser): Promise<string> {
  const { value: identifier } = await knownAs(visitor);
  const staff = new Browser();
  const send = (to: string, fields: Readonly<Record<string, string>>) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const text = new URLSearchParams(fields).toString();
    return staff.ask(`/advisor/${to}?site=pk_acme_main&locale=en`, { method: "POST", key: "", text, headers });
  };
  await send("sign-in", { name: "anna", key: SECRET_KEY });
  return (await send("look-up", { kind: "user", identifier })).text;
}
