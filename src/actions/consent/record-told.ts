import type { Choice } from "../../core/consent/choose.ts";
import type { Permit } from "../../core/consent/permit.ts";
import { resolveRule, ruleById, type Place } from "../../core/consent/resolve-rule.ts";
import type { JurisdictionRule } from "../../core/consent/rules.ts";
import { isOvertaken } from "../../core/consent/since.ts";
import { NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import { takenOver } from "../../core/consent/take-over.ts";
import { addDuration } from "../../core/kernel/instant.ts";
import { asSubjectId, type ReceiptId, type SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { writeDenyHint } from "../../storage/cache/deny.ts";
import { readLedger, type Registered } from "../../storage/register.ts";
import { actorName, type Call } from "../call.ts";
import { findSubjects } from "../identity/find-subjects.ts";
import { linkIdentifier } from "../identity/link-identifier.ts";
import { choiceIds } from "./choice-ids.ts";
import { hasYes } from "./choosing.ts";
import { findRecorded } from "./find-recorded.ts";
import { readRoot } from "./read-root.ts";
import { permitNow } from "./seal-choice.ts";
import { shownTo } from "./shown-to.ts";
import type { Shown, Telling, Told } from "./telling.ts";
import { appendTold, queueTold } from "./write-told.ts";

export interface ToldMade {
  readonly subject: SubjectId;
  readonly version: number;
  /** Null where nothing was left to record of what was taken over. */
  readonly receipt: ReceiptId | null;
  readonly state: ConsentState;
  readonly permit: Permit;
  /** False while only a queue knows of a refusal. */
  readonly stored: boolean;
}

/**
 * `conflict`: the person spoke of it since. `lapsed`: said so long ago that the yes has ended. `unknown-notice`: nobody was
 * ever shown that text. `not-shown`: it did not speak of the purpose. `reused`: another choice has this key.
 */
export type ToldRefused =
  | { readonly kind: "unknown-subject" | "other-controller" | "lapsed" | "unknown-notice" | "reused" | "unavailable" }
  | { readonly kind: "not-shown"; readonly purpose: string }
  | { readonly kind: "conflict"; readonly standing: ToldMade };

const WAIT_MS = 2_000;

/**
 * Records what a person told somebody: a grant compare-and-set and only where they have not spoken since, a refusal over
 * whatever is there, through the queue while the database is away. An identifier nobody knows yet makes a subject, so that
 * a refusal by phone is found again. Throws `Unavailable` when it cannot even be told who is meant.
 */
export async function recordTold(call: Call, told: Told): Promise<Result<ToldMade, ToldRefused>> {
  const shown = await shownTo(call, told);
  if (!shown.ok) return shown;
  const named = await subjectFor(call, told);
  if (!named.ok) return refuse({ kind: named.error });
  const telling = await open(call, told, named.value, shown.value);
  if (!telling.ok) return telling;
  const replayed = told.once === null ? null : await replay(telling.value);
  if (replayed) return replayed;
  const choice = told.method === "import" ? importOf(telling.value) : told.choice;
  if (saysNothing(choice, told)) return ok(standing(telling.value, null));
  return hasYes(choice) ? grant(telling.value, choice) : withhold(telling.value, choice, telling.value.ids.receipt);
}

async function open(call: Call, told: Told, named: SubjectId, shown: Shown): Promise<Result<Telling, ToldRefused>> {
  const read = await readRoot(call.platform.env, named, [], WAIT_MS).catch(() => null);
  const registered = read?.registered ?? null;
  const barred = barring(call, registered);
  if (barred) return refuse({ kind: barred });
  const ids = await choiceIds(call, told.once, actorName(call.actor));
  const here = { ...call, rule: ruleFor(told.place, registered) };
  return ok({ call: here, told, ids, shown, subject: read?.root ?? named, registered: read ? (registered ?? "nobody") : null });
}

function barring(call: Call, registered: Registered | null): "other-controller" | "unknown-subject" | null {
  if (registered && registered.controller !== call.program.site.controller) return "other-controller";
  return registered?.state.erased ? "unknown-subject" : null;
}

async function replay(telling: Telling): Promise<Result<ToldMade, ToldRefused> | null> {
  const { call, subject, ids, told } = telling;
  const recorded = await findRecorded(call, subject, ids.receipt, told.choice);
  if (!recorded) return null;
  return recorded.isSame ? ok(standing(telling, ids.receipt)) : refuse({ kind: "reused" });
}

function saysNothing(choice: Choice, { age }: Told): boolean {
  return choice.kind === "some" && Object.keys(choice.decisions).length === 0 && age === null;
}

async function subjectFor(call: Call, told: Told): Promise<Result<SubjectId, "unknown-subject" | "other-controller" | "unavailable">> {
  const { subject: ref, method, evidence } = told;
  if (ref.kind === "subject") {
    const subject = asSubjectId(ref.value);
    return subject ? ok(subject) : refuse("unknown-subject");
  }
  const [known] = await findSubjects(call, [ref]);
  if (known) return ok(known);
  const own = method !== "import";
  const linked = await linkIdentifier(call, { subject: null, identifier: ref, source: method, proof: evidence.reference, own });
  if (linked.ok) return linked;
  if (linked.error === "erased" || linked.error === "blocked") return refuse("unknown-subject");
  return refuse(linked.error === "other-controller" ? "other-controller" : "unavailable");
}

/** Where the person was decides; else the row of their last choice, else the strictest. */
function ruleFor(place: Place | null, registered: Registered | null): JurisdictionRule {
  if (place) return resolveRule(place);
  return (registered && ruleById(registered.state.rule)) ?? resolveRule({ country: null, region: null });
}

async function grant(telling: Telling, choice: Choice): Promise<Result<ToldMade, ToldRefused>> {
  const { call, told, ids, registered } = telling;
  const { at } = told.evidence;
  if (at !== null && addDuration(at, call.rule.reask.consentLasts) <= call.now) return refuse({ kind: "lapsed" });
  if (registered === null) return keepNoes(telling, choice, "unavailable");
  if (at !== null && (await spokeSince(telling, choice, at))) return keepNoes(telling, choice, "conflict");
  const written = await appendTold(telling, choice, ids.receipt, true);
  if (!written.ok) return keepNoes(telling, choice, written.error === "conflict" ? "conflict" : "unavailable");
  return ok(made(telling, ids.receipt, written.value, true));
}

async function spokeSince({ call, subject }: Telling, choice: Choice, at: number): Promise<boolean> {
  if (choice.kind !== "some") return false;
  const entries = await readLedger(call.platform.env, subject, WAIT_MS);
  const granted = Object.keys(choice.decisions).filter((key) => choice.decisions[key]);
  return isOvertaken(entries, granted, at);
}

/** The refusals of a choice whose grants cannot be recorded hold all the same. */
async function keepNoes(telling: Telling, choice: Choice, kind: "conflict" | "unavailable"): Promise<Result<ToldMade, ToldRefused>> {
  const noes = choice.kind === "some" ? Object.entries(choice.decisions).filter(([, yes]) => !yes) : [];
  const kept = noes.length === 0 ? null : await withhold(telling, { kind: "some", decisions: Object.fromEntries(noes) }, telling.ids.noes);
  if (kind === "unavailable") return refuse({ kind });
  return refuse({ kind, standing: kept?.ok ? kept.value : standing(telling, null) });
}

async function withhold(telling: Telling, choice: Choice, id: ReceiptId): Promise<Result<ToldMade, ToldRefused>> {
  const written = telling.registered === null ? refuse("unavailable" as const) : await appendTold(telling, choice, id, false);
  if (written.ok) return ok(made(telling, id, written.value, true));
  if (written.error === "settled") return ok(standing(telling, id));
  return (await queueTold(telling, choice, id)) ? ok({ ...standing(telling, id), stored: false }) : refuse({ kind: "unavailable" });
}

function importOf({ call, told: { choice }, registered }: Telling): Choice {
  if (choice.kind !== "some") return choice;
  const known = registered && registered !== "nobody" ? [registered.state] : [];
  return { kind: "some", decisions: takenOver(choice.decisions, call.program.compiled, known, call.signals) };
}

function made(telling: Telling, receipt: ReceiptId, state: ConsentState, stored: boolean): ToldMade {
  const { call, subject } = telling;
  // A pass that is older than this choice, a server caller's too, is read again from the register.
  call.platform.defer(writeDenyHint(call.platform, subject, state));
  return { subject, version: state.version, receipt, state, permit: permitNow(call, subject, state), stored };
}

function standing({ call, subject, registered }: Telling, receipt: ReceiptId | null): ToldMade {
  const state = registered && registered !== "nobody" ? registered.state : NOTHING_SAID;
  return { subject, version: state.version, receipt, state, permit: permitNow(call, subject, state), stored: true };
}
