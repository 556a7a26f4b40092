import type { JurisdictionRule } from "../consent/rules.ts";

/** Whom somebody complains to about how their data is used (GDPR arts 13(2)(d) and 77). */
export interface Authority {
  readonly name: string;
  readonly url: string;
}

const EDPB: Authority = {
  name: "European Data Protection Board: list of authorities",
  url: "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
};
const ATTORNEY: Authority = { name: "Attorney general of your state", url: "https://www.naag.org/find-my-ag/" };

/** By country, or by the row of the jurisdiction table where a region has its own. */
const AUTHORITIES: Readonly<Record<string, readonly [name: string, place: string]>> = {
  AT: ["Datenschutzbehörde", "www.dsb.gv.at"],
  BE: ["Autorité de protection des données", "www.dataprotectionauthority.be"],
  BG: ["Commission for Personal Data Protection", "www.cpdp.bg"],
  HR: ["Agencija za zaštitu osobnih podataka", "azop.hr"],
  CY: ["Commissioner for Personal Data Protection", "www.dataprotection.gov.cy"],
  CZ: ["Úřad pro ochranu osobních údajů", "www.uoou.gov.cz"],
  DK: ["Datatilsynet", "www.datatilsynet.dk"],
  EE: ["Andmekaitse Inspektsioon", "www.aki.ee"],
  FI: ["Tietosuojavaltuutetun toimisto", "tietosuoja.fi"],
  FR: ["CNIL", "www.cnil.fr"],
  // Of businesses, each state has its own; the conference of all lists them.
  DE: ["Datenschutzaufsichtsbehörde des Landes", "www.datenschutzkonferenz-online.de/datenschutzaufsichtsbehoerden.html"],
  GR: ["Hellenic Data Protection Authority", "www.dpa.gr"],
  HU: ["Nemzeti Adatvédelmi és Információszabadság Hatóság", "www.naih.hu"],
  IE: ["Data Protection Commission", "www.dataprotection.ie"],
  IT: ["Garante per la protezione dei dati personali", "www.garanteprivacy.it"],
  LV: ["Datu valsts inspekcija", "www.dvi.gov.lv"],
  LT: ["Valstybinė duomenų apsaugos inspekcija", "vdai.lrv.lt"],
  LU: ["Commission nationale pour la protection des données", "cnpd.public.lu"],
  MT: ["Information and Data Protection Commissioner", "idpc.org.mt"],
  NL: ["Autoriteit Persoonsgegevens", "www.autoriteitpersoonsgegevens.nl"],
  PL: ["Urząd Ochrony Danych Osobowych", "uodo.gov.pl"],
  PT: ["Comissão Nacional de Proteção de Dados", "www.cnpd.pt"],
  RO: ["Autoritatea Naţională de Supraveghere a Prelucrării Datelor cu Caracter Personal", "www.dataprotection.ro"],
  SK: ["Úrad na ochranu osobných údajov", "dataprotection.gov.sk"],
  SI: ["Informacijski pooblaščenec", "www.ip-rs.si"],
  ES: ["Agencia Española de Protección de Datos", "www.aepd.es"],
  SE: ["Integritetsskyddsmyndigheten", "www.imy.se"],
  IS: ["Persónuvernd", "www.personuvernd.is"],
  LI: ["Datenschutzstelle", "www.datenschutzstelle.li"],
  NO: ["Datatilsynet", "www.datatilsynet.no"],
  GB: ["Information Commissioner's Office", "ico.org.uk"],
  CH: ["Eidgenössischer Datenschutz- und Öffentlichkeitsbeauftragter", "www.edoeb.admin.ch"],
  TR: ["Kişisel Verileri Koruma Kurumu", "www.kvkk.gov.tr"],
  "US-CA": ["California Privacy Protection Agency", "cppa.ca.gov"],
  "CA-QC": ["Commission d'accès à l'information", "www.cai.gouv.qc.ca"],
  CA: ["Office of the Privacy Commissioner", "www.priv.gc.ca"],
  BR: ["Autoridade Nacional de Proteção de Dados", "www.gov.br/anpd"],
  JP: ["Personal Information Protection Commission", "www.ppc.go.jp"],
  KR: ["Personal Information Protection Commission", "www.pipc.go.kr"],
  AU: ["Office of the Australian Information Commissioner", "www.oaic.gov.au"],
};

/** Whom to complain to from a place: the region's own, the country's, or, in Europe or nowhere known, the list of all. */
export function authorityOf(rule: Pick<JurisdictionRule, "id">, country: string | null): Authority {
  const own = AUTHORITIES[rule.id] ?? AUTHORITIES[country ?? ""];
  if (own) return { name: own[0], url: new URL(`https://${own[1]}`).href };
  return rule.id.startsWith("US-") ? ATTORNEY : EDPB;
}
