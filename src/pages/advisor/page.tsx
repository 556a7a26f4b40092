import type { Child } from "hono/jsx";
import { filled } from "../centre/words.ts";
import { LookUpForm, SignInForm, SignOutForm } from "./forms.tsx";
import { PersonSections } from "./person.tsx";
import type { AdvisorView } from "./view.ts";

/** The adviser's page, whole: a sign-in, or a question for somebody and what may be seen of them. */
export function AdvisorPage({ view }: { readonly view: AdvisorView }): Child {
  const { words, locale, dir, staff, seen, note } = view;
  const title = filled(words.title, { name: view.brand });
  return (
    <html lang={locale} dir={dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        {view.look !== null && <link rel="stylesheet" href={view.look} />}
        <link rel="stylesheet" href="/centre/centre.css" />
        <link rel="stylesheet" href="/advisor/advisor.css" />
      </head>
      <body>
        <a class="skip" href="#content">
          {words.skip}
        </a>
        <header>
          <p class="brand">{view.brand}</p>
          <h1>{title}</h1>
          {staff && <SignOutForm view={view} staff={staff} />}
        </header>
        <main id="content" tabindex={-1}>
          {note && (
            <p class="note" role="status">
              {words[note]}
            </p>
          )}
          {staff ? <LookUpForm view={view} /> : <SignInForm view={view} />}
          {staff && seen && <PersonSections view={view} seen={seen} />}
        </main>
      </body>
    </html>
  );
}
