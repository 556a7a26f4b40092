/** Who watches over the law of a place, and takes complaints. */
export interface Authority {
  readonly name: string;
  readonly url: string;
}

const at = (name: string, host: string): Authority => ({ name, url: `https://${host}/` });

/** By country, else by row of the jurisdiction table; where a region has its own, by row first. */
const BY_ROW: Readonly<Record<string, Authority>> = {
  EEA: { name: "EDPB: national authorities", url: "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en" },
  FR: at("CNIL", "www.cnil.fr"),
  IT: at("Garante per la protezione dei dati personali", "www.garanteprivacy.it"),
  ES: at("AEPD", "www.aepd.es"),
  GB: at("Information Commissioner’s Office", "ico.org.uk"),
  GI: at("Gibraltar Regulatory Authority", "www.gra.gi"),
  CH: at("EDÖB / PFPDT / IFPDT", "www.edoeb.admin.ch"),
  TR: at("KVKK", "www.kvkk.gov.tr"),
  "US-CA": at("California Privacy Protection Agency", "cppa.ca.gov"),
  "US-CO": at("Colorado Attorney General", "coag.gov"),
  "CA-QC": at("Commission d’accès à l’information", "www.cai.gouv.qc.ca"),
  CA: at("Office of the Privacy Commissioner of Canada", "www.priv.gc.ca"),
  BR: at("ANPD", "www.gov.br/anpd"),
  CN: at("CAC", "www.cac.gov.cn"),
  JP: at("Personal Information Protection Commission", "www.ppc.go.jp"),
  KR: at("Personal Information Protection Commission", "www.pipc.go.kr"),
  IN: at("Ministry of Electronics and Information Technology", "www.meity.gov.in"),
  AU: at("Office of the Australian Information Commissioner", "www.oaic.gov.au"),
};
const BY_COUNTRY: Readonly<Record<string, Authority>> = {
  AT: at("Datenschutzbehörde", "www.dsb.gv.at"),
  BE: at("APD / GBA", "www.dataprotectionauthority.be"),
  DE: at("BfDI", "www.bfdi.bund.de"),
  DK: at("Datatilsynet", "www.datatilsynet.dk"),
  FI: at("Tietosuojavaltuutetun toimisto", "tietosuoja.fi"),
  IE: at("Data Protection Commission", "www.dataprotection.ie"),
  NL: at("Autoriteit Persoonsgegevens", "www.autoriteitpersoonsgegevens.nl"),
  NO: at("Datatilsynet", "www.datatilsynet.no"),
  PL: at("UODO", "uodo.gov.pl"),
  PT: at("CNPD", "www.cnpd.pt"),
  SE: at("Integritetsskyddsmyndigheten", "www.imy.se"),
};
const US: Authority = { name: "State attorneys general", url: "https://www.naag.org/find-my-ag/" };

/** Where a person complains (GDPR art 13(2)(d), 77; Cal. Civ. 1798.199.45); null where no authority is known. */
export function authorityOf(rule: string, country: string | null): Authority | null {
  return BY_COUNTRY[country ?? ""] ?? BY_ROW[rule] ?? (rule.startsWith("US-") ? US : null);
}
