import type { Child, FC } from "hono/jsx";
import { Duffel, Pack, Pouch } from "./art-bags.tsx";
import { Down, Fleece, Shell } from "./art-jackets.tsx";
import { Boot, Runner, Slipper } from "./art-shoes.tsx";
import type { Form, Product } from "./catalogue.ts";
import { paintOf, type Paint } from "./paint.ts";

const DRAWINGS: Readonly<Record<Form, FC<{ paint: Paint }>>> = {
  runner: Runner,
  boot: Boot,
  slipper: Slipper,
  shell: Shell,
  down: Down,
  fleece: Fleece,
  pack: Pack,
  duffel: Duffel,
  pouch: Pouch,
};

/** A product drawn from a few shapes; decoration beside its name, so hidden from assistive technology. */
export function ProductArt({ product }: { product: Product }): Child {
  const Drawing = DRAWINGS[product.form];
  return (
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300" aria-hidden="true" focusable="false">
      <ellipse cx="200" cy="266" rx="132" ry="9" fill="#000" opacity="0.14" />
      <Drawing paint={paintOf(product.colour, product.accent)} />
    </svg>
  );
}
