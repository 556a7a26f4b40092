import type { BrowserContextOptions } from "playwright-core";
import { CARD_WORDS } from "../../../src/core/exchange/card-words.ts";
import { decision, visit, type Shop } from "./shop.ts";

export const QUESTION = {
  ...{ key: "size", slot: "size", kind: "better-product", type: "number", field: "number", choices: [], consent: null },
  ...{ question: "Which size do you wear?", why: "We show shoes that fit.", benefit: "10 % off your first pair" },
  ...{ locale: "en", dir: "ltr", token: "t1.size.k.signed", incentive: null },
};
export const INCENTIVE = {
  terms: "You get 10% off for your shoe size, which you may take back.",
  value: "We estimate it is worth €5 to us.",
};
export const TAKEN = {
  ...{ ask: "size", exchange: "exc_1", benefit: "discount", thanks: "Here is your discount." },
  gets: { offer: "ten", name: "Thanks", sentence: "10% off, with the code FITS10, once per person.", code: "FITS10" },
};
export const TRUST = [
  { kind: "guarantee", text: "Send a pair back within 30 days, at our cost.", link: "/returns" },
  { kind: "contact", text: "Ask somebody who fits shoes", link: "tel:+493023125012" },
  { kind: "fact", text: "Nobody else sees your size" },
];
export const SIZES = ["41", "42", "43"].map((text) => ({ value: Number(text), text }));
export const GERMAN = { question: "Welche Größe tragen Sie?", why: "Wir zeigen Schuhe, die passen.", benefit: "10 % Rabatt", locale: "de" };
export const ARABIC = { question: "ما هو مقاسك؟", why: "نعرض أحذية تناسبك.", benefit: "خصم ١٠٪", locale: "ar", dir: "rtl" };

const frame = (lang: string, slot: string) => `<!doctype html><html lang="${lang}"${lang === "ar" ? ' dir="rtl"' : ""}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Corner shop</title>
<link rel="stylesheet" href="/style.css"><link rel="stylesheet" href="/room.css"><script defer src="/tag.js" data-key="pk_demo_shop"></script></head>
<body><main><h1>Corner shop</h1><section data-earnest-slot="hero"><h2 data-earnest-field="headline">Good things</h2></section>
${slot}<p>Fresh bread every morning.</p></main><footer><a href="/privacy" data-earnest-choices>Privacy</a></footer></body></html>`;

/** Somebody who granted everything, on a page with a slot that has room for a card, or none. */
export async function asked(
  question: object = {},
  options: BrowserContextOptions = {},
  slot = '<aside class="room" data-earnest-slot="size"></aside>',
): Promise<Shop> {
  const shop = await visit(options);
  const { stub } = shop;
  stub.grantAll();
  stub.decisions = { hero: decision({ headline: "For you" }) };
  const put = { ...QUESTION, ...question };
  const lang = put.locale;
  stub.ask = { ...put, words: CARD_WORDS[lang] };
  stub.more = {
    "/shop": { type: "text/html; charset=utf-8", body: frame(lang, slot) },
    "/room.css": { type: "text/css", body: ".room{min-height:420px}.far{margin-top:2000px}" },
  };
  stub.replies["POST /v1/asks/size/seen"] = { status: 200, body: { ask: "size" } };
  stub.replies["POST /v1/asks/size/answer"] = { status: 201, body: TAKEN };
  await shop.page.goto(`${stub.origin}/shop`);
  return shop;
}

const MOMENT = { moment: "choosing", name: "While choosing", because: [] };

/** A page whose slot for the question shows what a moment does, with a question or without. */
export async function trusting(question: object | null, options: BrowserContextOptions = {}, slot?: string): Promise<Shop> {
  const shop = await asked(question ?? {}, options, slot);
  if (question === null) shop.stub.ask = null;
  const size = { ...decision(null), experience: null, content: null, trust: [{ ...MOMENT, elements: TRUST }] };
  shop.stub.decisions = { ...shop.stub.decisions, size };
  await shop.page.reload();
  return shop;
}
