import type { Child } from "hono/jsx";
import type { OwnReport } from "../../core/insight/told-report.ts";
import { dayIn } from "../day.ts";
import { Section } from "../section.tsx";
import { Form } from "./form.tsx";
import type { CentreView } from "./view.ts";

/** What I am told of my own numbers: how much, where that stands among others like me, and one tip. */
export function ReportsSection({ view }: { readonly view: CentreView }): Child {
  const { words, own, standing } = view;
  const reports = own?.reports ?? [];
  return (
    <Section id="reports" title={words.reports}>
      {reports.length === 0 ? (
        <p>{own === null && standing === "unproven" ? words.hidden : words.valueNothing}</p>
      ) : (
        <ol class="cards">
          {reports.map((report) => (
            <Report view={view} report={report} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Report({ view, report }: { readonly view: CentreView; readonly report: OwnReport }): Child {
  const { words, locale } = view;
  const { name, at, own, compared, tip, expires, report: key, period } = report;
  return (
    <li class="card">
      <h3>{name}</h3>
      <p class="small">
        <time datetime={at}>{dayIn(at, locale)}</time> · {words.until} <time datetime={expires}>{dayIn(expires, locale)}</time>
      </p>
      <p class="value">{own}</p>
      {compared === null ? <p class="small">{words.reportAlone}</p> : <Place view={view} compared={compared} />}
      {tip && <p class="note">{tip}</p>}
      <Form view={view} to="report" class="actions">
        <input type="hidden" name="period" value={period} />
        <button type="submit" name="report" value={key} class="quiet">
          {words.delete}
        </button>
      </Form>
    </li>
  );
}

interface PlaceProps {
  readonly view: CentreView;
  readonly compared: NonNullable<OwnReport["compared"]>;
}

/** The sentence says it; the bar beside it is for the eye. */
function Place({ view: { words }, compared: { text, percent } }: PlaceProps): Child {
  return (
    <>
      <p>{text}</p>
      <div class="place" aria-hidden="true">
        <svg viewBox="0 0 100 10" preserveAspectRatio="none">
          <rect class="whole" width="100" height="10" />
          <rect class="mine" width={percent} height="10" />
        </svg>
        <p class="small line">
          <span>{words.reportLess}</span>
          <span>{words.reportMore}</span>
        </p>
      </div>
    </>
  );
}
