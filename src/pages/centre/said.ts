/** Consent as a page is told of it: the parts the choices are drawn by. */
export interface ConsentShown {
  readonly state: { readonly [key: string]: string };
  readonly allowed: { readonly [key: string]: boolean };
  readonly why: { readonly [purpose: string]: string };
  readonly due: readonly string[];
  readonly noticeDue: boolean;
  readonly age: number | null;
  readonly signals: { readonly gpc: boolean; readonly display: boolean };
}

/** How a choice stands on the page. */
export interface Switch {
  readonly isOn: boolean;
  /** What keeps it off whatever the person says; it can only be taken back then. */
  readonly stopper: "stopped" | "tooYoung" | null;
}

/** How a choice stands; `exemptOn`: what the law lets start without a yes is shown as on, beside what is still to be chosen. */
export function switchOf(consent: ConsentShown, key: string, exemptOn: boolean): Switch {
  const { due, noticeDue, state, allowed, why } = consent;
  const isDefault = (exemptOn || !noticeDue) && state[key] === "unknown" && allowed[key] === true;
  const isOn = !due.includes(key) && (state[key] === "granted" || isDefault);
  return { isOn, stopper: stopperOf(why[key] ?? "") };
}

function stopperOf(reason: string): Switch["stopper"] {
  if (reason === "minor") return "tooYoung";
  return /^(gpc|gpp|tcf|us-privacy|dnt|restricted|paused)$/.test(reason) ? "stopped" : null;
}

/** The same of all they were shown; a yes leaves out what it could not change. */
export function saidOfAll(
  consent: ConsentShown,
  exemptOn: boolean,
  shown: readonly string[],
  isYes: boolean,
): { readonly [key: string]: boolean } {
  const said = shown.filter((key) => {
    const { isOn, stopper } = switchOf(consent, key, exemptOn);
    return !isYes || isOn || stopper === null;
  });
  return Object.fromEntries(said.map((key) => [key, isYes]));
}

/**
 * What a person says by saving: of the choices they were shown, which they left on. What is on without a word of theirs, and
 * stays on, is no yes of theirs; what something keeps off can only be refused.
 */
export function saidBy(
  consent: ConsentShown,
  exemptOn: boolean,
  shown: readonly string[],
  on: ReadonlySet<string>,
): { readonly [key: string]: boolean } {
  const said: Record<string, boolean> = {};
  for (const key of shown) {
    const { isOn, stopper } = switchOf(consent, key, exemptOn);
    if (!isOn && stopper !== null) continue;
    if (!on.has(key)) said[key] = false;
    else if (consent.state[key] === "granted" || !isOn) said[key] = true;
  }
  return said;
}
