import { EXPOSURE_LIVES_S, readExposure, type Exposure } from "../../core/targeting/exposure.ts";
import { send } from "../../storage/outbox.ts";
import type { Call } from "../call.ts";
import { isWithdrawn, type Visitor } from "../consent/open-visitor.ts";

/** How many of the reported tokens were genuine and in time. Throws when the queue is away: the page keeps them and tries again. */
export async function reportExposures(call: Call, visitor: Visitor, tokens: readonly string[]): Promise<number> {
  const genuine = (await Promise.all(tokens.map((token) => check(call, token)))).filter(
    (exposure): exposure is Exposure => exposure !== null,
  );
  if (genuine.length === 0) return 0;
  const exposures = genuine.map(({ id, experience, variant, at }) => ({ id, experience, variant, at: at * 1000 }));
  const subject = visitor.state && !isWithdrawn(visitor.state) ? (visitor.pass?.subject ?? null) : null;
  await send(
    call.platform,
    { kind: "exposures", site: call.program.site.key, subject, rule: call.rule.id, signals: call.signals, exposures },
    call.now,
  );
  return genuine.length;
}

async function check(call: Call, token: string): Promise<Exposure | null> {
  const read = readExposure(token, call.program.site.key);
  const nowS = call.now / 1000;
  if (!read || read.exposure.at > nowS + 60 || read.exposure.at + EXPOSURE_LIVES_S < nowS) return null;
  return (await call.platform.keyring.verify("exposure", `${call.program.site.key}|${read.text}`, read.signature)) ? read.exposure : null;
}
