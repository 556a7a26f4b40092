import type { Child } from "hono/jsx";
import { formatPrice, popular, type Product } from "./catalogue.ts";

/** Stands hidden in its reserved place until what the slot shows rests on something about the person or the visit. */
function Why(): Child {
  return (
    <button type="button" class="why" data-earnest-why hidden>
      Why am I seeing this?
    </button>
  );
}

export function HeroSlot(): Child {
  return (
    <section class="hero wide" data-earnest-slot="hero" aria-labelledby="hero-headline">
      <div class="copy">
        <h1 id="hero-headline" data-earnest-field="headline">
          Made for weather that turns
        </h1>
        <p class="lead" data-earnest-field="text">
          Shoes, jackets and bags from a small workshop by the fjord. Few models, mended for as long as you keep them.
        </p>
        <div class="actions">
          <a class="button" data-earnest-field="cta" href="/c/jackets">
            Look around
          </a>
          <Why />
        </div>
      </div>
      <img data-earnest-field="image" src="/art/fjord.svg" alt="A red cabin above a fjord at sunrise" width="800" height="640" />
    </section>
  );
}

export function GridSlot(): Child {
  return <PicksSlot slot="grid" title="Popular right now" products={popular()} />;
}

/** Three products with their prices; the page's own until a slot's are better. */
export function PicksSlot({ slot, title, products }: { slot: string; title: string; products: readonly Product[] }): Child {
  return (
    <section class="picks wide" data-earnest-slot={slot} aria-labelledby={`${slot}-title`}>
      <div class="heading">
        <h2 id={`${slot}-title`} data-earnest-field="title">
          {title}
        </h2>
        <Why />
      </div>
      <ul class="cards">
        {products.map((product, index) => (
          <li class="card">
            <div class="tile">
              <img data-earnest-field={`image-${index + 1}`} src={`/art/${product.key}.svg`} alt="" width="400" height="300" />
            </div>
            <h3>
              <a data-earnest-field={`item-${index + 1}`} href={`/p/${product.key}`}>
                {product.name}
              </a>
            </h3>
            <p class="price" data-earnest-field={`price-${index + 1}`}>
              {formatPrice(product.price)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function StripSlot(): Child {
  return (
    <section class="strip wide" data-earnest-slot="banner-strip" aria-label="From the workshop">
      <p data-earnest-field="text">A seam that gave way, a sole worn thin: send it in, and we mend it.</p>
      <div class="actions">
        <a data-earnest-field="link" href="/#service">
          About repairs
        </a>
        <Why />
      </div>
    </section>
  );
}

/** Empty until there is something to ask; it lies below what a page shows first, so that nothing moves when it is filled. */
export function SizeSlot(): Child {
  return <aside class="ask wide" data-earnest-slot="size" aria-label="A question" />;
}

export function CartTipSlot(): Child {
  return (
    <section class="strip" data-earnest-slot="cart-tip" aria-label="Good to know">
      <p data-earnest-field="text">Everything can come back within 60 days, worn or not. The way back is free.</p>
      <div class="actions">
        <a data-earnest-field="link" href="/#service">
          About returns
        </a>
        <Why />
      </div>
    </section>
  );
}
