import type { Child } from "hono/jsx";
import type { Entered, Shown } from "../../core/exchange/journey.ts";
import { dayIn } from "../day.ts";
import { Reasons } from "./reasons.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";

/** That I came to a moment, and what of me it is entered by. */
export function EnteredStep({ view: { words, locale }, step }: { readonly view: CentreView; readonly step: Entered }): Child {
  const { moment, because, at } = step;
  return (
    <li class="card">
      <h3>{moment.name ?? moment.key}</h3>
      <p class="small">
        <time datetime={at}>{dayIn(at, locale, true)}</time> · {words.momentEntered}
      </p>
      {because.length > 0 && <p>{filled(words.enteredBy, { names: because.join(", ") })}</p>}
    </li>
  );
}

/** What I was shown at a moment, why, and what I did after it. */
export function ShownStep({ view: { words, locale }, step }: { readonly view: CentreView; readonly step: Shown }): Child {
  const { experience, text, moment, purpose, because, reached, at } = step;
  return (
    <li class="card">
      <h3>{text ?? experience}</h3>
      <p class="small">
        <time datetime={at}>{dayIn(at, locale, true)}</time> · {filled(words.askMoment, { moment: moment.name ?? moment.key })} ·{" "}
        {words.momentShown}
      </p>
      <Reasons because={because} />
      {purpose && <p>{filled(words.seenFor, { purpose: purpose.name ?? purpose.key })}</p>}
      {reached.map(({ goal, at: when }) => (
        <p>{filled(words.goalReached, { goal, day: dayIn(when, locale) })}</p>
      ))}
    </li>
  );
}
