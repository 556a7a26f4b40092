import type { Child } from "hono/jsx";
import { ProductArt } from "./art.tsx";
import { formatPrice, popular, type Product } from "./catalogue.ts";
import { Layout } from "./layout.tsx";
import { CartTipSlot } from "./slots.tsx";

/** The basket lives in the address of the page, so that nothing needs to be stored for it. */
export function CartPage({ products }: { products: readonly Product[] }): Child {
  const added = products.at(-1);
  const data = added ? { "data-added": added.key, "data-category": added.category, "data-price": String(added.price) } : {};
  return (
    <Layout title="Basket" description="What you have put in the basket." path="/cart" data={data}>
      <div class="cart wide">
        <div>
          <h1>Your basket</h1>
          {products.length > 0 ? <Lines products={products} /> : <Nothing />}
        </div>
        <div class="side">
          {products.length > 0 ? <Total products={products} /> : null}
          <CartTipSlot />
        </div>
      </div>
    </Layout>
  );
}

/** The address of a basket with these products. */
function cartPath(products: readonly Product[]): string {
  return products.length > 0 ? `/cart?${products.map(({ key }) => `add=${key}`).join("&")}` : "/cart";
}

function Lines({ products }: { products: readonly Product[] }): Child {
  return (
    <ul class="lines">
      {products.map((product, index) => (
        <li>
          <div class="tile">
            <ProductArt product={product} />
          </div>
          <h2>
            <a href={`/p/${product.key}`}>{product.name}</a>
          </h2>
          <p class="price">{formatPrice(product.price)}</p>
          <a class="remove" href={cartPath(products.toSpliced(index, 1))} aria-label={`Remove ${product.name}`}>
            Remove
          </a>
        </li>
      ))}
    </ul>
  );
}

function Total({ products }: { products: readonly Product[] }): Child {
  const more = popular().find((candidate) => !products.includes(candidate));
  const sum = products.reduce((all, { price }) => all + price, 0);
  return (
    <section class="total" aria-labelledby="total-title">
      <h2 id="total-title">Total</h2>
      <p class="price">{formatPrice(sum)}</p>
      <Till total={sum} />
      {more ? (
        <p>
          <a class="button quiet" href={cartPath([...products, more])}>
            Add the {more.name}
          </a>
        </p>
      ) : null}
    </section>
  );
}

/** A till that only pretends: it redeems a coupon and gives points. */
function Till({ total }: { total: number }): Child {
  return (
    <form class="till" data-till={String(total)}>
      <label for="code">Coupon code</label>
      <input id="code" name="code" maxlength={40} autocomplete="off" autocapitalize="characters" spellcheck={false} />
      <button class="button">Buy, in play</button>
      <p role="status" data-till-says>
        Delivery is included. This is a demonstration: nothing is sent, and nothing is charged.
      </p>
      <p data-till-points>Your cairns: none yet</p>
    </form>
  );
}

function Nothing(): Child {
  return (
    <>
      <p class="lead">There is nothing in it yet.</p>
      <p>
        <a class="button" href="/c/shoes">
          Look at shoes
        </a>
      </p>
    </>
  );
}
