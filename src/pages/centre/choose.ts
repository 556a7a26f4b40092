import type { Submission } from "../../actions/consent/choosing.ts";
import { readConsent } from "../../actions/consent/read-consent.ts";
import { recordChoice } from "../../actions/consent/record-choice.ts";
import { partnerChoice } from "../../core/consent/state.ts";
import type { Call } from "../../actions/call.ts";
import type { Opened } from "../door.ts";
import { fieldOf, fieldsOf } from "../field.ts";
import type { Outcome } from "./outcome.ts";
import { saidBy, saidOfAll, type ConsentShown } from "./said.ts";

/** Records the choices of the form: the same verb, and the same rule of what saving says, as the tag's. */
export async function choose({ call, visitor }: Opened, form: FormData): Promise<Outcome> {
  const consent = JSON.parse(readConsent(call, visitor)) as ConsentShown;
  const all = choicesOf(call);
  const { notice, locales } = call.program.compiled;
  const shown = fieldsOf(form, "shown").filter((key) => all.includes(key));
  const exemptOn = call.rule.refusal === "equal-exempt-on";
  const every = fieldOf(form, "all");
  const decisions =
    every === "" ? saidBy(consent, exemptOn, shown, new Set(fieldsOf(form, "on"))) : saidOfAll(consent, exemptOn, shown, every === "yes");
  const locale = fieldOf(form, "locale");
  // The words changed while the page was open: a yes would be to something else than was read.
  const isStale = fieldOf(form, "version") !== notice.version || !locales.includes(locale);
  if (consent.age !== null && Object.values(decisions).includes(true)) return { note: "noteAge", at: "choices" };
  if (isStale && Object.values(decisions).includes(true)) return { note: "noteConflict", at: "choices" };
  if (Object.keys(decisions).length === 0) return { note: "noteSaved", at: "choices" };
  return submit(
    { call, visitor },
    { ...SETTINGS, choice: { kind: "some", decisions }, notice: { version: notice.version, locale, texts: null, banner: null } },
  );
}

/** Records whether the person is of age, where that is asked and as long as nobody has said: nobody grows up between two answers. */
export async function sayAge({ call, visitor }: Opened, form: FormData): Promise<Outcome> {
  const { age: asked } = JSON.parse(readConsent(call, visitor)) as ConsentShown;
  const age = (["adult", "minor"] as const).find((item) => item === fieldOf(form, "age"));
  if (asked === null || age === undefined) return { note: "noteAge", at: "choices" };
  return submit({ call, visitor }, { ...SETTINGS, choice: { kind: "some", decisions: {} }, age: { age, parental: false }, notice: null });
}

/** Takes everything back. */
export function withdraw(opened: Opened): Promise<Outcome> {
  return submit(opened, { ...SETTINGS, choice: { kind: "withdraw-all" }, notice: null });
}

/** Every choice there is: purposes, and partners. */
function choicesOf({ program }: Call): readonly string[] {
  const { notice, partners } = program.compiled;
  return [...notice.purposes.filter(({ choice }) => choice).map(({ key }) => key), ...partners.map(({ key }) => partnerChoice(key))];
}

const SETTINGS: Omit<Submission, "choice" | "notice"> = { method: "settings", evidence: null, age: null, once: null };

async function submit({ call, visitor }: Pick<Opened, "call" | "visitor">, submission: Submission): Promise<Outcome> {
  const made = await recordChoice(call, visitor, submission);
  if (made.ok) return { note: made.value.stored ? "noteSaved" : "noteQueued", at: "choices", issued: made.value.issued };
  const note = made.error.kind === "conflict" ? "noteConflict" : "noteAway";
  return { note, at: "choices", issued: made.error.issued };
}
