import { Hono, type Context } from "hono";
import { movePoints, schemeName } from "../../actions/exchange/move-points.ts";
import { redeemOffer } from "../../actions/exchange/redeem-offer.ts";
import type { Call } from "../../actions/call.ts";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { judgeVisitor } from "../../actions/consent/judge-visitor.ts";
import { readRoot } from "../../actions/consent/read-root.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Benefit } from "../../core/program/compiled-offer.ts";
import { readPoints } from "../../storage/points.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { onceOf } from "../once.ts";
import { openBrowserCall } from "../open-call.ts";
import { away, invalid, Problem } from "../problem.ts";
import { objectAt, optionalTextAt, readJson, wholeAt } from "../validate.ts";

const WAIT_MS = 2_000;
const MOST = 10_000_000;

/** The till of the demo shop, in local mode only: a shop's own server does this with its secret key. It believes the page what the basket costs. */
export const demoTillRoutes = new Hono<App>()
  .get("/", async (c) => {
    const { call, subject } = await openTill(c);
    return answer(c, { points: subject === null ? null : await balanceOf(call, subject) });
  })
  .post("/", async (c) => {
    const { call, subject } = await openTill(c);
    const once = onceOf(c.req.raw.headers, 16);
    if (once === null) throw invalid("idempotency-key", "required", "must be sent with everything that spends");
    const fields = objectAt(await readJson(c.req.raw), "", ["code", "total"]);
    const total = wholeAt(fields["total"], "total", 1, MOST);
    const code = optionalTextAt(fields["code"], "code", 40) ?? null;
    const off = code === null ? 0 : await redeem(call, subject, code, total, once);
    const earned = subject === null ? null : await earn(call, subject, total - off, once);
    return answer(c, { total, off, paid: total - off, earned, points: subject === null ? null : await balanceOf(call, subject) });
  });

/** Whose browser it is, as far as it carries a living pass. */
async function openTill(c: Context<App>): Promise<{ readonly call: Call; readonly subject: SubjectId | null }> {
  const call = await openBrowserCall(c);
  if (!call.platform.local) throw new Problem("not-found");
  const visitor = await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
  const { carried } = judgeVisitor(call, visitor);
  const carrier = carried?.live === true && carried.known ? (visitor.pass?.subject ?? null) : null;
  return { call, subject: carrier && (await readRoot(call.platform.env, carrier, [], WAIT_MS)).root };
}

async function redeem(call: Call, subject: SubjectId | null, code: string, total: number, once: string): Promise<number> {
  const named = subject && `subject:${subject}`;
  const redeemed = await redeemOffer(call, { offer: null, code, subject, identifier: null, named, basket: once, once });
  if (redeemed.ok) return offOf(redeemed.value.benefit, total);
  if (redeemed.error === "unavailable") throw away();
  throw invalid("code", redeemed.error, "must be a code that is good for this basket");
}

function offOf(benefit: Benefit, total: number): number {
  if (benefit.kind === "gift") return 0;
  return Math.min(total, benefit.kind === "amount" ? benefit.value : Math.round((total * benefit.value) / 100));
}

async function earn(call: Call, subject: SubjectId, amount: number, once: string): Promise<number | null> {
  const [reward] = call.program.compiled.rewards;
  if (!reward) return null;
  const moved = await movePoints(call, reward, { subject, named: `subject:${subject}` }, { kind: "earn", amount, points: 0 }, once);
  if (moved.ok) return moved.value.entry.points;
  if (moved.error === "unavailable") throw away();
  return 0;
}

async function balanceOf(call: Call, subject: SubjectId): Promise<number | null> {
  const [reward] = call.program.compiled.rewards;
  if (!reward) return null;
  const { account } = await readPoints(
    call.platform.env,
    { subject, scheme: schemeName(call, reward), at: call.now },
    { newest: 1, after: null, merchant: call.program.site.controller },
  );
  return account.balance;
}
