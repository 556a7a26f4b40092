/** Source with comments blanked and the insides of strings and expressions hidden, every character at its place. */
export interface Masked {
  readonly code: string;
  /** The text of the string whose opening quote is at this index; null where there is none. */
  readonly textAt: (index: number) => string | null;
}

const COMMENT = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const STRING = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;
const REGEX = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{|$)/y;
const WORD = /[\w$]+/y;
const BEFORE_REGEX = /^(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield)$/;

/** Reads source well enough to find its imports and calls: strings, templates, comments and regular expressions. */
export function maskSource(source: string): Masked {
  const reader = new Reader(source);
  while (reader.at < source.length) reader.step();
  return { code: reader.out.join(""), textAt: (index) => reader.texts.get(index) ?? null };
}

class Reader {
  readonly source: string;
  readonly out: string[] = [];
  readonly texts = new Map<number, string>();
  at = 0;
  /** Depth of braces inside each open `${`. */
  private readonly open: number[] = [];
  private last = "";

  constructor(source: string) {
    this.source = source;
  }

  step(): void {
    const char = this.source.charAt(this.at);
    if (this.skip(COMMENT) || this.quoted(char)) return;
    if (char === "`" || (char === "}" && this.open.at(-1) === 0)) this.template(char);
    else this.plain(char);
  }

  private quoted(char: string): boolean {
    if (char === '"' || char === "'") return this.text(STRING);
    return char === "/" && this.regexMayStand() && this.text(REGEX);
  }

  private plain(char: string): void {
    this.count(char);
    const word = this.match(WORD) ?? char;
    this.out.push(word);
    this.at += word.length;
    if (word.trim() !== "") this.last = word;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source)?.[0] ?? null;
  }

  private skip(pattern: RegExp): boolean {
    const found = this.match(pattern);
    if (found === null) return false;
    this.out.push(found.replaceAll(/[^\n]/g, " "));
    this.at += found.length;
    return true;
  }

  private text(pattern: RegExp): boolean {
    const found = this.match(pattern);
    if (found === null) return false;
    this.texts.set(this.at, found.slice(1, -1));
    this.out.push(found.charAt(0), hidden(found.slice(1, -1)), found.charAt(0));
    this.at += found.length;
    this.last = '"';
    return true;
  }

  private template(start: string): void {
    const begun = this.at;
    if (start === "}") this.open.pop();
    this.at += 1;
    const found = this.match(TEMPLATE) ?? "";
    const end = found.endsWith("${") ? "${" : found.slice(-1);
    const inside = found.slice(0, found.length - end.length);
    this.out.push(start, hidden(inside), end);
    this.at += found.length;
    if (start === "`" && end === "`") this.texts.set(begun, inside);
    if (end === "${") this.open.push(0);
    this.last = end === "${" ? "{" : '"';
  }

  private count(char: string): void {
    const depth = this.open.at(-1);
    if (depth === undefined || (char !== "{" && char !== "}")) return;
    this.open[this.open.length - 1] = depth + (char === "{" ? 1 : -1);
  }

  /** A slash divides after a value and closes a tag after `<`, else it begins a regular expression. */
  private regexMayStand(): boolean {
    if (this.last === "<") return false;
    return BEFORE_REGEX.test(this.last) || !/[\w$)\]}"]$/.test(this.last);
  }
}

function hidden(text: string): string {
  return text.replaceAll(/[^\n]/g, "_");
}
