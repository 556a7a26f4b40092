import type { Bindings } from "./bindings.ts";
import { isLocal, Misconfigured } from "./platform.ts";

/** A letter to one address. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const WAIT_MS = 10_000;

/** Throws `Misconfigured` where no mail can be sent: asked before anything depends on whom it is for. */
export function needMail(env: Bindings): void {
  if (isLocal(env)) return;
  for (const name of ["EARNEST_MAIL_URL", "EARNEST_MAIL_TOKEN", "EARNEST_MAIL_FROM"] as const)
    if (!env[name]) throw new Misconfigured(name, `${name} is not set, so no mail can be sent`);
}

/**
 * Sends a letter: in local mode to the console, else as `{from, to, subject, text}` to the mail service at
 * `EARNEST_MAIL_URL`. False for one that does not go out, of which the status alone is told.
 */
export async function sendMail(env: Bindings, mail: Mail): Promise<boolean> {
  if (isLocal(env)) {
    // The demo shows no quieter line than an error.
    console.error(`mail to ${mail.to}: ${mail.subject}`);
    return true;
  }
  const response = await fetch(env.EARNEST_MAIL_URL ?? "", {
    method: "POST",
    headers: { authorization: `Bearer ${env.EARNEST_MAIL_TOKEN ?? ""}`, "content-type": "application/json" },
    body: JSON.stringify({ from: env.EARNEST_MAIL_FROM, to: [mail.to], subject: mail.subject, text: mail.text }),
    redirect: "manual",
    signal: AbortSignal.timeout(WAIT_MS),
  });
  if (!response.ok) console.error("mail", response.status);
  return response.ok;
}
