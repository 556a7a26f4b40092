import type { Child } from "hono/jsx";
import { dayIn } from "./duration.ts";
import { Section } from "./section.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "./words.ts";

/** Who sent and who got data about me, and which people looked at it. */
export function SharedSection({ view }: { readonly view: CentreView }): Child {
  const { words, label, views, locale } = view;
  return (
    <Section id="shared" title={words.shared}>
      {label.recipients.length === 0 ? (
        <p>{filled(words.sharedNobody, { name: label.controller.name })}</p>
      ) : (
        <ul>
          {label.recipients.map(({ name }) => (
            <li>{name}</li>
          ))}
        </ul>
      )}
      <h3>{words.sharedViews}</h3>
      {views.length === 0 ? (
        <p>{words.sharedNoViews}</p>
      ) : (
        <ul>
          {views.map(({ at, actor, allowed }) => (
            <li>
              <time datetime={at}>{dayIn(at, locale, true)}</time>: {actor}. {allowed ? "" : words.sharedHidden}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
