import type { Child } from "hono/jsx";
import { Document } from "../document.tsx";
import { filled } from "../words.ts";
import { SignInForm, SignOutForm } from "../staff-forms.tsx";
import { LookUpForm } from "./forms.tsx";
import { PersonSections } from "./person.tsx";
import type { AdvisorView } from "./view.ts";

/** The adviser's page, whole: a sign-in, or a question for somebody and what may be seen of them. */
export function AdvisorPage({ view }: { readonly view: AdvisorView }): Child {
  const { words, locale, dir, look, staff, seen, note } = view;
  const title = filled(words.title, { name: view.brand });
  const header = (
    <header>
      <p class="brand">{view.brand}</p>
      <h1>{title}</h1>
      {staff && <SignOutForm view={view} staff={staff} />}
    </header>
  );
  const head = <link rel="stylesheet" href="/advisor/advisor.css" />;
  return (
    <Document {...{ locale, dir, title, look, head, header }} skip={words.skip} note={note && words[note]}>
      {staff ? <LookUpForm view={view} /> : <SignInForm view={view} />}
      {staff && seen && <PersonSections view={view} seen={seen} />}
    </Document>
  );
}
