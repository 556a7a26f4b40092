import { ruleById } from "../../core/consent/resolve-rule.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import { readAsked, type AskedRow, type AskedStep } from "../../storage/asked-joined.ts";
import { commit } from "../../storage/commit.ts";
import type { Merge } from "../../storage/merge.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { permitOfRegister } from "../gate-message.ts";

type Joining = Pick<Merge, "root" | "child">;
const WAIT_MS = 2_000;

/**
 * Counts what a record was asked at its root: two devices of one person are one. Of what both were asked the first view holds, and
 * where they saw different benefits the person is in no number. The record is pointed there already, so nothing more comes to
 * it. May be taken again; false when it must be. Throws `Unavailable`.
 */
export async function joinAsked(call: Call, { root, child }: Joining): Promise<boolean> {
  const rows = (await readAsked(call.platform.env, child)).filter(({ controller }) => controller !== "" && controller !== "-");
  if (rows.length === 0) return true;
  const kept = await allowedOf(call, root, rows);
  return (
    (kept.length === 0 || (await take(call, { kind: "bring", subject: root, rows: kept }))) &&
    (await take(call, { kind: "leave", subject: child }))
  );
}

/** A record that parts stays counted with its root for what either was asked: it is no new person. The same as to taking it again. */
export async function partAsked(call: Call, { root, child }: Joining): Promise<boolean> {
  const rows = await readAsked(call.platform.env, root);
  const kept = rows.length === 0 ? [] : await allowedOf(call, child, rows);
  return kept.length === 0 || take(call, { kind: "keep", subject: child, rows: kept });
}

/** Of rows, those whose purpose and being remembered a record allows. */
async function allowedOf(call: Call, subject: SubjectId, rows: readonly AskedRow[]): Promise<readonly AskedRow[]> {
  const { registered } = await readRoot(call.platform.env, subject, [], WAIT_MS);
  const rule = (registered && ruleById(registered.state.rule)) ?? call.rule;
  const { mask } = permitOfRegister({ ...call, rule }, registered, "server");
  const allowed = new Set(call.program.compiled.purposes.filter((_, index) => (mask & (1 << index)) !== 0).map(({ key }) => key));
  return mayStick(call.program, mask) ? rows.filter(({ purpose }) => allowed.has(purpose)) : [];
}

async function take(call: Call, step: AskedStep): Promise<boolean> {
  const audit = { at: call.now, actor: actorName(call.actor), action: `asked.${step.kind}`, target: step.subject, detail: {} };
  const written = await commit(await shardOf(call.platform.env, step.subject), { kind: "joined", step }, audit);
  if (!written.ok && written.error === "moved") forgetShards();
  return written.ok || written.error === "conflict";
}
