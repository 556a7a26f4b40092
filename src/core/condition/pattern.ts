/** Longest pattern, and how many steps the worst text may cost: a longer text is not looked at and does not match. */
const MOST_CHARACTERS = 200;
const MOST_STEPS = 1_000_000;
const MOST_TEXT = 4_096;
const MOST_WAYS = 1_000;
const MOST_DEGREE = 3;

/** A pattern that may be run: its worst case is known. */
export interface Pattern {
  readonly source: string;
  /** Longest text it is tried on. */
  readonly longest: number;
}

interface Group {
  /** Something inside repeats or branches: repeating it again could take exponential time. */
  busy: boolean;
}

interface Cost {
  /** Repetitions without an end, one more where the pattern may begin anywhere: the exponent of the worst case. */
  degree: number;
  /** Branches and bounded repetitions, multiplied. */
  ways: number;
}

const TOKEN =
  /\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|\[\^?(?:\\.|[^\]\\])*\]|\((\?[:=!<]?[=!]?)?|[)|^$.]|[*+?]\??|\{(\d+)(,?)(\d*)\}\??|[^\\]/gsu;

/**
 * Reads a pattern, or says why it is refused: at most 200 characters, no back-reference, no look-around, no repetition
 * of what itself repeats or branches, and a worst case that stays within a million steps. No pattern can hold up an isolate.
 */
export function readPattern(source: string): Pattern | string {
  if (source.length > MOST_CHARACTERS) return `must be at most ${MOST_CHARACTERS} characters`;
  if (!isRegExp(source)) return "must be a regular expression";
  const cost: Cost = { degree: source.startsWith("^") && !source.includes("|") ? 0 : 1, ways: 1 };
  const refused = measure(source, cost);
  if (refused !== null) return refused;
  if (cost.degree > MOST_DEGREE || cost.ways > MOST_WAYS) return "must repeat and branch less";
  const longest = cost.degree === 0 ? MOST_TEXT : Math.floor((MOST_STEPS / cost.ways) ** (1 / cost.degree));
  return { source, longest: Math.min(MOST_TEXT, longest) };
}

/** A test for a pattern that was read; with `i`, without regard to case. */
export function matcherOf(source: string, flags: "" | "i"): (text: string) => boolean {
  const pattern = readPattern(source);
  if (typeof pattern === "string") return () => false;
  const expression = new RegExp(pattern.source, flags);
  return (text) => text.length <= pattern.longest && expression.test(text);
}

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Groups one is inside of, the outermost first, and what a quantifier would repeat. */
interface Reading {
  readonly open: Group[];
  last: Group;
}

function measure(source: string, cost: Cost): string | null {
  const reading: Reading = { open: [{ busy: false }], last: { busy: false } };
  for (const match of source.matchAll(TOKEN)) {
    const refused = refusalOf(match[0]) ?? take(match, reading, cost);
    if (refused !== null) return refused;
  }
  return null;
}

function take(match: RegExpExecArray, reading: Reading, cost: Cost): string | null {
  const [token] = match;
  const group = reading.open.at(-1) ?? reading.last;
  const most = repetitionsOf(match);
  if (most !== null) return repeat(most, group, reading.last, cost);
  reading.last = token === ")" ? group : { busy: false };
  if (token === ")") close(reading.open, group);
  else if (token.startsWith("(")) reading.open.push({ busy: false });
  else if (token === "|") {
    cost.ways += 1;
    group.busy = true;
  }
  return null;
}

function close(open: Group[], group: Group): void {
  open.pop();
  const outer = open.at(-1);
  if (outer && group.busy) outer.busy = true;
}

function repeat(most: number, group: Group, repeated: Group, cost: Cost): string | null {
  if (most > 1 && repeated.busy) return "must not repeat what repeats or branches";
  if (most === Number.POSITIVE_INFINITY) cost.degree += 1;
  else cost.ways *= most + 1;
  group.busy = true;
  return null;
}

function refusalOf(token: string): string | null {
  if (/^\\[1-9k]/.test(token)) return "must not refer back to a group";
  return token.startsWith("(?") && token !== "(?:" ? "must not look around or name groups" : null;
}

/** How often a quantifier lets its atom come at most; null for what is no quantifier. */
function repetitionsOf([token, , least, comma, most]: RegExpExecArray): number | null {
  if (/^[*+]/.test(token)) return Number.POSITIVE_INFINITY;
  if (token.startsWith("?")) return 1;
  if (least === undefined) return null;
  if (comma !== ",") return Number(least);
  return most === "" || most === undefined ? Number.POSITIVE_INFINITY : Number(most);
}
