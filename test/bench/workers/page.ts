/** The origin behind the edge: one page of 200 KB with five slots, as a shop serves it. */
const SLOTS = ["hero", "banner", "aside", "footer", "partner"];
const BYTES = 200_000;

const page = pageOf();

function pageOf(): string {
  const card = (at: number): string =>
    `<article class="card"><a href="/p/${at}"><img src="/img/${at}.webp" alt="Article ${at}" width="320" height="320"><h3>Article number ${at}</h3></a><p>Copy about as long as a shop writes it: what it is made of, whom it fits, and how it is cared for over the years.</p><span class="price">EUR ${at}.90</span></article>`;
  const slot = (name: string): string =>
    `<section data-earnest-slot="${name}"><h2 data-earnest-field="headline">Our own</h2><p data-earnest-field="text">As everybody sees it.</p><a data-earnest-field="link" href="/all">All</a></section>`;
  const parts = ['<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Shop</title></head><body>'];
  let length = 0;
  for (let at = 0; length < BYTES; at++) {
    const part = at % 100 === 0 && at < 500 ? slot(SLOTS[at / 100] ?? "") : card(at);
    parts.push(part);
    length += part.length;
  }
  return `${parts.join("")}</body></html>`;
}

export default {
  fetch(): Response {
    return new Response(page, {
      headers: { "content-type": "text/html; charset=utf-8", etag: '"one"', "cache-control": "public, max-age=60" },
    });
  },
};
