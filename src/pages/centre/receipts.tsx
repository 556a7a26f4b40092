import type { Child } from "hono/jsx";
import type { HistoryEntry } from "../../actions/consent/read-history.ts";
import { dayIn } from "../day.ts";
import { listed } from "./label.tsx";
import { Section } from "../section.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";

/** Every choice, latest first, with its receipt to take away. */
export function ReceiptsSection({ view }: { readonly view: CentreView }): Child {
  const { words, history } = view;
  return (
    <Section id="receipts" title={words.receipts}>
      {history.length === 0 ? (
        <p>{words.receiptsNothing}</p>
      ) : (
        <ol class="cards">
          {history.toReversed().map((entry) => (
            <Receipt view={view} entry={entry} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Receipt({ view, entry }: { readonly view: CentreView; readonly entry: HistoryEntry }): Child {
  const { site, locale } = view;
  const to = (format: string): string => `/v1/consent/receipts/${entry.receipt}?key=${site}&format=${format}`;
  const when = dayIn(entry.at, locale, true);
  return (
    <li class="card">
      <h3>
        <time datetime={entry.at}>{when}</time>
      </h3>
      <p>{saidIn(view, entry)}</p>
      <p class="small">
        <a href={to("jsonld")} download aria-label={`JSON-LD, ${when}`}>
          JSON-LD
        </a>{" "}
        <a href={to("jws")} download aria-label={`JWS, ${when}`}>
          JWS
        </a>
      </p>
    </li>
  );
}

function saidIn({ words, notice, locale }: CentreView, { record }: HistoryEntry): string {
  if (!record) return words.receiptErased;
  const nameOf = (key: string): string => notice.purposes.find((item) => item.key === key)?.name ?? key;
  const of = (isYes: boolean): string =>
    listed(
      Object.entries(record.decisions).flatMap(([key, { state }]) => ((state === "granted") === isYes ? [nameOf(key)] : [])),
      locale,
    );
  const [yes, no] = [of(true), of(false)];
  return [yes && filled(words.receiptGranted, { list: yes }), no && filled(words.receiptRefused, { list: no })].filter(Boolean).join(" ");
}
