import { Hono, type Context } from "hono";
import { html } from "hono/html";
import type { Child } from "hono/jsx";
import { ProductArt } from "./art.tsx";
import { CartPage } from "./cart.tsx";
import { findProduct, isCategory } from "./catalogue.ts";
import { CategoryPage } from "./category.tsx";
import { HomePage } from "./home.tsx";
import { Mark } from "./layout.tsx";
import { NotFoundPage } from "./not-found.tsx";
import { ProductPage } from "./product.tsx";
import { Scene, SCENES } from "./scene.tsx";

const PAGE = {
  "content-security-policy":
    "default-src 'self'; require-trusted-types-for 'script'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cache-control": "no-store",
};
const PICTURE = { ...PAGE, "cache-control": "public, max-age=3600", "content-type": "image/svg+xml" };
const MOST_IN_CART = 12;

/** The demo shop: pages of a brand that carries the tag, and the pictures on them. */
export const demoRoutes = new Hono()
  .get("/", (c) => answerPage(c, <HomePage />))
  .get("/c/:category", (c) => {
    const category = c.req.param("category");
    return isCategory(category) ? answerPage(c, <CategoryPage category={category} />) : answerNotFound(c);
  })
  .get("/p/:product", (c) => {
    const product = findProduct(c.req.param("product"));
    return product ? answerPage(c, <ProductPage product={product} />) : answerNotFound(c);
  })
  .get("/cart", (c) => {
    const added = c.req.queries("add") ?? [];
    return answerPage(c, <CartPage products={added.slice(0, MOST_IN_CART).flatMap((key) => findProduct(key) ?? [])} />);
  })
  .get("/art/:file{[a-z]+\\.svg}", (c) => {
    const picture = pictureOf(c.req.param("file").slice(0, -".svg".length));
    return picture === null ? answerNotFound(c) : c.html(html`${picture}`, 200, PICTURE);
  });

function answerPage(c: Context, page: Child, status: 200 | 404 = 200): Response | Promise<Response> {
  return c.html(html`<!doctype html>${page}`, status, PAGE);
}

function answerNotFound(c: Context): Response | Promise<Response> {
  return answerPage(c, <NotFoundPage />, 404);
}

function pictureOf(name: string): Child | null {
  if (name === "mark") return <Mark />;
  const scene = SCENES.find((known) => known === name);
  if (scene) return <Scene name={scene} />;
  const product = findProduct(name);
  return product ? <ProductArt product={product} /> : null;
}
