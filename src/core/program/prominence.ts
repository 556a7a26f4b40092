/** Words that press somebody to an answer, and those that name an answer, by how they begin. */
interface Vocabulary {
  readonly pressure: readonly string[];
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

const WORDS: Readonly<Record<string, Vocabulary>> = {
  en: {
    pressure: "only if|continue without|by continuing|last chance|miss out|best experience|are you sure|must|recommend|no thanks".split(
      "|",
    ),
    yes: ["accept", "agree", "allow", "say yes", "saying yes"],
    no: ["refus", "reject", "declin", "say no", "saying no"],
  },
  de: {
    pressure:
      "nur wenn|weiter ohne|ohne zustimmung|wenn sie fortfahren|letzte chance|verpass|beste erlebnis|bestes erlebnis|sind sie sicher|müssen|empfohlen|empfehlen".split(
        "|",
      ),
    yes: ["annehm", "akzeptier", "zustimm", "stimmen sie", "nehmen sie", "erlaub", "ja sagen"],
    no: ["ablehn", "lehnen sie", "verweiger", "nein sagen"],
  },
  fr: {
    pressure:
      "seulement si|continuer sans|en continuant|dernière chance|ne manquez|meilleure expérience|êtes vous sûr|devez|recommand".split("|"),
    yes: ["accept", "autoris", "dire oui"],
    no: ["refus", "dire non"],
  },
  es: {
    pressure:
      "solo si|sólo si|continuar sin|al continuar|última oportunidad|no te pierdas|no se pierda|mejor experiencia|está seguro|debe|recomend".split(
        "|",
      ),
    yes: ["acept", "permit", "decir sí"],
    no: ["rechaz", "rehus", "decir no"],
  },
  it: {
    pressure:
      "solo se|continua senza|continuare senza|continuando|ultima occasione|non perder|migliore esperienza|è sicuro|sei sicuro|deve|consigli".split(
        "|",
      ),
    yes: ["accett", "autorizz", "dire sì"],
    no: ["rifiut", "dire no"],
  },
  nl: {
    pressure:
      "alleen als|doorgaan zonder|door verder te gaan|laatste kans|mis niet|beste ervaring|weet u zeker|weet je zeker|moet|aanbevolen".split(
        "|",
      ),
    yes: ["accepter", "toesta", "ja zeg"],
    no: ["weiger", "afwijz", "nee zeg"],
  },
};

/** Marks that raise the voice: exclamation, pictures, arrows, markup, letters that are bold by themselves. */
const LOUD = /[!¡！*<>`_\p{Extended_Pictographic}\p{So}\u2190-\u21ff\u{1d400}-\u{1d7ff}]/u;
const CAPITALS = /\p{Lu}{4,}/gu;
const NAMES_OF_LAWS: ReadonlySet<string> = new Set(["GDPR", "DSGVO", "RGPD", "CCPA", "CPRA"]);

/** What in a text is louder than its neighbours; null where nothing is. */
export function loudIn(text: string): string | null {
  const capitals = text.match(CAPITALS)?.find((word) => !NAMES_OF_LAWS.has(word));
  return LOUD.exec(text)?.[0] ?? capitals ?? null;
}

/** True for a language whose words are known here. */
export function isRead(locale: string): boolean {
  return vocabularyOf(locale) !== undefined;
}

/** The first words of a text that press for an answer; null for none, and for a language that is not known. */
export function pressureIn(text: string, locale: string): string | null {
  return vocabularyOf(locale)?.pressure.find((words) => says(text, words)) ?? null;
}

/** Which answer a text names while it is silent on the other; null for both or neither, and for a language that is not known. */
export function oneAnswerIn(text: string, locale: string): "yes" | "no" | null {
  const words = vocabularyOf(locale);
  if (!words) return null;
  const [yes, no] = [words.yes, words.no].map((stems) => stems.some((stem) => says(text, stem)));
  if (yes === no) return null;
  return yes ? "yes" : "no";
}

function vocabularyOf(locale: string): Vocabulary | undefined {
  const [language = ""] = locale.toLowerCase().split("-");
  return Object.hasOwn(WORDS, language) ? WORDS[language] : undefined;
}

function says(text: string, words: string): boolean {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ");
  return ` ${plain}`.includes(` ${words}`);
}
