import { expect, inject } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { askingProgram } from "../support/asks.ts";
import { OFFER_AUDIENCES, OFFERS, REWARDS } from "../support/offers.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { merge } from "./merging.ts";
import { server } from "./people.ts";
import { deliver, die, keeping, subjectOf, YES } from "./subjects.ts";

const SITE = "?site=pk_acme_main";
const TEXTS = { en: { name: "x" }, de: { name: "x" } };

/** Publishes a program that takes everything there is to take: asks, offers, points, and an attribute that a contract keeps. */
export async function publishTaking(): Promise<void> {
  const base = askingProgram();
  const told = { type: "string", source: "volunteered", texts: TEXTS };
  const attributes = [
    ...(base["attributes"] as object[]),
    { key: "account", purposes: ["service"], ...told },
    { key: "hobby", purposes: ["personal"], ...told },
  ];
  const reports = [
    { key: "accounts", purpose: "service", attributes: ["account"] },
    { key: "hobbies", purpose: "personal", attributes: ["hobby"] },
  ];
  const webhooks = [{ key: "crm", url: `${inject("receiver")}/erasures/200`, events: ["subject.erased"], controller: "acme" }];
  const program = askingProgram({ attributes, reports, webhooks, offers: OFFERS, audiences: OFFER_AUDIENCES, rewards: REWARDS });
  expect((await publish(program)).status).toBe(201);
}

/** Somebody of whom a word of their own was left wherever one can be. */
export interface Planted {
  readonly visitor: Browser;
  readonly subject: SubjectId;
  /** Another record of theirs, which was merged to theirs. */
  readonly child: SubjectId;
  readonly user: string;
  /** Each occurs nowhere but in what is theirs. */
  readonly words: readonly string[];
  /** What was on its way to the consumers, and what they gave up and nobody has kept yet. */
  readonly inFlight: readonly SealedMessage[];
  readonly dying: readonly SealedMessage[];
}

/** Leaves a word of theirs in every store: as an attribute, event, answer, import, identifier, code, message. */
export async function plant(): Promise<Planted> {
  const words: string[] = [];
  const word = (kind: string): string => {
    words.push(`${kind}-${crypto.randomUUID()}`);
    return words.at(-1) ?? "";
  };
  const visitor = new Browser();
  await visitor.choose(YES);
  const subject = await subjectOf(visitor);
  const user = word("user");
  const named = { type: "subject", value: subject };
  const mail = `${word("mail")}@example.org`;
  const card = word("card").replaceAll("-", "").toUpperCase();
  words.push(card);
  for (const identifier of [
    { type: "user", value: user },
    { type: "email", value: mail },
    { type: "card", value: card },
  ])
    await ok(server("/v1/identities/link", { subject: named, identifier, source: "crm", proof: word("proof") }));
  await behave(visitor, [word("seen"), word("liked"), word("liked")]);
  await answerAsk(visitor);
  await ok(bring(user, word("hobby"), word("account")));
  await ok(till("offers/redeem", { offer: "once-each", subject: { type: "user", value: user }, basket: word("basket") }));
  await ok(till("loyalty/points/earn", { subject: named, points: 987_654 }));
  await ok(till("loyalty/points/spend", { subject: named, points: 54 }));
  await ok(request(`/v1/decisions/replay${SITE}`, { key: SECRET_KEY, body: { subject: named } }));
  await ok(request(`/v1/decide${SITE}`, { key: SECRET_KEY, body: { slots: ["hero"], subject: named } }));
  const child = await mergedTo(subject, word("merged"));
  const dead = await onTheWay(visitor, word("dead"));
  expect(await die(dead, `dead-${subject}`)).toBe("acked");
  return {
    visitor,
    subject,
    child,
    user,
    words,
    inFlight: await onTheWay(visitor, word("late")),
    dying: await onTheWay(visitor, word("dying")),
  };
}

async function ok(asked: Promise<{ readonly status: number; readonly text: string }>): Promise<void> {
  const { status, text } = await asked;
  expect(status, text).toBeLessThan(300);
}

function till(path: string, body: object) {
  const headers = { "idempotency-key": crypto.randomUUID(), "x-earnest-now": String(NOON) };
  return request(`/v1/${path}${SITE}`, { key: SECRET_KEY, body, headers });
}

function bring(user: string, hobby: string, account: string) {
  const path = `/v1/imports/${crypto.randomUUID()}/parts/1${SITE}&from=crm&source=volunteered`;
  const text = `user,at,attributes.hobby,attributes.account\n${user},2026-11-22T11:00:00Z,${hobby},${account}`;
  return request(path, { method: "PUT", key: SECRET_KEY, text, headers: { "content-type": "text/csv", "x-earnest-now": String(NOON) } });
}

async function behave(visitor: Browser, products: readonly string[]): Promise<void> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (const product of products) await visitor.view(product);
  const { json } = await visitor.decide();
  const tokens = Object.values(json.decisions).flatMap((slot) => (slot as { exposure?: string }).exposure ?? []);
  await visitor.ask("/v1/exposures", { body: { exposures: tokens } });
  visitor.env = undefined;
  expect((await deliver(kept)).retried).toBe(0);
}

async function answerAsk(visitor: Browser): Promise<void> {
  const { ask } = (await visitor.decide(["aside"])).json;
  await ok(visitor.ask(`/v1/asks/${ask.key}/seen`, { body: { token: ask.token } }));
  const headers = { "idempotency-key": crypto.randomUUID() };
  await ok(visitor.ask(`/v1/asks/${ask.key}/answer`, { body: { value: ask.key === "size" ? 45 : "nowhere" }, headers }));
}

async function mergedTo(root: SubjectId, product: string): Promise<SubjectId> {
  const other = new Browser();
  await other.choose(YES);
  await behave(other, [product]);
  const child = await subjectOf(other);
  await ok(merge(root, child));
  return child;
}

/** Events, exposures and a refusal that were taken in and not yet consumed. */
async function onTheWay(visitor: Browser, product: string): Promise<readonly SealedMessage[]> {
  const copy = visitor.copy();
  const { env, kept } = keeping(bindings());
  copy.env = env;
  await copy.view(product);
  const { json } = await copy.decide();
  const tokens = Object.values(json.decisions).flatMap((slot) => (slot as { exposure?: string }).exposure ?? []);
  await copy.ask("/v1/exposures", { body: { exposures: tokens, used: tokens.slice(0, 1) } });
  return kept;
}
