import { Hono, type Context } from "hono";
import { addCodes } from "../../actions/exchange/add-codes.ts";
import type { Wanted } from "../../actions/exchange/plan-redemption.ts";
import { redeemOffer, type RedeemRefusal } from "../../actions/exchange/redeem-offer.ts";
import { refundOffer } from "../../actions/exchange/refund-offer.ts";
import type { Call } from "../../actions/call.ts";
import { closedAt, isServed } from "../../core/exchange/offer.ts";
import type { CompiledOffer } from "../../core/program/compiled-offer.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { bodyLines } from "../body-lines.ts";
import { offerWords } from "../offer-words.ts";
import { onceOf } from "../once.ts";
import { openBrowserCall, openServerCall } from "../open-call.ts";
import { away, invalid, type Problem } from "../problem.ts";
import { knownRoot, subjectRefAt } from "../subject-ref.ts";
import { objectAt, optionalTextAt, readJson, textAt, type Fields } from "../validate.ts";

/** /v1/offers: what a brand gives, and the tills that spend it. */
export const offerRoutes = new Hono<App>()
  .get("/", (c) => list(c))
  .post("/redeem", (c) => redeem(c))
  .post("/refund", (c) => refund(c))
  .post("/:offer/codes", (c) => codes(c));

async function list(c: Context<App>): Promise<Response> {
  const call = await openBrowserCall(c);
  const locale = localeOf(call, c.req.query("locale"));
  const open = call.program.compiled.offers.filter((offer) => isForEverybody(call, offer));
  return answer(c, { offers: open.map((offer) => offerWords(call.program.compiled, offer, locale)) });
}

/** Offers for an audience are told where the audience is known: nobody learns here who is in it. */
function isForEverybody(call: Call, offer: CompiledOffer): boolean {
  return isServed(offer, call.program.site.controller) && offer.audience === null && closedAt(offer, call.now) === null;
}

function localeOf(call: Call, wanted: string | undefined): string {
  const { locales } = call.program.compiled;
  return locales.find((locale) => locale === wanted) ?? locales[0] ?? "en";
}

async function redeem(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "offers:redeem");
  const once = onceOf(c.req.raw.headers, 8);
  if (once === null) throw invalid("idempotency-key", "required", "must be sent with everything that spends");
  const fields = objectAt(await readJson(c.req.raw), "", ["offer", "code", "subject", "basket"]);
  const [offer, code, basket] = [optionalAt(fields, "offer", 48), optionalAt(fields, "code", 64), optionalAt(fields, "basket", 100)];
  if (offer === null && code === null) throw invalid("offer", "required", "must name an offer, or give its code");
  const who = await whoAt(call, fields["subject"]);
  if (basket !== null && who.subject === null) throw invalid("subject", "required", "must be named where a basket is");
  const redeemed = await redeemOffer(call, { offer, code, ...who, basket, once });
  if (!redeemed.ok) throw problemOf(redeemed.error);
  const { id, benefit, at, refundedAt } = redeemed.value;
  const key = redeemed.value.offer.split("/").at(-1);
  const refunded = refundedAt === null ? null : new Date(refundedAt).toISOString();
  return answer(c, { redemption: id, offer: key, benefit, subject: who.subject, at: new Date(at).toISOString(), refundedAt: refunded });
}

function optionalAt(fields: Fields, field: string, most: number): string | null {
  return optionalTextAt(fields[field], field, most) ?? null;
}

/** Who is named, and by which identifier where it is one; nobody has to be. */
async function whoAt(call: Call, value: unknown): Promise<Pick<Wanted, "subject" | "identifier" | "named">> {
  if (value === undefined || value === null) return { subject: null, identifier: null, named: null };
  const ref = subjectRefAt(value, "subject");
  const identifier = ref.kind === "subject" ? null : ref;
  return { subject: await knownRoot(call, ref, "subject"), identifier, named: `${ref.kind}:${ref.value}` };
}

async function refund(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "offers:redeem");
  const id = textAt(objectAt(await readJson(c.req.raw), "", ["redemption"])["redemption"], "redemption", 40);
  if (!/^red_[0-9a-f]{32}$/.test(id)) throw invalid("redemption", "redemption-id", "must be red_ and 32 hex digits");
  const refunded = await refundOffer(call, id);
  if (refunded.ok) return answer(c, { redemption: id, refundedAt: new Date(refunded.value.refundedAt ?? call.now).toISOString() });
  if (refunded.error === "unavailable") throw away();
  throw invalid("redemption", "known", "must be a redemption of this program");
}

/** So many codes of twelve letters take half of the statements and of the time that one request may. */
const MOST_BYTES = 30 * 1024 * 1024;

async function codes(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "offers");
  const key = c.req.param("offer") ?? "";
  const offer = call.program.compiled.offers.find((item) => item.key === key);
  if (offer?.codes !== "unique") throw invalid("offer", "unique-codes", "must be an offer whose codes are good once each");
  const added = await addCodes(call, key, bodyLines(c.req.raw, MOST_BYTES), onceOf(c.req.raw.headers, 8));
  if (!added.ok) throw problemOf(added.error);
  return answer(c, added.value);
}

/** Which field a refusal is about, and what would be accepted. */
const REFUSED: Readonly<Record<Exclude<RedeemRefusal, "unavailable">, readonly [field: string, detail: string]>> = {
  reused: ["idempotency-key", "was used for another request before"],
  "unknown-offer": ["offer", "must be an offer of the program"],
  "unknown-code": ["code", "must be a code of the offer"],
  "needs-code": ["code", "must be given for this offer"],
  "spent-code": ["code", "was redeemed before"],
  "foreign-merchant": ["offer", "must be one that this site's controller may redeem"],
  "not-started": ["offer", "has not begun yet"],
  ended: ["offer", "is over"],
  "needs-identifier": ["subject", "must be named, and by a linked identifier where the offer counts per person"],
  "not-eligible": ["subject", "must be in the offer's audience, as far as they allow that to be known"],
  "over-budget": ["offer", "has been redeemed as often as it may be"],
  "over-day": ["offer", "has been redeemed as often as it may be on this day"],
  "over-person": ["subject", "has redeemed this offer as often as one person may"],
  combination: ["basket", "must hold no other offer together with one that stands alone"],
};

function problemOf(refused: RedeemRefusal): Problem {
  if (refused === "unavailable") return away();
  const [field, detail] = REFUSED[refused];
  return invalid(field, refused, detail);
}
