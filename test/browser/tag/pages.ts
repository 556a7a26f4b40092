export interface Page {
  readonly type: string;
  readonly body: string;
}

const SHOP = `
<header><h1>Corner shop</h1><a href="/second">Second page</a></header>
<main>
<section data-earnest-slot="hero">
  <h2 data-earnest-field="headline"><em>Good</em> things</h2>
  <a data-earnest-field="link" href="/default" title="Default title">Look around</a>
  <img data-earnest-field="picture" src="/pixel.svg" alt="A shelf" width="40" height="40">
  <button data-earnest-why hidden>Why am I seeing this?</button>
  <button data-earnest-dismiss hidden>Not for me</button>
</section>
<p>Fresh bread every morning, vegetables from the farms around, and coffee roasted in the back room.</p>
<div class="tall"></div>
<section data-earnest-slot="below"><h2 data-earnest-field="headline">More things</h2></section>
<div class="tall"></div>
<p><a id="last" href="/second">The last link</a></p>
</main>`;

const html = (lang: string, body: string, head = "") => `<!doctype html>
<html lang="${lang}"${lang === "ar" ? ' dir="rtl"' : ""}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Corner shop</title>
<link rel="stylesheet" href="/style.css">${head}
<script defer src="/tag.js" data-key="pk_demo_shop" data-host="DATA_HOST"></script></head><body>${body}</body></html>`;

const page = (body: string): Page => ({ type: "text/html; charset=utf-8", body });

/** The pages of a small shop; the style sheet is rude on purpose: the tag's own surface must not care. */
export const pages: Readonly<Record<string, Page>> = {
  "/": page(html("en", SHOP)),
  "/second": page(html("en", SHOP.replace("Corner shop", "Second page"))),
  "/de": page(html("de", SHOP)),
  "/ar": page(html("ar", SHOP)),
  "/own-way-back": page(html("en", `${SHOP}<footer><a href="/privacy" data-earnest-choices>Privacy</a></footer>`)),
  // Held back until the tag has run: what a fast tag meets by chance, every time.
  "/steady": page(html("en", SHOP).replace("<script defer", '<script defer blocking="render"')),
  "/held": page(html("en", SHOP, '<link rel="stylesheet" href="/held.css">')),
  "/nonce": page(html("en", SHOP).replace("<script defer", '<script nonce="once" defer')),
  "/bare": page(html("en", "<main><h1>No slots here</h1><p>Nothing to fill.</p></main>")),
  "/queue": page(html("en", SHOP, '<script src="/queue.js"></script>')),
  "/style.css": {
    type: "text/css",
    body: `body{font-family:sans-serif;margin:0 16px;color:#222;background:#fff}
@media(prefers-color-scheme:dark){body{color:#eee;background:#111}a{color:#9cf}}
.tall{height:1500px}
div,section{border-color:#c00}
body>div{padding:200px!important}
earnest-ui{display:block!important;padding:300px!important}
button{font-size:40px}`,
  },
  "/held.css": { type: "text/css", body: "html{visibility:hidden}" },
  "/queue.js": { type: "text/javascript", body: 'window.earnest=window.earnest||{q:[]};window.earnest.q.push(["track","waited",{n:1}]);' },
  "/pixel.svg": {
    type: "image/svg+xml",
    body: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#999"/></svg>',
  },
  "/other.svg": {
    type: "image/svg+xml",
    body: '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#393"/></svg>',
  },
};
