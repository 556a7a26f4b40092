import type { Child } from "hono/jsx";
import { localDay } from "../../core/rights/calendar.ts";
import { REQUEST_KINDS } from "../../core/rights/kinds.ts";
import type { RightsRequest } from "../../core/rights/request.ts";
import { dayIn } from "../day.ts";
import { Section } from "../section.tsx";
import { Form } from "./form.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";
import type { Words } from "./words.ts";

/** What I can take away at once, what I asked for besides, and what came of it. */
export function RequestsSection({ view }: { readonly view: CentreView }): Child {
  const { words, own, standing, site } = view;
  const file = (format: string): string => `/v1/me/export?key=${site}&format=${format}`;
  return (
    <Section id="requests" title={words.requests}>
      {own === null ? (
        <p>{standing === "unproven" ? words.hidden : words.knownNobody}</p>
      ) : (
        <>
          <p>
            {words.takeAway}{" "}
            <a href={file("json")} download>
              JSON
            </a>{" "}
            <a href={file("csv")} download>
              CSV
            </a>
          </p>
          <p>{view.restricted ? words.restrictedNow : words.restrictWhy}</p>
          <Form view={view} to="restrict" class="actions">
            <button type="submit" class="quiet" name="restricted" value={view.restricted ? "no" : "yes"}>
              {view.restricted ? words.unrestrict : words.restrict}
            </button>
          </Form>
          {own.requests.length > 0 && (
            <ol class="cards">
              {own.requests.map((request) => (
                <Request view={view} request={request} />
              ))}
            </ol>
          )}
          <Ask view={view} />
        </>
      )}
    </Section>
  );
}

function Ask({ view }: { readonly view: CentreView }): Child {
  const { words } = view;
  return (
    <Form view={view} to="request" class="ask">
      <label>
        <span>{words.ask}</span>
        <select name="kind">
          {REQUEST_KINDS.map((kind) => (
            <option value={kind}>{words[KINDS[kind]]}</option>
          ))}
        </select>
      </label>
      <label>
        <span>{words.about}</span>
        <input type="text" name="about" maxlength={500} />
      </label>
      <button type="submit">{words.sendRequest}</button>
    </Form>
  );
}

function Request({ view: { words, locale, rights }, request }: { readonly view: CentreView; readonly request: RightsRequest }): Child {
  const { kind, state, received, due } = request;
  const until = filled(words.due, { day: dayIn(localDay(rights, due - 1), locale) });
  return (
    <li class="card">
      <h3>{words[KINDS[kind]]}</h3>
      <p>
        {dayIn(received, locale)}: {words[STATES[state]]} {request.closed === null && until}
      </p>
    </li>
  );
}

const KINDS = {
  access: "kindAccess",
  portability: "kindPortability",
  rectification: "kindRectification",
  erasure: "kindErasure",
  restriction: "kindRestriction",
  objection: "kindObjection",
  withdrawal: "kindWithdrawal",
  explanation: "kindExplanation",
  "opt-out": "kindOptOut",
} as const satisfies Record<RightsRequest["kind"], keyof Words>;

const STATES = {
  unverified: "stateUnverified",
  open: "stateOpen",
  answered: "stateAnswered",
  refused: "stateRefused",
  cancelled: "stateCancelled",
} as const satisfies Record<RightsRequest["state"], keyof Words>;
