import type { Child } from "hono/jsx";
import type { LabelRecipient } from "../../core/consent/label.ts";
import type { Source } from "../../core/profile/sources.ts";
import { dayIn } from "../day.ts";
import { Granted } from "./granted.tsx";
import { listed } from "./label.tsx";
import { Section } from "../section.tsx";
import { Form } from "./form.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";

/** Who sent and who got data about me, and which people looked at it. */
export function SharedSection({ view }: { readonly view: CentreView }): Child {
  const { words, label, views, sources, locale } = view;
  return (
    <Section id="shared" title={words.shared}>
      {label.recipients.length === 0 ? (
        <p>{filled(words.sharedNobody, { name: label.controller.name })}</p>
      ) : (
        <ul>
          {label.recipients.map((recipient) => (
            <Heard view={view} recipient={recipient} />
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
      <Granted view={view} />
    </Section>
  );
}

/** Somebody who gets data; where that is being told of this person, it can be ended. */
function Heard({ view, recipient }: { readonly view: CentreView; readonly recipient: LabelRecipient }): Child {
  const { words, locale, recipients } = view;
  const { name, hears } = recipient;
  const own = recipients.find(({ source }) => source === recipient.key);
  const what = [...new Set(hears.filter((event) => event !== "report.ready").map((event) => words[heardAs(event)]))];
  return (
    <li>
      {what.length === 0 ? name : `${name}: ${listed(what, locale)}.`}
      {own?.disconnected && <p class="off">{words.hearsNoes}</p>}
      {own && (
        <Form view={view} to="source" class="actions">
          <input type="hidden" name="source" value={own.source} />
          <button type="submit" name="change" value={own.disconnected ? "connect" : "disconnect"} class="quiet">
            {own.disconnected ? words.hearAgain : words.hearNoMore}
          </button>
        </Form>
      )}
    </li>
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
