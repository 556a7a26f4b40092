import type { Child } from "hono/jsx";

interface DocumentProps {
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  readonly title: string;
  /** Where the brand's look is; null where it has none. */
  readonly look: string | null;
  /** What else its head holds. */
  readonly head?: Child;
  readonly header: Child;
  /** What leads past the header. */
  readonly skip: string;
  /** What came of what was sent last. */
  readonly note: string | null;
  readonly children?: Child;
}

/** A page that is somebody's own, whole. */
export function Document({ locale, dir, title, look, head, header, skip, note, children }: DocumentProps): Child {
  return (
    <html lang={locale} dir={dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        {look !== null && <link rel="stylesheet" href={look} />}
        <link rel="stylesheet" href="/centre/centre.css" />
        {head}
      </head>
      <body>
        <a class="skip" href="#content">
          {skip}
        </a>
        {header}
        <main id="content" tabindex={-1}>
          {note !== null && (
            <p class="note" role="status">
              {note}
            </p>
          )}
          {children}
        </main>
      </body>
    </html>
  );
}
