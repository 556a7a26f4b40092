import type { Child } from "hono/jsx";
import { LEAST } from "../../core/insight/hide-small.ts";
import type { StaffView } from "../staff-view.ts";
import { filled } from "../words.ts";
import type { Words } from "./words.ts";

/** A table whose numbers are drawn on one scale; on a narrow page each row stands by itself, so what it is is said by roles. */
export function Chart({
  told,
  columns,
  children,
}: {
  readonly told: string;
  readonly columns: readonly string[];
  readonly children?: Child;
}): Child {
  return (
    <table role="table" class="chart">
      <caption>{told}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      {children}
    </table>
  );
}

interface PeopleProps {
  readonly view: StaffView<Words>;
  /** What the column is called. */
  readonly of: string;
  /** Null for fewer than are told. */
  readonly people: number | null;
  /** What reaches from end to end. */
  readonly scale: number;
  readonly kind?: "took" | "gave";
}

/** A number of people, as text and as a bar. Of few no more is drawn than that they are fewer. */
export function People({ view: { words, locale }, of, people, scale, kind }: PeopleProps): Child {
  const text = people === null ? filled(words.few, { least: numberIn(LEAST, locale) }) : numberIn(people, locale);
  return (
    <td role="cell" data-of={of} class={kind}>
      <span class={people === null ? "count small" : "count"}>{text}</span>
      <Bar share={(people ?? LEAST) / scale} few={people === null} />
    </td>
  );
}

/** A share of a whole, drawn; beside it stands what it says. */
export function Bar({ share, few = false }: { readonly share: number; readonly few?: boolean }): Child {
  const width = Math.round(Math.min(1, share) * 10_000) / 100;
  return (
    <svg class={few ? "bar few" : "bar"} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect width={width} height="8" />
    </svg>
  );
}

/** The largest of numbers, and no fewer than are told. */
export function scaleOf(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((most, number) => Math.max(most, number ?? 0), LEAST);
}

export function numberIn(number: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(number);
}

export function shareIn(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}
