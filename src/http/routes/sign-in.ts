import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { readConsent } from "../../actions/consent/read-consent.ts";
import { nonceOf } from "../../actions/identity/bind-browser.ts";
import { signIn, type SignInRefusal } from "../../actions/identity/sign-in.ts";
import { signOut } from "../../actions/identity/sign-out.ts";
import { answer, answerText } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
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
  const { pass: issued } = signed.value;
  const consent = readConsent(call, { pass: issued, state: issued.state, unheard: [], broken: false });
  return answerText(c, `{"consent":${consent}}`, 200, signed.value);
}

/** POST /v1/identities/sign-out: from here on this browser is not theirs. */
export async function signOutRoute(c: Context<App>): Promise<Response> {
  const { call, visitor } = await openPerson(c);
  objectAt(await readJson(c.req.raw), "", []);
  const left = await signOut(call, visitor);
  if (!left.ok) throw problemOf(left.error);
  return answer(c, { signedOut: true }, 200, left.value);
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
  if (refused === "unavailable") return new Problem("unavailable", [], {}, { "retry-after": "5" });
  return invalid("token", refused, RULES[refused]);
}
