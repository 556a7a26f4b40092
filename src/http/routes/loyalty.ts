import { Hono, type Context } from "hono";
import { cardBefore, issueCard } from "../../actions/exchange/issue-card.ts";
import { movePoints, schemeName, type Movement, type PointsRefusal } from "../../actions/exchange/move-points.ts";
import { offersFor } from "../../actions/exchange/read-door.ts";
import { blockEverywhere, replaceCard } from "../../actions/exchange/replace-card.ts";
import type { Call } from "../../actions/call.ts";
import { giftsOf, servesAt, tierOf } from "../../core/exchange/points.ts";
import { ok } from "../../core/kernel/result.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import type { CompiledReward } from "../../core/program/compiled-reward.ts";
import type { SubjectRef } from "../../actions/identity/find-subjects.ts";
import { readFamily } from "../../actions/identity/read-family.ts";
import { readUnlocked, type UnlockedRow } from "../../storage/unlocked.ts";
import { readPoints, type Account, type Entry } from "../../storage/points.ts";
import { afterAt, nextOf } from "../after.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { offerWords } from "../offer-words.ts";
import { onceOf } from "../once.ts";
import { openServerCall } from "../open-call.ts";
import { away, invalid } from "../problem.ts";
import { identifierAt, knownRoot, subjectRefAt, unlinked } from "../subject-ref.ts";
import { objectAt, optionalTextAt, readJson, textAt, wholeAt, type Fields } from "../validate.ts";

const MOST = 1_000_000_000;
const NEWEST = 50;
/** Ids of entries: some name the scheme they are of. */
const ENTRY = /^[a-z]{3}_[\w/.-]{1,250}$/;

/** /v1/loyalty: points of a reward of the program, and the cards they are on. Needs the scope `loyalty`. */
export const loyaltyRoutes = new Hono<App>()
  .post("/:reward/earn", (c) => move(c, ["amount", "points"], earning))
  .post("/:reward/spend", (c) => move(c, ["points"], (fields) => ({ kind: "spend", points: wholeAt(fields["points"], "points", 1, MOST) })))
  .post("/:reward/back", (c) => move(c, ["entry"], (fields) => ({ kind: "back", entry: textAt(fields["entry"], "entry", 60) })))
  .post("/:reward/account", (c) => account(c))
  .post("/:reward/door", (c) => door(c))
  .post("/:reward/cards", (c) => issue(c))
  .post("/:reward/cards/block", (c) => block(c));

/** The call of a till, with the reward it names: people and cards are those of the account's own controller. */
async function openReward(c: Context<App>): Promise<{ readonly call: Call; readonly own: Call; readonly reward: CompiledReward }> {
  const call = await openServerCall(c, "loyalty");
  const reward = call.program.compiled.rewards.find(({ key }) => key === c.req.param("reward"));
  if (!reward) throw invalid("reward", "known", "must be a reward of the program");
  if (!servesAt(reward, call.program.site.controller)) throw problemOf("foreign-merchant");
  const site = { ...call.program.site, controller: reward.controller };
  return { call, own: { ...call, program: { ...call.program, site } }, reward };
}

async function move(c: Context<App>, known: readonly string[], read: (fields: Fields) => Movement): Promise<Response> {
  const { call, own, reward } = await openReward(c);
  const key = onceOf(c.req.raw.headers, 8);
  if (key === null) throw invalid("idempotency-key", "required", "must be sent with everything that spends");
  const fields = objectAt(await readJson(c.req.raw), "", ["subject", ...known]);
  const movement = read(fields);
  const ref = subjectRefAt(fields["subject"], "subject");
  const subject = await knownRoot(own, ref, "subject");
  const moved = await movePoints(call, reward, { subject, named: `${ref.kind}:${ref.value}` }, movement, key);
  if (!moved.ok) throw problemOf(moved.error);
  return answer(c, { subject, entry: wordsOf(moved.value.entry), ...accountIn(reward, moved.value.account) });
}

function earning(fields: Fields): Movement {
  const isAmount = fields["amount"] !== undefined;
  if (isAmount === (fields["points"] !== undefined)) throw invalid("amount", "one-of", "must be given, or else points");
  if (isAmount) return { kind: "earn", amount: wholeAt(fields["amount"], "amount", 0, MOST), points: 0 };
  return { kind: "earn", amount: null, points: wholeAt(fields["points"], "points", 1, MOST) };
}

