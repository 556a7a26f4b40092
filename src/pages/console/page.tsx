import type { Child } from "hono/jsx";
import { Document } from "../document.tsx";
import { SignInForm, SignOutForm } from "../staff-forms.tsx";
import { filled } from "../words.ts";
import { AsksSection } from "./asks-section.tsx";
import { OwedSections } from "./owed-section.tsx";
import { ValueSection } from "./value-section.tsx";
import { ROOMS, type ConsoleView } from "./view.ts";

/** The console, whole: a sign-in, or one of its rooms. */
export function ConsolePage({ view }: { readonly view: ConsoleView }): Child {
  const { words, locale, dir, look, staff, note } = view;
  const title = filled(words.title, { name: view.brand });
  const header = (
    <header>
      <p class="brand">{view.brand}</p>
      <h1>{title}</h1>
      {staff && <SignOutForm view={view} staff={staff} />}
      {staff && <Rooms view={view} />}
    </header>
  );
  const head = <link rel="stylesheet" href="/console/console.css" />;
  return (
    <Document {...{ locale, dir, title, look, head, header }} skip={words.skip} note={note && words[note]}>
      {staff ? <RoomSections view={view} /> : <SignInForm view={view} />}
    </Document>
  );
}

function Rooms({ view: { words, site, locale, room } }: { readonly view: ConsoleView }): Child {
  return (
    <nav aria-label={words.rooms}>
      <ul>
        {ROOMS.map((item) => (
          <li>
            <a href={`${item.path}?site=${site}&locale=${locale}`} aria-current={item.room === room ? "page" : undefined}>
              {words[item.room]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RoomSections({ view }: { readonly view: ConsoleView }): Child {
  const { held, note, words, room } = view;
  switch (held?.room) {
    case "value":
      return <ValueSection view={view} report={held.report} />;
    case "asks":
      return <AsksSection view={view} asked={held.asked} />;
    case "owed":
      return <OwedSections view={view} owed={held.owed} />;
    case undefined: {
      const scope = ROOMS.find((item) => item.room === room)?.scopes.join(", ") ?? "";
      return note === "noteAway" ? null : <p class="note">{filled(words.scope, { scope })}</p>;
    }
  }
}
