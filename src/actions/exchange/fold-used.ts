import { addDuration } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { BroughtRow } from "../../storage/brought.ts";
import { commit } from "../../storage/commit.ts";
import type { ExposureMessage } from "../../storage/outbox.ts";
import type { Platform } from "../../storage/platform.ts";
import { forgetShards } from "../../storage/shards.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { permitOfRegister, wasRefusedSince } from "../gate-message.ts";
import type { Arrived } from "../targeting/fold-exposures.ts";

const WAIT_MS = 5_000;

type Using = Arrived<ExposureMessage> & { readonly subject: SubjectId };

/**
 * Notes what a person used of what was decided for them, each use once: it is what came back for what they allowed, and is
 * kept for the purpose it was decided under, where that is allowed now. Throws `Unavailable` when something is left to
 * bring again.
 */
export async function foldUsed(platform: Platform, arrived: readonly Arrived<ExposureMessage>[]): Promise<void> {
  const using = arrived.flatMap(({ call, message }): readonly Using[] =>
    message.subject !== null && (message.used ?? []).length > 0 ? [{ call, message, subject: message.subject }] : [],
  );
  if (using.length === 0) return;
  const known = await readTogether(platform.env, new Map(using.map(({ subject }) => [subject, []])), WAIT_MS);
  for (const items of Map.groupBy(using, ({ subject }) => known.get(subject)?.root ?? subject).values()) {
    const [first] = items;
    const held = first && known.get(first.subject);
    if (held) await note(first.call, held, items);
  }
}

async function note(call: Call, held: Together, items: readonly Using[]): Promise<void> {
  const rows = items.flatMap((item) => rowsOf(item, held));
  if (rows.length === 0) return;
  const audit = { at: call.now, actor: "system:fold-used", action: "value.used", target: held.root, detail: { used: rows.length } };
  const written = await commit(held.shard, { kind: "brought", rows }, audit);
  if (written.ok || written.error === "conflict") return;
  if (written.error === "moved") forgetShards();
  throw new Unavailable("what was used could not be noted");
}

/** What needs no consent remembers nobody, and so neither what they used of it. */
function rowsOf({ call, message }: Using, { root, registered }: Together): readonly BroughtRow[] {
  const { mask } = permitOfRegister(call, registered, "browser");
  return (message.used ?? []).flatMap(({ id, experience: what, at }) => {
    const index = call.program.experienceOf.get(what)?.purpose ?? -1;
    const purpose = call.program.compiled.notice.purposes[index];
    const isPersonal = purpose?.choice === true && purpose.class !== "contextual";
    if (!isPersonal || (mask & (1 << index)) === 0 || wasRefusedSince(call, registered?.state, index, at)) return [];
    const row = { subject: root, id, controller: call.program.site.controller, kind: "recommendation" as const, what };
    return [{ ...row, purpose: purpose.key, at, expires: addDuration(at, purpose.retention) }];
  });
}
