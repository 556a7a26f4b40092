import type { Child } from "hono/jsx";
import { ProductArt } from "./art.tsx";
import { CATEGORY_TEXTS, formatPrice, productsOf, type Product } from "./catalogue.ts";
import { Layout } from "./layout.tsx";
import { PicksSlot, SizeSlot, StripSlot } from "./slots.tsx";

export function ProductPage({ product }: { product: Product }): Child {
  const { key, name, category, price, text } = product;
  const others = productsOf(category)
    .filter((other) => other.key !== key)
    .slice(0, 3);
  return (
    <Layout
      title={name}
      description={text}
      path={`/p/${key}`}
      data={{ "data-product": key, "data-category": category, "data-price": String(price) }}
    >
      <article class="product wide">
        <div class="tile">
          <ProductArt product={product} />
        </div>
        <Details product={product} />
      </article>
      <StripSlot />
      <PicksSlot slot="also" title={`More ${CATEGORY_TEXTS[category].name.toLowerCase()}`} products={others} />
      <SizeSlot />
    </Layout>
  );
}

function Details({ product: { key, name, category, price, text, weight, material } }: { product: Product }): Child {
  return (
    <div class="details">
      <p class="crumb">
        <a href={`/c/${category}`}>{CATEGORY_TEXTS[category].name}</a>
      </p>
      <h1>{name}</h1>
      <p class="price">{formatPrice(price)}</p>
      <p class="lead">{text}</p>
      <p>
        <a class="button" href={`/cart?add=${key}`}>
          Add to basket
        </a>
      </p>
      <dl>
        <div>
          <dt>Weight</dt>
          <dd>{weight}</dd>
        </div>
        <div>
          <dt>Material</dt>
          <dd>{material}</dd>
        </div>
        <div>
          <dt>Returns</dt>
          <dd>60 days, free</dd>
        </div>
      </dl>
    </div>
  );
}
