/** One measured figure beside its budget. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly budget: number;
  /** `least`: the value should not be below its budget. `most`: not above it. */
  readonly bound: "least" | "most";
  /** For people: spread, absolute figures, what was done. */
  readonly note: string;
}

/** One or more figures that are measured together. */
export interface Bench {
  readonly names: readonly string[];
  /** How it is measured, for people. */
  readonly protocol: string;
  readonly run: () => Promise<readonly Row[]>;
}

function isWithin(row: Row): boolean {
  return row.bound === "least" ? row.value >= row.budget : row.value <= row.budget;
}

/** A row as a program reads it: one object a line. */
export function jsonOf(row: Row): string {
  return JSON.stringify({ name: row.name, value: rounded(row.value), unit: row.unit, budget: row.budget, ok: isWithin(row) });
}

/** A row as people read it, in columns. */
export function lineOf(row: Row): string {
  const value = `${rounded(row.value)} ${row.unit}`;
  const budget = `${row.bound === "least" ? "≥" : "≤"} ${row.budget}`;
  return `${isWithin(row) ? "ok  " : "OVER"}  ${row.name.padEnd(31)} ${value.padStart(14)}  ${budget.padEnd(10)} ${row.note}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1000 ? 6 : 3));
}

/** The median; of an even count the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** `min–max`, for the note of a row. */
export function spread(values: readonly number[]): string {
  return `${rounded(Math.min(...values))}–${rounded(Math.max(...values))}`;
}
