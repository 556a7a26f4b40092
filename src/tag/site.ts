/** Known only while the script first runs. */
const script = document.currentScript as HTMLScriptElement | null;

/** The publishable key of the site. */
export const key = script?.dataset["key"];

/** Origin of the consent host: `data-host`, else where the script came from. */
export const host = new URL(script?.dataset["host"] || script?.src || "", location.href).origin;

/** Language the page is written in, for the notice. */
export function locale(): string {
  return document.documentElement.lang || navigator.language;
}
