/** Known only while the script first runs: the tag is a classic script, not a module. */
const { dataset, src } = document.currentScript as HTMLScriptElement;

/** The publishable key of the site. */
export const key = dataset["key"];

/** Where the tag came from; its chunks lie beside it. */
export const source = src;

/** Origin of the consent host: `data-host`, else where the script came from. */
export const host = new URL(dataset["host"] || src, src).origin;

/** Language the page is written in, for the notice. */
export function locale(): string {
  return document.documentElement.lang || navigator.language;
}
