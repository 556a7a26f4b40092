import type { Child } from "hono/jsx";
import { Document } from "../document.tsx";
import { filled } from "../words.ts";
import { ChoicesSection } from "./choices.tsx";
import { ComplainSection } from "./complain.tsx";
import { DeviceSection } from "./device.tsx";
import { JourneySection } from "./journey-section.tsx";
import { KnownSection } from "./known.tsx";
import { LabelSection } from "./label.tsx";
import type { Note } from "./outcome.ts";
import { ReportsSection } from "./reports.tsx";
import { ReceiptsSection } from "./receipts.tsx";
import { RequestsSection } from "./requests.tsx";
import { SeenSection } from "./seen.tsx";
import { SharedSection } from "./shared.tsx";
import { ValueSection } from "./value-section.tsx";
import type { CentreView } from "./view.ts";

interface PageProps {
  readonly view: CentreView;
  /** What came of the form that was sent last. */
  readonly note: Note | null;
  /** True where a code was asked for and is waited for. */
  readonly awaits: boolean;
}

/** The privacy centre, whole. */
export function CentrePage({ view, note, awaits }: PageProps): Child {
  const { words, notice, locale, label, site, sheet } = view;
  const title = filled(words.title, { name: label.controller.name });
  const head = (
    <link rel="alternate" type="application/ld+json" href={`/.well-known/earnest-label.json?site=${site}`} title={words.label} />
  );
  const frame = { locale, dir: notice.dir, title, look: sheet, head, header: <Head view={view} title={title} /> };
  return (
    <Document {...frame} skip={words.skip} note={note && words[note]}>
      <LabelSection view={view} />
      <ChoicesSection view={view} />
      <KnownSection view={view} awaits={awaits} />
      <SeenSection view={view} />
      {view.reporting && <ReportsSection view={view} />}
      <ValueSection view={view} />
      <JourneySection view={view} />
      <SharedSection view={view} />
      <ReceiptsSection view={view} />
      <RequestsSection view={view} />
      <DeviceSection view={view} />
      <ComplainSection view={view} />
    </Document>
  );
}

/** Whose page it is, and what stands on it. */
function Head({ view, title }: { readonly view: CentreView; readonly title: string }): Child {
  const { words, notice } = view;
  const sections = [
    ["label", words.label],
    ["choices", notice.texts.choices],
    ["known", words.known],
    ["seen", words.seen],
    ...(view.reporting ? [["reports", words.reports] as const] : []),
    ["value", words.value],
    ["journey", words.journey],
    ["shared", words.shared],
    ["receipts", words.receipts],
    ["requests", words.requests],
    ["device", words.device],
    ["complain", words.complain],
  ] as const;
  return (
    <header>
      <Brand view={view} />
      <h1>{title}</h1>
      <p>{words.intro}</p>
      <nav aria-label={words.sections}>
        <ul>
          {sections.map(([id, name]) => (
            <li>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

/** The brand's sign or name, else the name of who answers for the data. */
function Brand({ view: { look, label } }: { readonly view: CentreView }): Child {
  const { name } = label.controller;
  const { src, text = src === undefined ? name : undefined } = look?.logo ?? {};
  return (
    <p class="brand">
      {src !== undefined && <img src={src} alt={text === undefined ? name : ""} />}
      {text}
    </p>
  );
}
