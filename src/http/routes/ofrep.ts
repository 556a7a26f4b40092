import type { Context } from "hono";
import { signExposures } from "../../actions/targeting/sign-exposures.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import { canonical } from "../../core/kernel/canonical.ts";
import { flagOf } from "../../core/targeting/flag.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { evaluate, type Evaluated } from "../ofrep/evaluation.ts";
import { ofrepRefusal } from "../ofrep/refusal.ts";
import { Problem } from "../problem.ts";

/** POST /ofrep/v1/evaluate/flags/{key}: one experience as a flag (OFREP 0.3). */
export async function evaluateFlagRoute(c: Context<App>): Promise<Response> {
  const key = c.req.param("key") ?? "";
  try {
    const evaluated = await evaluate(c, key);
    if (!evaluated.call.program.experiences.has(key))
      throw new Problem("not-found", [{ field: "key", rule: "known", detail: "must be an experience of this site" }]);
    const [flag] = await flagsOf(evaluated);
    return answer(c, { ...flag, metadata: { ...flag?.metadata, ...metadataOf(evaluated) } }, 200, evaluated.issued);
  } catch (error) {
    throw ofrepRefusal(error, key);
  }
}

/** POST /ofrep/v1/evaluate/flags: every experience of the site, and 304 where nothing would be different. */
export async function evaluateFlagsRoute(c: Context<App>): Promise<Response> {
  try {
    const evaluated = await evaluate(c);
    const etag = await etagOf(evaluated);
    const isSame = holdsTag(c.req.header("if-none-match"), etag);
    const body = isSame ? null : { flags: await flagsOf(evaluated), metadata: metadataOf(evaluated) };
    const full = answer(c, body, 200, evaluated.issued);
    const response = isSame ? new Response(null, { status: 304, headers: full.headers }) : full;
    response.headers.set("etag", etag);
    response.headers.append("access-control-expose-headers", "etag");
    return response;
  } catch (error) {
    throw ofrepRefusal(error);
  }
}

interface FlagAnswer {
  readonly key: string;
  readonly metadata: Readonly<Record<string, string | number>>;
}

async function flagsOf({ call, keys, apart, decided }: Evaluated): Promise<readonly FlagAnswer[]> {
  const exposures = await signExposures(call, decided);
  const evaluated = decided.slots.map((decision, at) => {
    const [key = "", exposure] = [keys[at], exposures[at]];
    const metadata = { reason: decision.reason, ...(exposure ? { exposure } : {}) };
    return { key, ...flagOf(call.program, key, decision), metadata };
  });
  return [...evaluated, ...apart.map((key) => ({ key, reason: "UNKNOWN", metadata: { reason: "evaluate-by-itself" } }))];
}

/** The consent it was decided under, the program, and what of the context was not used. */
function metadataOf({ call, decided, evaluation }: Evaluated): Readonly<Record<string, string | number>> {
  const ignored = evaluation.ignored.length > 0 ? { ignored: evaluation.ignored.join(", ") } : {};
  return { program: call.program.hash, consentVersion: decided.consentVersion ?? 0, ...ignored };
}

/** Covers program, context, the version of the consent, and the decisions, which time may change too; of those that recommend also what they show. */
async function etagOf({ call, keys, decided, evaluation }: Evaluated): Promise<string> {
  const { targetingKey, ignored } = evaluation;
  const context = { ...evaluation.context, now: null };
  const decisions = decided.slots.map(({ variant, reason, counted, items, content }, at) => [
    keys[at],
    variant,
    reason,
    counted,
    items ? content : null,
  ]);
  const { hash, site } = call.program;
  const covered = { hash, site: site.key, targetingKey, context, ignored, version: decided.consentVersion, decisions };
  return `"${(await sha256Hex(canonical(covered))).slice(0, 32)}"`;
}

/** Weak comparison (RFC 9110 13.1.2); the protocol's examples are unquoted, so quotes are not insisted on. */
function holdsTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const bare = (tag: string): string => tag.trim().replace(/^W\//, "").replaceAll('"', "");
  return header.trim() === "*" || header.split(",").some((tag) => bare(tag) === bare(etag));
}
