declare global {
  interface Window {
    dataLayer?: unknown[];
    uetq?: unknown[];
    clarity?: Clarity;
  }
}

interface Clarity {
  (...command: readonly unknown[]): void;
  q?: unknown[];
}
type Stage = "default" | "update";
type Said = "granted" | "denied";

/** A command of Google Consent Mode v2. Google's tag tells commands from other entries by their being `arguments`. */
export function tellGoogle(_stage: Stage, _types: object): void {
  gtag("consent", _stage, _types);
}

function gtag(..._: readonly unknown[]): void {
  (window.dataLayer ||= []).push(arguments);
}

/** Microsoft UET knows one type. */
export function tellUet(stage: Stage, ad_storage: Said): void {
  (window.uetq ||= []).push("consent", stage, { ad_storage });
}

/** Microsoft Clarity knows two, written its own way; before it is there, commands wait in its queue. */
export function tellClarity(ad_Storage: Said, analytics_Storage: Said): void {
  (window.clarity ||= wait)("consentv2", { ad_Storage, analytics_Storage });
}

const wait: Clarity = (...command) => (wait.q ||= []).push(command);
