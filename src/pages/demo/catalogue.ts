export const CATEGORIES = ["shoes", "jackets", "bags"] as const;
export type Category = (typeof CATEGORIES)[number];

export type Form = "runner" | "boot" | "slipper" | "shell" | "down" | "fleece" | "pack" | "duffel" | "pouch";

/** What the shop sells; `price` in whole euros, `colour` and `accent` are for the drawing. */
export interface Product {
  readonly key: string;
  readonly name: string;
  readonly category: Category;
  readonly form: Form;
  readonly price: number;
  readonly colour: string;
  readonly accent: string;
  readonly text: string;
  readonly weight: string;
  readonly material: string;
}

export const PRODUCTS: readonly Product[] = [
  {
    key: "rimfrost",
    name: "Rimfrost trail runner",
    category: "shoes",
    form: "runner",
    price: 129,
    colour: "#3f6f8f",
    accent: "#f0b45c",
    text: "Light, grippy and quick to dry: the pair for wet roots and long downhills.",
    weight: "268 g",
    material: "Recycled mesh, natural rubber",
  },
  {
    key: "elvdal",
    name: "Elvdal gravel runner",
    category: "shoes",
    form: "runner",
    price: 115,
    colour: "#b5533c",
    accent: "#f3dfc1",
    text: "A calm, cushioned shoe that goes from the front door to the forest road and back.",
    weight: "254 g",
    material: "Knitted wool blend, recycled foam",
  },
  {
    key: "storvarde",
    name: "Storvarde hiking boot",
    category: "shoes",
    form: "boot",
    price: 219,
    colour: "#7a5233",
    accent: "#d8a657",
    text: "Full-grain leather, stitched so that it can be resoled, for a week with a heavy pack.",
    weight: "690 g",
    material: "Full-grain leather, cork footbed",
  },
  {
    key: "myrull",
    name: "Myrull day boot",
    category: "shoes",
    form: "boot",
    price: 169,
    colour: "#5d6b4a",
    accent: "#e3c48d",
    text: "A soft mid-height boot for marsh paths and days that start in the rain.",
    weight: "480 g",
    material: "Waxed canvas, natural rubber",
  },
  {
    key: "tunet",
    name: "Tunet hut slipper",
    category: "shoes",
    form: "slipper",
    price: 69,
    colour: "#8c8577",
    accent: "#c8553d",
    text: "Boiled wool with a thin rubber sole: light to carry, and welcome at the end of the day.",
    weight: "190 g",
    material: "Boiled wool, natural rubber",
  },
  {
    key: "koie",
    name: "Koie camp slipper",
    category: "shoes",
    form: "slipper",
    price: 75,
    colour: "#4f6a72",
    accent: "#f0c987",
    text: "A felted shoe with a firm heel, made for cold floors and a short walk to the woodshed.",
    weight: "230 g",
    material: "Felted wool, natural rubber",
  },
  {
    key: "skarv",
    name: "Skarv rain shell",
    category: "jackets",
    form: "shell",
    price: 249,
    colour: "#d08a2e",
    accent: "#28454a",
    text: "Three quiet layers that keep rain out and let you breathe on the way up.",
    weight: "365 g",
    material: "Recycled nylon, membrane without PFAS",
  },
  {
    key: "hvitkapp",
    name: "Hvitkapp mountain shell",
    category: "jackets",
    form: "shell",
    price: 329,
    colour: "#37597a",
    accent: "#e07a4f",
    text: "A longer cut with a hood that turns with your head, for wind above the tree line.",
    weight: "440 g",
    material: "Recycled nylon, membrane without PFAS",
  },
  {
    key: "dunfjell",
    name: "Dunfjell down jacket",
    category: "jackets",
    form: "down",
    price: 279,
    colour: "#8d3f3a",
    accent: "#f0c987",
    text: "Warm enough for a bivouac, small enough to disappear in the lid of a pack.",
    weight: "385 g",
    material: "Traced down, recycled nylon",
  },
  {
    key: "lysning",
    name: "Lysning light down",
    category: "jackets",
    form: "down",
    price: 199,
    colour: "#5f7f6b",
    accent: "#f2e6c9",
    text: "The thin layer you put on at every stop and forget you are carrying.",
    weight: "265 g",
    material: "Traced down, recycled nylon",
  },
  {
    key: "ullvik",
    name: "Ullvik wool fleece",
    category: "jackets",
    form: "fleece",
    price: 139,
    colour: "#c9b28b",
    accent: "#3f5d4e",
    text: "Wool on the inside, brushed on the outside, and never in need of a wash after one day.",
    weight: "410 g",
    material: "New wool, recycled polyester",
  },
  {
    key: "sauda",
    name: "Sauda zip cardigan",
    category: "jackets",
    form: "fleece",
    price: 159,
    colour: "#6d7f8c",
    accent: "#a8432c",
    text: "Close-knit wool with a full zip: a mid layer outside, and a cardigan by the stove.",
    weight: "470 g",
    material: "New wool",
  },
  {
    key: "vidde",
    name: "Vidde 28 l pack",
    category: "bags",
    form: "pack",
    price: 139,
    colour: "#3f6656",
    accent: "#e0a458",
    text: "A day pack that opens flat, sits close and does not squeak.",
    weight: "890 g",
    material: "Recycled polyamide",
  },
  {
    key: "kai",
    name: "Kai 40 l duffel",
    category: "bags",
    form: "duffel",
    price: 119,
    colour: "#34506b",
    accent: "#e8c07d",
    text: "A waterproof duffel for ferries, boot rooms and the back of the car.",
    weight: "820 g",
    material: "Coated recycled polyester",
  },
  {
    key: "lomme",
    name: "Lomme hip bag",
    category: "bags",
    form: "pouch",
    price: 49,
    colour: "#a8763e",
    accent: "#2f4a44",
    text: "Map, knife, chocolate: what you want at hand without taking the pack off.",
    weight: "160 g",
    material: "Waxed canvas",
  },
];

export const CATEGORY_TEXTS: Readonly<Record<Category, { readonly name: string; readonly text: string }>> = {
  shoes: { name: "Shoes", text: "Lasts we have refined for eleven years, soles you can have replaced, and honest advice on size." },
  jackets: { name: "Jackets", text: "Made for weather that changes its mind. Every seam can be opened and mended." },
  bags: { name: "Bags", text: "Few straps, strong zips and fabrics that age well. Built to be carried full." },
};

export function isCategory(text: string): text is Category {
  return CATEGORIES.some((category) => category === text);
}

export function findProduct(key: string): Product | null {
  return PRODUCTS.find((product) => product.key === key) ?? null;
}

export function productsOf(category: Category): readonly Product[] {
  return PRODUCTS.filter((product) => product.category === category);
}

/** What most people take home: the same for everyone. */
export function popular(): readonly Product[] {
  return ["vidde", "ullvik", "elvdal"].flatMap((key) => findProduct(key) ?? []);
}

export function formatPrice(euros: number): string {
  return `€${euros.toLocaleString("en-IE")}`;
}
