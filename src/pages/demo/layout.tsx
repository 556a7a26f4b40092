import type { Child } from "hono/jsx";
import { CATEGORIES, CATEGORY_TEXTS } from "./catalogue.ts";

const SHEETS = ["shop", "frame", "slots", "pages"];

interface LayoutProps {
  readonly title: string;
  readonly description: string;
  /** Path of this page, to mark it in the navigation. */
  readonly path: string;
  /** `data-…` attributes of main, read by the shop's script. */
  readonly data?: { readonly [name: `data-${string}`]: string };
  readonly children?: Child;
}

/** The frame of every page of the demo shop. The tag comes before the shop's own script; both are deferred. */
export function Layout({ title, description, path, data = {}, children }: LayoutProps): Child {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={description} />
        <title>{`${title} · Fjell & Field`}</title>
        <link rel="icon" href="/art/mark.svg" type="image/svg+xml" />
        {/* The tag comes from the shop's own host, as its styles do: the first paint may wait for both. */}
        <script defer blocking="render" fetchpriority="high" src="/tag.js" data-key="pk_demo_shop"></script>
        {SHEETS.map((sheet) => (
          <link rel="stylesheet" href={`/demo/${sheet}.css`} />
        ))}
        {/* The notice looks as the privacy page does: as the program says. */}
        <link rel="stylesheet" href="/privacy/look.css?site=pk_demo_shop" />
        <script defer src="/demo/shop.js"></script>
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <Header path={path} />
        <main id="content" tabindex={-1} {...data}>
          {children}
        </main>
        <Footer />
      </body>
    </html>
  );
}

function Header({ path }: { path: string }): Child {
  const mark = (href: string) => (href === path ? { "aria-current": "page" as const } : {});
  return (
    <header class="top">
      <p class="notice">
        A demo: nothing is for sale. <a href="/#how">How it works</a>
      </p>
      <div class="bar wide">
        <a class="brand" href="/" {...mark("/")}>
          <Mark />
          <span>Fjell &amp; Field</span>
        </a>
        <nav aria-label="Shop">
          {CATEGORIES.map((category) => (
            <a href={`/c/${category}`} {...mark(`/c/${category}`)}>
              {CATEGORY_TEXTS[category].name}
            </a>
          ))}
        </nav>
        <a class="basket" href="/cart" {...mark("/cart")}>
          Basket
        </a>
      </div>
    </header>
  );
}

/** Two ridges and a field: the sign of the shop. */
export function Mark(): Child {
  return (
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">
      <circle cx="20" cy="20" r="20" fill="#1f4d3f" />
      <path fill="#f4ead6" d="M6 26L16 11l6 9 4 -5 8 11Z" />
      <path fill="#e39a5c" d="M5 29h30l-3 4H8Z" />
    </svg>
  );
}

function Footer(): Child {
  return (
    <footer class="foot">
      <div class="wide">
        <p class="brand">
          <Mark />
          <span>Fjell &amp; Field</span>
        </p>
        <p>
          Shoes, jackets and bags for people who go out anyway. This shop sets no cookies of its own: what is kept is your privacy choice,
          and what you allowed with it.
        </p>
        <ul>
          <li>
            <a href="/#service">Delivery, returns, repair</a>
          </li>
          <li>
            <a href="/#how">How this demo works</a>
          </li>
          <li>
            <button type="button" data-earnest-choices>
              Privacy choices
            </button>
          </li>
          <li>
            <a href="/privacy?site=pk_demo_shop">Your privacy here</a>
          </li>
          <li>
            <button type="button" data-earnest-withdraw>
              Withdraw all
            </button>
          </li>
        </ul>
      </div>
    </footer>
  );
}
