import { carriedBy, type Pass } from "../../core/consent/pass.ts";
import { openPass, sealPass } from "../../core/consent/seal.ts";
import { stickyOf } from "../../core/targeting/join.ts";
import { isPressing } from "../../core/targeting/pressure.ts";
import { restingAt } from "../../core/targeting/rests.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { readDenyHint } from "../../storage/cache/deny.ts";
import { readServerPass, writeServerPass } from "../../storage/cache/server-pass.ts";
import { readPressure } from "../../storage/pressure.ts";
import { shardOf } from "../../storage/shards.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { keepUntil, passOf } from "../consent/issue-pass.ts";
import { bindingOf, NOBODY, withdrawnAll, type Visitor } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { decide, type Decided, type DecideInput } from "./decide.ts";
import { decideReserving, type Reserved } from "./spend-caps.ts";

const WAIT_MS = 200;

/** Decides for a server that names a subject: by the pass kept in KV while it lives, else by register and profile. */
export async function decideForSubject(call: Call, subject: SubjectId | null, input: DecideInput): Promise<Decided> {
  const pass = subject ? ((await livePass(call, subject)) ?? (await freshPass(call, subject))) : null;
  const visitor = pass ? { pass, state: pass.state, unheard: [], broken: false } : NOBODY;
  if (pass === null || !isPressing(call.program)) return decide(call, visitor, input);
  const resting = await restingOf(call, pass);
  const again = (reserved: Reserved): Decided => decide(call, resting, input, undefined, reserved);
  return { ...again(await decideReserving(call, pass.subject, (so) => again(so).slots, true)), isReserved: true };
}

/** A server holds no share of its own, but what rests for the person rests for it too; all of it where that cannot be read. */
async function restingOf(call: Call, pass: Pass): Promise<Visitor> {
  const tag = "server";
  const known =
    pass.subject && (await readPressure(await shardOf(call.platform.env, pass.subject), pass.subject, WAIT_MS).catch(() => null));
  const rests = known
    ? restingAt(known.pressure, call.now)
    : Object.fromEntries(call.program.compiled.rests.map(({ key }) => [key, pass.hard]));
  return { pass: { ...pass, lease: { tag, left: {}, rests } }, state: pass.state, unheard: [], broken: false };
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
    sticky: stickyOf(call.program, held.trials, {}),
  });
  const token = await sealPass(call.platform.keyring, bindingOf(call.program, "server"), pass, call.now, randomBytes(12));
  call.platform.defer(writeServerPass(call.platform, call.program.site.key, subject, token, Math.floor((pass.hard - call.now) / 1000)));
  return pass;
}
