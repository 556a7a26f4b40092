/** How a language says why: with the brand's own words for what somebody did, or with the name of what was used. */
export interface PersonWords {
  /** `{reason}` is the brand's, `{purpose}` what it is for. */
  readonly reasonAllowed: string;
  readonly reasonUsed: string;
  /** `{name}` is what was used, with its value where it may be said. */
  readonly nameAllowed: string;
  readonly nameUsed: string;
}

/** In the languages below whole sentences; every other one has the neutral form. */
export const PERSON_WORDS: Readonly<Record<string, PersonWords>> = {
  en: {
    reasonAllowed: "Because {reason}, which you allowed for “{purpose}”.",
    reasonUsed: "Because {reason}, which is used for “{purpose}”.",
    nameAllowed: "Because of “{name}”, which you allowed for “{purpose}”.",
    nameUsed: "Because of “{name}”, which is used for “{purpose}”.",
  },
  de: {
    reasonAllowed: "Weil {reason}; das haben Sie für „{purpose}“ erlaubt.",
    reasonUsed: "Weil {reason}; das wird für „{purpose}“ genutzt.",
    nameAllowed: "Wegen „{name}“; das haben Sie für „{purpose}“ erlaubt.",
    nameUsed: "Wegen „{name}“; das wird für „{purpose}“ genutzt.",
  },
  fr: {
    reasonAllowed: "Parce que {reason}, ce que vous avez autorisé pour « {purpose} ».",
    reasonUsed: "Parce que {reason}, ce qui sert à « {purpose} ».",
    nameAllowed: "En raison de « {name} », que vous avez autorisé pour « {purpose} ».",
    nameUsed: "En raison de « {name} », qui sert à « {purpose} ».",
  },
  es: {
    reasonAllowed: "Porque {reason}, lo que usted permitió para «{purpose}».",
    reasonUsed: "Porque {reason}, lo que se usa para «{purpose}».",
    nameAllowed: "Por «{name}», que usted permitió para «{purpose}».",
    nameUsed: "Por «{name}», que se usa para «{purpose}».",
  },
  it: {
    reasonAllowed: "Perché {reason}, cosa che ha consentito per «{purpose}».",
    reasonUsed: "Perché {reason}, cosa che serve per «{purpose}».",
    nameAllowed: "Per via di «{name}», che ha consentito per «{purpose}».",
    nameUsed: "Per via di «{name}», che serve per «{purpose}».",
  },
  nl: {
    reasonAllowed: "Omdat {reason}; dat hebt u toegestaan voor ‘{purpose}’.",
    reasonUsed: "Omdat {reason}; dat wordt gebruikt voor ‘{purpose}’.",
    nameAllowed: "Vanwege ‘{name}’; dat hebt u toegestaan voor ‘{purpose}’.",
    nameUsed: "Vanwege ‘{name}’; dat wordt gebruikt voor ‘{purpose}’.",
  },
  sv: {
    reasonAllowed: "Eftersom {reason}; det har du tillåtit för ”{purpose}”.",
    reasonUsed: "Eftersom {reason}; det används för ”{purpose}”.",
    nameAllowed: "På grund av ”{name}”; det har du tillåtit för ”{purpose}”.",
    nameUsed: "På grund av ”{name}”; det används för ”{purpose}”.",
  },
  da: {
    reasonAllowed: "Fordi {reason}; det har du tilladt til »{purpose}«.",
    reasonUsed: "Fordi {reason}; det bruges til »{purpose}«.",
    nameAllowed: "På grund af »{name}«; det har du tilladt til »{purpose}«.",
    nameUsed: "På grund af »{name}«; det bruges til »{purpose}«.",
  },
  nb: {
    reasonAllowed: "Fordi {reason}; det har du tillatt for «{purpose}».",
    reasonUsed: "Fordi {reason}; det brukes til «{purpose}».",
    nameAllowed: "På grunn av «{name}»; det har du tillatt for «{purpose}».",
    nameUsed: "På grunn av «{name}»; det brukes til «{purpose}».",
  },
  pt: {
    reasonAllowed: "Porque {reason}, o que permitiu para «{purpose}».",
    reasonUsed: "Porque {reason}, o que é usado para «{purpose}».",
    nameAllowed: "Por causa de «{name}», que permitiu para «{purpose}».",
    nameUsed: "Por causa de «{name}», que é usado para «{purpose}».",
  },
};
