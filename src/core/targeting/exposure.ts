/** What an exposure token vouches for: this variant was decided, at this time, under this id. */
export interface Exposure {
  /** Sixteen base64url characters drawn for the decision, and the slot's position. It counts once. */
  readonly id: string;
  readonly site: string;
  readonly experience: string;
  readonly variant: string;
  /** The one a bandit drew it in, where it learns by contexts. */
  readonly context?: string;
  /** Whole seconds since the epoch. */
  readonly at: number;
  /** How the hash of the program it was decided by begins. */
  readonly program: string;
  /** What the decision rested on that nobody else holds (`passingText`). */
  readonly passing?: string;
  /** True where it was counted under all its caps before it was shown. */
  readonly counted?: true;
}

/** A page may stay open for long before it reports. */
export const EXPOSURE_LIVES_S = 86_400;

/** The text under the MAC: what was shown in all slots of one decision, `experience:variant` each, `:context` where a bandit learns by it, and after that `:passing`. */
export function exposureText(at: number, program: string, nonce: string, shown: readonly string[], isCounted = false): string {
  return `${at.toString(36)}.${program.slice(0, 6)}${isCounted ? COUNTED : ""}~${nonce}~${shown.join("~")}`;
}

/** After the program: what is shown here was counted under its caps already. */
const COUNTED = ".c";

/** One token a slot: its position, the shared text, the MAC. */
export function exposureToken(position: number, text: string, signature: string): string {
  return `${position}!${text}!${signature}`;
}

const TOKEN = /^(\d{1,3})!([^!]+)!([^!]+)$/;

/** Takes a token apart; null when it has not the shape of one. Nothing in it is true before its signature was checked. */
export function readExposure(
  token: string,
  site: string,
): { readonly text: string; readonly signature: string; readonly exposure: Exposure } | null {
  const [, position = "", text = "", signature = ""] = TOKEN.exec(token) ?? [];
  const exposure = exposureAt(text, position, site);
  return exposure && { text, signature, exposure };
}

function exposureAt(text: string, position: string, site: string): Exposure | null {
  const [when = "", nonce = "", ...shown] = text.split("~");
  const [at = "", program = "", mark] = when.split(".");
  const [experience, variant, context, passing] = (shown[Number(position)] ?? "").split(":");
  if (position === "" || !experience || !variant) return null;
  const exposure = { id: `${nonce}.${position}`, site, experience, variant, at: Number.parseInt(at, 36), program };
  return { ...exposure, ...furtherOf(context, passing), ...markOf(mark) };
}

function furtherOf(context = "", passing = ""): Pick<Exposure, "context" | "passing"> {
  return { ...(context !== "" && { context }), ...(passing !== "" && { passing }) };
}

function markOf(mark: string | undefined): Pick<Exposure, "counted"> {
  return `.${mark}` === COUNTED ? { counted: true } : {};
}
