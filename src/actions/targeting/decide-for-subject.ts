import { carriedBy, type Pass } from "../../core/consent/pass.ts";
import { openPass, sealPass } from "../../core/consent/seal.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { readDenyHint } from "../../storage/cache/deny.ts";
import { readServerPass, writeServerPass } from "../../storage/cache/server-pass.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { keepUntil, passOf } from "../consent/issue-pass.ts";
import { bindingOf, NOBODY, withdrawnAll } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { decide, type Decided, type DecideInput } from "./decide.ts";

const WAIT_MS = 200;

/** Decides for a server that names a subject: by the pass kept in KV while it lives, else by register and profile. */
export async function decideForSubject(call: Call, subject: SubjectId | null, input: DecideInput): Promise<Decided> {
  const pass = subject ? ((await livePass(call, subject)) ?? (await freshPass(call, subject))) : null;
  return decide(call, pass ? { pass, state: pass.state, unheard: [], broken: false } : NOBODY, input);
}

async function livePass(call: Call, subject: SubjectId): Promise<Pass | null> {
  const [token, denied] = await Promise.all([
    readServerPass(call.platform, call.program.site.key, subject),
    readDenyHint(call.platform, subject),
  ]);
  const pass = token === null ? null : await openPass(call.platform.keyring, bindingOf(call.program, "server"), token);
  return pass && pass.state.version >= denied && carriedBy(pass, call.now).live && pass.omitted.length === 0 ? pass : null;
}

async function freshPass(call: Call, subject: SubjectId): Promise<Pass | null> {
  const held = await readProfiled(call, subject, null, WAIT_MS);
  if (!held || held.version === 0) return null;
  const denied = await readDenyHint(call.platform, subject);
  const state = held.version < denied ? withdrawnAll(held.state, call.now) : held.state;
  const pass = passOf(call, {
    subject: held.subject ?? subject,
    state,
    values: held.values,
    deltas: [],
    pending: [],
    keep: keepUntil(call, state),
  });
  const token = await sealPass(call.platform.keyring, bindingOf(call.program, "server"), pass, call.now, randomBytes(12));
  call.platform.defer(writeServerPass(call.platform, call.program.site.key, subject, token, Math.floor((pass.hard - call.now) / 1000)));
  return pass;
}
