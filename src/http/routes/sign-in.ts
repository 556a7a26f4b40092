import type { Context } from "hono";
import type { Call } from "../../actions/call.ts";
import type { Issued } from "../../actions/consent/issue-pass.ts";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { readConsent } from "../../actions/consent/read-consent.ts";
import { nonceOf } from "../../actions/identity/bind-browser.ts";
import { proofFor } from "../../actions/identity/prove.ts";
import { redeemCode } from "../../actions/identity/redeem-code.ts";
import { sendCode } from "../../actions/identity/send-code.ts";
import { signIn, type SignInRefusal } from "../../actions/identity/sign-in.ts";
import { signOut } from "../../actions/identity/sign-out.ts";
import { answer, answerText } from "../answer.ts";
import { credentialsOf, handProof, proofOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { readIdentifier } from "../../core/profile/identifier.ts";
import { CODE_LIVES } from "../../storage/sign-in-code.ts";
import { away, invalid, Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { objectAt, readJson, textAt } from "../validate.ts";

const MOST_TOKEN = 4_096;

/** GET /v1/identities/nonce: what an identity token for this browser must carry, and for whom it must be. */
export async function nonceRoute(c: Context<App>): Promise<Response> {
  const { call, visitor, pass } = await openPerson(c);
  const nonce = await nonceOf(call, visitor, pass);
  if (nonce === null) throw invalid("pass", "pass", "must be there: somebody signs in after they have chosen or refused");
  return answer(c, { nonce, audience: call.program.site.key });
}

/** POST /v1/identities/token: signs this browser in as whom the brand's server vouches for. */
export async function tokenRoute(c: Context<App>): Promise<Response> {
  const { call, visitor, pass } = await openPerson(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["token"]);
  const signed = await signIn(call, visitor, pass, textAt(fields["token"], "token", MOST_TOKEN));
  if (!signed.ok) throw problemOf(signed.error);
  return signedIn(c, call, signed.value);
}

/** POST /v1/identities/code: sends a one-time code to an address, if anybody is known by it; answers the same if nobody is. */
export async function codeRoute(c: Context<App>): Promise<Response> {
  const { call } = await openPerson(c);
  const { email } = objectAt(await readJson(c.req.raw), "", ["email"]);
  const read = readIdentifier("email", textAt(email, "email", 400));
  if (!read.ok) throw invalid("email", "email", read.error);
  const sent = await sendCode(call, read.value, c.req.header("cf-connecting-ip") ?? null);
  if (!sent.ok) throw tooManyCodes();
  return answer(c, { challenge: sent.value, expiresIn: CODE_LIVES / 1000 }, 202);
}

/** Too many codes were asked for, for an address or by a client. */
function tooManyCodes(): Problem {
  return new Problem("too-many", [{ field: "email", rule: "rate", detail: "was sent too many codes" }], {}, { "retry-after": "3600" });
}

/** POST /v1/identities/proof: signs this browser in for the code that was sent. */
export async function proofRoute(c: Context<App>): Promise<Response> {
  const { call, visitor } = await openPerson(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["challenge", "code"]);
  const challenge = textAt(fields["challenge"], "challenge", MOST_TOKEN);
  const signed = await redeemCode(call, visitor, challenge, textAt(fields["code"], "code", 20));
  if (signed.ok) return signedIn(c, call, signed.value);
  throw signed.error === "unavailable"
    ? away()
    : invalid("code", "match", "must be the code that was sent last, in time and at most five tries");
}

/** A browser that signed in, with the proof that its person is who they are. */
async function signedIn(c: Context<App>, call: Call, issued: Issued): Promise<Response> {
  const { pass } = issued;
  const consent = readConsent(call, { pass, state: pass.state, unheard: [], broken: false });
  const response = answerText(c, `{"consent":${consent}}`, 200, issued);
  if (pass.subject) handProof(c.req.raw.headers, response.headers, await proofFor(call, pass.subject));
  return response;
}

/** POST /v1/identities/sign-out: from here on this browser is not theirs. */
export async function signOutRoute(c: Context<App>): Promise<Response> {
  const { call, visitor } = await openPerson(c);
  objectAt(await readJson(c.req.raw), "", []);
  const left = await signOut(call, visitor);
  if (!left.ok) throw problemOf(left.error);
  const response = answer(c, { signedOut: true }, 200, left.value);
  if (proofOf(c.req.raw.headers) !== "") handProof(c.req.raw.headers, response.headers, "");
  return response;
}

async function openPerson(c: Context<App>) {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const credentials = credentialsOf(c.req.raw.headers);
  return { call, pass: credentials.pass, visitor: await openVisitor(call.platform, call.program, credentials) };
}

const RULES: Readonly<Record<Exclude<SignInRefusal, "unavailable">, string>> = {
  off: "must come from an issuer of this controller, which has none",
  form: "must be a signed token in compact form",
  key: "must name a pinned key, and its algorithm",
  signature: "must be signed by the key it names",
  issuer: "must be of this controller's issuer",
  audience: "must be for this site's key",
  lifetime: "must be issued by now and end within 120 seconds of that",
  claims: "must have sub, jti, nonce, iat and exp",
  binding: "must carry the nonce of this browser",
  used: "must not have signed in before",
};

function problemOf(refused: SignInRefusal): Problem {
  if (refused === "unavailable") return away();
  return invalid("token", refused, RULES[refused]);
}
