import type { Child } from "hono/jsx";
import { LEAST } from "../../core/insight/hide-small.ts";
import type { StaffView } from "../staff-view.ts";
import { filled } from "../words.ts";
import type { Words } from "./words.ts";

/** What stands in a column of a row, and how much of the scale it is; of few no more is drawn than that they are fewer. */
export interface Cell {
  readonly text: string;
  readonly share?: number;
  readonly isFew?: boolean;
  /** Drawn as what came back. */
  readonly gave?: boolean;
}

export interface Row {
  readonly name: string;
  readonly code: string | null;
  readonly cells: readonly Cell[];
}

/** Rows that belong together, under what they have in common and with what is to be said of them. */
export interface Group {
  readonly head?: Pick<Row, "name" | "code">;
  readonly rows: readonly Row[];
  readonly remarks?: readonly string[];
}

interface ChartProps {
  readonly told: string;
  readonly columns: readonly string[];
  readonly groups: readonly Group[];
}

/** A table whose numbers are drawn on one scale; on a narrow page each row stands by itself, so what it is is said by roles. */
export function Chart({ told, columns, groups }: ChartProps): Child {
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
      {groups.map(({ head, rows, remarks }) => (
        <tbody role="rowgroup">
          {head && <tr role="row">{headOf(head, columns.length)}</tr>}
          {rows.map((row) => (
            <tr role="row">
              {headOf(row)}
              {row.cells.map((cell, at) => cellOf(cell, columns[at + 1] ?? ""))}
            </tr>
          ))}
          {remarks?.map((remark) => (
            <tr role="row">
              <td role="cell" colspan={columns.length} class="todo">
                {remark}
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function headOf({ name, code }: Pick<Row, "name" | "code">, columns?: number): Child {
  return (
    <th role="rowheader" scope={columns ? "rowgroup" : "row"} colspan={columns} class={columns ? "group" : undefined}>
      {name} {code !== null && <code class="small">{code}</code>}
    </th>
  );
}

/** As text, and as a bar beside it. */
function cellOf({ text, share, isFew, gave }: Cell, of: string): Child {
  return (
    <td role="cell" data-of={of} class={gave ? "gave" : undefined}>
      <span class={isFew ? "count small" : "count"}>{text}</span>
      {share !== undefined && (
        <svg class={isFew ? "bar few" : "bar"} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect width={Math.round(Math.min(1, share) * 10_000) / 100} height="8" />
        </svg>
      )}
    </td>
  );
}

/** A number of people, null for fewer than are told, of so many that reach from end to end. */
export function peopleIn({ words, locale }: StaffView<Words>, people: number | null, scale: number, gave = false): Cell {
  const isFew = people === null;
  const text = isFew ? filled(words.few, { least: numberIn(LEAST, locale) }) : numberIn(people, locale);
  return { text, share: (people ?? LEAST) / scale, isFew, gave };
}

/** The largest of numbers, and no fewer than are told. */
export function scaleOf(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((most, number) => Math.max(most, number ?? 0), LEAST);
}

export function numberIn(number: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(number);
}

export function shareIn(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent" }).format(share);
}
