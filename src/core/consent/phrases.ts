/** The fixed phrases of the notice. What a brand says of its purposes stands in its program. */
export interface Phrases {
  readonly title: string;
  readonly body: string;
  readonly accept: string;
  readonly refuse: string;
  readonly choices: string;
  readonly withdraw: string;
  readonly save: string;
  readonly close: string;
  readonly saved: string;
  readonly failed: string;
  readonly why: string;
  readonly because: string;
}

const PHRASES: Readonly<Record<string, Phrases>> = {
  en: {
    title: "Your data, your choice",
    body: "We would like to use some of your data, and say what for. You can change your mind at any time.",
    accept: "Accept all",
    refuse: "Refuse all",
    choices: "Privacy choices",
    withdraw: "Withdraw all",
    save: "Save my choices",
    close: "Close",
    saved: "Your choice is saved.",
    failed: "Your choice could not be saved. Nothing is used.",
    why: "Why am I seeing this?",
    because: "You see this because of:",
  },
  de: {
    title: "Ihre Daten, Ihre Wahl",
    body: "Wir möchten einige Ihrer Daten nutzen und sagen, wofür. Sie können es sich jederzeit anders überlegen.",
    accept: "Alle annehmen",
    refuse: "Alle ablehnen",
    choices: "Datenschutz-Auswahl",
    withdraw: "Alles widerrufen",
    save: "Auswahl speichern",
    close: "Schließen",
    saved: "Ihre Auswahl ist gespeichert.",
    failed: "Ihre Auswahl konnte nicht gespeichert werden. Nichts wird genutzt.",
    why: "Warum sehe ich das?",
    because: "Sie sehen das wegen:",
  },
};
const RTL: ReadonlySet<string> = new Set(["ar", "fa", "he", "ur"]);

/** The phrases of a locale, else of its language, else English. */
export function phrasesFor(locale: string): Phrases {
  const found = PHRASES[locale] ?? PHRASES[languageOf(locale)] ?? PHRASES["en"];
  if (!found) throw new Error("no English phrases");
  return found;
}

/** The writing direction of a locale. */
export function directionOf(locale: string): "ltr" | "rtl" {
  return RTL.has(languageOf(locale)) ? "rtl" : "ltr";
}

function languageOf(locale: string): string {
  return locale.split("-")[0] ?? locale;
}
