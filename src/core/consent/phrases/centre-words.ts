/**
 * The fixed phrases beside the first layer: the preference centre, placeholders of held content, signals, age. `{what}`,
 * `{age}` and `{from}` stand for a name, a number of years and a host.
 */
export interface CentrePhrases {
  /** Shown where a law asks to say that the browser's signal was honoured; short. */
  readonly honoured: string;
  /** Beside a choice that a signal switches off. */
  readonly stopped: string;
  /** Beside a choice that a known minor's age switches off. */
  readonly tooYoung: string;
  /** The link to the choices where California's law names it. */
  readonly yourChoices: string;
  readonly limit: string;
  readonly limited: string;
  readonly details: string;
  readonly always: string;
  readonly benefit: string;
  readonly basis: string;
  readonly basisConsent: string;
  readonly basisContract: string;
  readonly basisDuty: string;
  readonly basisInterest: string;
  readonly kept: string;
  readonly data: string;
  readonly shared: string;
  readonly nobody: string;
  readonly partners: string;
  readonly acceptAll: string;
  readonly refuseAll: string;
  readonly incentive: string;
  readonly held: string;
  readonly load: string;
  readonly reloadWhy: string;
  readonly reload: string;
  readonly ageAsk: string;
  readonly ageYes: string;
  readonly ageNo: string;
  readonly proof: string;
}