/** A merchant reads the balance, and the entries of its own tills. */
async function account(c: Context<App>): Promise<Response> {
  const { call, own, reward } = await openReward(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["subject", "after"]);
  const after = afterAt(optionalTextAt(fields["after"], "after", 300), ENTRY);
  const subject = await knownRoot(own, subjectRefAt(fields["subject"], "subject"), "subject");
  const wanted = { newest: NEWEST, after, merchant: call.program.site.controller };
  const read = await readPoints(call.platform.env, { subject, scheme: schemeName(call, reward), at: call.now }, wanted);
  const { subjects } = await readFamily(call.platform.env, subject);
  const badges = (await readUnlocked(call.platform.env, subjects)).filter(({ scheme }) => scheme === schemeName(call, reward));
  return answer(c, {
    subject,
    ...accountIn(reward, read.account),
    badges: badges.map(badgeIn),
    entries: read.entries.map(wordsOf),
    next: nextOf(read.entries, NEWEST, ({ at }) => at),
  });
}

/** What somebody is told as their card passes the door: offers for them, in one call. */
async function door(c: Context<App>): Promise<Response> {
  const { call, own } = await openReward(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["card", "locale"]);
  const wanted = optionalTextAt(fields["locale"], "locale", 35);
  const card = cardAt(fields["card"]);
  const { locales } = own.program.compiled;
  const locale = locales.find((item) => item === wanted) ?? locales[0] ?? "en";
  const offers = await offersFor(own, call, card);
  if (!offers) throw unlinked("card");
  return answer(c, { offers: offers.map((offer) => offerWords(own.program.compiled, offer, locale)) });
}

/** A new card: of nobody yet, or in place of one that was lost; sent again under its key, the same one, blocked or not. */
async function issue(c: Context<App>): Promise<Response> {
  const { own, reward } = await openReward(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["replaces"]);
  const lost = fields["replaces"] === undefined ? null : subjectRefAt(fields["replaces"], "replaces");
  const request = requestOf(c, lost);
  const before = request === null ? null : await cardBefore(own, request);
  if (before === "erased") throw invalid("idempotency-key", "erased", "must not be that of a card whose holder was erased");
  const issued = before ? ok(before) : await issueCard(own, request, lost && (await knownRoot(own, lost, "replaces")));
  if (!issued.ok) throw away();
  if (lost?.kind === "card" && !(await replaceCard(own, reward, lost, issued.value.card)).ok) throw away();
  return answer(c, issued.value, 201);
}

/** What tells one request for a card from another; null where no key does. */
function requestOf(c: Context<App>, lost: SubjectRef | null): string | null {
  const key = onceOf(c.req.raw.headers, 8);
  return key === null ? null : [key, lost?.kind, lost?.value].join("|");
}

async function block(c: Context<App>): Promise<Response> {
  const { own, reward } = await openReward(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["card"]);
  const blocked = await blockEverywhere(own, reward, cardAt(fields["card"]));
  if (!blocked.ok) throw away();
  return answer(c, { blocked: true, subject: blocked.value });
}

function cardAt(value: unknown): Identifier {
  return identifierAt({ type: "card", value }, "card");
}

function badgeIn({ challenge, season, at }: UnlockedRow): object {
  return { challenge, season: season === "" ? null : season, at: new Date(at).toISOString() };
}

function accountIn(reward: CompiledReward, { balance, earned }: Account): object {
  return { balance, earned, tier: tierOf(reward, earned), gifts: giftsOf(reward, earned) };
}

function wordsOf({ id, kind, points, merchant, amount, at, expires_at }: Entry): object {
  const iso = (instant: number): string => new Date(instant).toISOString();
  return { id, kind, points, merchant, amount, at: iso(at), expires: expires_at === null ? null : iso(expires_at) };
}

const REFUSED: Readonly<Record<Exclude<PointsRefusal, "unavailable">, readonly [field: string, detail: string]>> = {
  reused: ["idempotency-key", "was used for another request before"],
  "foreign-merchant": ["reward", "must be one that this site's controller gives and takes"],
  nothing: ["amount", "must be enough for one point"],
  insufficient: ["points", "must not be more than there are"],
  "unknown-entry": ["entry", "must be an entry of this person that was earned or spent at this merchant"],
};

function problemOf(refused: PointsRefusal) {
  if (refused === "unavailable") return away();
  const [field, detail] = REFUSED[refused];
  return invalid(field, refused, detail);
}
