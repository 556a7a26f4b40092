import { ruleById } from "../../core/consent/resolve-rule.ts";
import { sourceNamed, takesFrom } from "../../core/consent/source-choice.ts";
import { refusedBy, withoutPurposes } from "../../core/events/categories.ts";
import type { AdmittedEvent } from "../../core/events/fold.ts";
import type { Said } from "../../core/events/said.ts";
import { asSubjectId, type SubjectId } from "../../core/kernel/ids.ts";
import { readIdentifier, type Identifier } from "../../core/profile/identifier.ts";
import type { EventMessage } from "../../storage/outbox.ts";
import type { Registered } from "../../storage/register.ts";
import { Unavailable } from "../../storage/within.ts";
import { hasScope, type Call } from "../call.ts";
import { registersOf } from "../consent/answer-permits.ts";
import { permitOfRegister } from "../gate-message.ts";
import { findSubjects } from "../identity/find-subjects.ts";
import { linkIdentifier } from "../identity/link-identifier.ts";
import { heedServer, isJudged } from "./heed-choice.ts";
import { packEvents } from "./pack-events.ts";
import { sendEvents } from "./send-events.ts";
import { Tally, type Taken } from "./tally.ts";

/**
 * Takes the calls of a server in. Each names its person by user id, or by anonymous id where it names no user; who that is
 * says the directory of identifiers, and what is allowed says their register, together with every consent category of the
 * call. Somebody the register does not know is nobody. Throws `Unavailable`.
 */
export async function takeFromServer(call: Call, calls: readonly Said[]): Promise<Taken> {
  const tally = new Tally(call);
  const { events, subjects } = await withoutChoices(call, await withoutAliases(call, calls, tally), tally);
  const registers = await registersOf(
    call,
    subjects.filter((subject) => subject !== null),
  );
  const source = sourceOf(call);
  const kept = events.flatMap((said, index): readonly Kept[] => {
    const subject = subjects[index] ?? null;
    const registered = subject === null ? undefined : ownOf(call, registers.get(subject));
    if (subject === null || !registered) {
      tally.drop(said, subject === null ? "unknown-subject" : "no-consent");
      return [];
    }
    if (!takesFrom(registered.state, source, said.at)) {
      tally.drop(said, "disconnected");
      return [];
    }
    const asked = { ...call, rule: ruleFor(call, registered) };
    const refused = refusedBy(call.program.compiled, said.categories, true);
    const event = tally.admit(said, withoutPurposes(call.program.compiled, permitOfRegister(asked, registered, "server"), refused));
    return event ? [{ event, subject, refused, rule: asked.rule.id }] : [];
  });
  await sendEvents(call, messagesOf(call, kept, source));
  return tally.taken();
}

interface Kept {
  readonly event: AdmittedEvent;
  readonly subject: SubjectId;
  readonly refused: readonly string[];
  readonly rule: string;
}

function messagesOf(call: Call, kept: readonly Kept[], source: string): readonly EventMessage[] {
  return [...Map.groupBy(kept, ({ subject, refused }) => `${subject} ${refused.join(" ")}`).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { subject, refused, rule } = first;
    return packEvents(
      { site: call.program.site.key, subject, rule, signals: call.signals, from: "server", source, taken: call.now, refused },
      group.map(({ event }) => event),
    );
  });
}

/** A server is known to people by its key. */
function sourceOf({ actor }: Call): string {
  return sourceNamed("key", actor.kind === "key" ? actor.label : "");
}

/** A server's own place says nothing of the person's: the row of their last choice holds. */
function ruleFor(call: Call, registered: Registered): Call["rule"] {
  return ruleById(registered.state.rule) ?? call.rule;
}

async function subjectsOf(call: Call, calls: readonly Said[]): Promise<readonly (SubjectId | null)[]> {
  const known = new Map<string, Identifier>();
  const names = calls.map((said) => {
    const name = said.user === null ? `device|${said.device}` : `user|${said.user}`;
    const read = said.user === null ? readIdentifier("device", said.device ?? "") : readIdentifier("user", said.user);
    if (read.ok && !known.has(name)) known.set(name, read.value);
    return name;
  });
  const found = await findSubjects(call, [...known.values()]);
  const bySubject = new Map([...known.keys()].map((name, index) => [name, found[index] ?? null]));
  return calls.map((said, at) => named(said) ?? bySubject.get(names[at] ?? "") ?? null);
}

/** Whose consent another controller holds is nobody here. */
function ownOf(call: Call, registered: Registered | undefined): Registered | undefined {
  return registered?.controller === call.program.site.controller ? registered : undefined;
}

/** A server may name a subject itself, where others send an anonymous id. */
function named({ user, device }: Said): SubjectId | null {
  return user === null && device !== null ? asSubjectId(device) : null;
}

/** What people took back holds before anything else is judged. */
async function withoutChoices(
  call: Call,
  calls: readonly Said[],
  tally: Tally,
): Promise<{ readonly events: readonly Said[]; readonly subjects: readonly (SubjectId | null)[] }> {
  const subjects = await subjectsOf(call, calls);
  await heedServer(call, calls, subjects, tally);
  const isKept = calls.map((said) => isJudged(call, said));
  return { events: calls.filter((_, at) => isKept[at]), subjects: subjects.filter((_, at) => isKept[at]) };
}

/** A server with the scope `identity` may say that one user was another before; both are one person from now on. */
async function withoutAliases(call: Call, calls: readonly Said[], tally: Tally): Promise<readonly Said[]> {
  const rest: Said[] = [];
  for (const said of calls) {
    if (said.type !== "alias") rest.push(said);
    else if (await linkAlias(call, said)) tally.accept();
    else tally.drop(said, hasScope(call.actor, "identity") ? "unknown-subject" : "unverified");
  }
  return rest;
}

async function linkAlias(call: Call, said: Said): Promise<boolean> {
  const user = readIdentifier("user", said.user ?? "");
  const previous = (["user", "device"] as const).map((kind) => readIdentifier(kind, said.previous ?? ""));
  if (!hasScope(call.actor, "identity") || !user.ok) return false;
  const found = await findSubjects(
    call,
    previous.flatMap((read) => (read.ok ? [read.value] : [])),
  );
  const subject = found.find((item) => item !== null);
  if (!subject) return false;
  const linked = await linkIdentifier(call, { subject, identifier: user.value, source: "segment-alias", proof: said.id });
  if (!linked.ok && linked.error === "unavailable") throw new Unavailable("the directory did not answer");
  return linked.ok;
}
