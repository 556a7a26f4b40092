import type { Child } from "hono/jsx";
import type { Seen } from "../../core/targeting/seen.ts";
import { dayIn } from "../day.ts";
import { Section } from "../section.tsx";
import { Reasons } from "./reasons.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";

/** Why I saw what I saw: the last decisions, in plain words, and whether they come out the same again. */
export function SeenSection({ view }: { readonly view: CentreView }): Child {
  const { words, own, standing } = view;
  return (
    <Section id="seen" title={words.seen}>
      {own === null || own.seen.length === 0 ? (
        <p>{standing === "unproven" ? words.hidden : words.seenNothing}</p>
      ) : (
        <ol class="cards">
          {own.seen.map((seen) => (
            <Shown view={view} seen={seen} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Shown({ view: { words, locale }, seen }: { readonly view: CentreView; readonly seen: Seen }): Child {
  const { text, at, moment, purpose, because, same } = seen;
  return (
    <li class="card">
      <h3>{text ?? seen.experience}</h3>
      <p class="small">
        <time datetime={at}>{dayIn(at, locale, true)}</time>
        {moment && ` · ${filled(words.askMoment, { moment: moment.name ?? moment.key })}`}
      </p>
      <Reasons because={because} />
      {purpose && <p>{filled(words.seenFor, { purpose: purpose.name })}</p>}
      <p class="small">{same === null ? words.seenRest : same ? words.seenSame : words.seenOther}</p>
    </li>
  );
}
