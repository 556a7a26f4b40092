import type { Child } from "hono/jsx";
import type { Source } from "../../core/profile/sources.ts";
import { dayIn } from "./day.ts";
import { listed } from "./label.tsx";
import { Form, Section } from "./section.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "./words.ts";

/** Who sent and who got data about me, and which people looked at it. */
export function SharedSection({ view }: { readonly view: CentreView }): Child {
  const { words, label, views, sources, locale } = view;
  return (
    <Section id="shared" title={words.shared}>
      {label.recipients.length === 0 ? (
        <p>{filled(words.sharedNobody, { name: label.controller.name })}</p>
      ) : (
        <ul>
          {label.recipients.map(({ name, hears }) => (
            <li>{hears.length === 0 ? name : `${name}: ${listed([...new Set(hears.map((event) => words[heardAs(event)]))], locale)}`}</li>
          ))}
        </ul>
      )}
      <h3>{words.sharedSources}</h3>
      {sources.length === 0 ? (
        <p>{words.sharedNoSources}</p>
      ) : (
        <ul class="cards">
          {sources.map((source) => (
            <Sent view={view} source={source} />
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

/** How what a recipient is told of is said. */
function heardAs(event: string): "hearsChoices" | "hearsErasure" | "hearsRequests" {
  if (event === "consent.changed") return "hearsChoices";
  return event === "subject.erased" ? "hearsErasure" : "hearsRequests";
}

/** What a source sent, by name and time, and whether it still may. */
function Sent({ view, source }: { readonly view: CentreView; readonly source: Source }): Child {
  const { words, locale, notice } = view;
  const names = [...source.attributes.map((key) => notice.attributes[key]?.name ?? key), ...source.events.map(({ name }) => name)];
  const changes = source.disconnected
    ? ([["connect", words.connect]] as const)
    : ([
        ["disconnect", words.disconnect],
        ["clear", words.clear],
      ] as const);
  return (
    <li class="card">
      <h3>{source.source.replace("/", ": ")}</h3>
      <p>
        {names.length === 0 ? words.nothing : listed(names, locale)}
        {source.last !== null && <span class="small"> {dayIn(source.last, locale)}</span>}
      </p>
      {source.disconnected && <p class="off">{words.disconnected}</p>}
      <Form view={view} to="source" class="actions">
        <input type="hidden" name="source" value={source.source} />
        {changes.map(([change, text]) => (
          <button type="submit" name="change" value={change} class="quiet">
            {text}
          </button>
        ))}
      </Form>
    </li>
  );
}
