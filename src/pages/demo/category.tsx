import type { Child } from "hono/jsx";
import { ProductArt } from "./art.tsx";
import { CATEGORY_TEXTS, formatPrice, productsOf, type Category, type Product } from "./catalogue.ts";
import { Layout } from "./layout.tsx";
import { GridSlot, StripSlot } from "./slots.tsx";

export function CategoryPage({ category }: { category: Category }): Child {
  const { name, text } = CATEGORY_TEXTS[category];
  return (
    <Layout title={name} description={text} path={`/c/${category}`} data={{ "data-list": category }}>
      <header class="intro wide">
        <h1>{name}</h1>
        <p class="lead">{text}</p>
      </header>
      <div class="wide">
        <ProductList products={productsOf(category)} />
      </div>
      <StripSlot />
      <GridSlot />
    </Layout>
  );
}

/** Products as cards; the whole card leads to the product. */
function ProductList({ products }: { products: readonly Product[] }): Child {
  return (
    <ul class="cards listing">
      {products.map((product) => (
        <li class="card">
          <div class="tile">
            <ProductArt product={product} />
          </div>
          <h2>
            <a href={`/p/${product.key}`}>{product.name}</a>
          </h2>
          <p class="price">{formatPrice(product.price)}</p>
        </li>
      ))}
    </ul>
  );
}
