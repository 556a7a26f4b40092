import type { Child } from "hono/jsx";
import type { Got } from "../core/exchange/value.ts";
import { dayIn } from "./day.ts";
import { filled } from "./words.ts";

/** What stands on a side: its name, and when or how much. */
export type Line = readonly [name: string, more: string | null];

interface SidesProps {
  readonly sides: readonly (readonly [title: string, lines: readonly Line[]])[];
  /** Said where a side is empty. */
  readonly nothing: string;
}

/** Lists side by side: what was given, and what came for it. */
export function Sides({ sides, nothing }: SidesProps): Child {
  return (
    <div class="sides">
      {sides.map(([title, lines]) => (
        <div class="card">
          <h3>{title}</h3>
          {lines.length === 0 ? (
            <p class="small">{nothing}</p>
          ) : (
            <ul>
              {lines.map(([name, more]) => (
                <li>
                  {name}
                  {more !== null && <span class="small"> {more}</span>}
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </div>
  );
}

/** How much of something somebody got, or when. */
export function broughtIn(item: Got, words: { readonly points: string; readonly times: string }, locale: string): string | null {
  const count = (number: number): string => new Intl.NumberFormat(locale).format(number);
  if (item.kind === "points") return filled(words.points, { count: count(item.balance) });
  if ("times" in item && item.times > 1) return filled(words.times, { count: count(item.times) });
  return item.at && dayIn(item.at, locale);
}
