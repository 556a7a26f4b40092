import { CENTRE_EN } from "../../../src/core/consent/phrases/centre-en.ts";

export interface StubPartner {
  readonly key: string;
  readonly name: string;
  readonly privacyUrl: string | null;
}

const of = (basis: string, retention: string, data: readonly string[], partners: readonly string[]) => ({
  basis,
  retention,
  data,
  partners,
  incentive: null,
});

/** What the consent host tells beside the notice. */
export function detailOf(partners: readonly StubPartner[], imports: readonly unknown[]): object {
  return {
    texts: CENTRE_EN,
    purposes: {
      security: of("legal-obligation", "P30D", [], []),
      functional: of("consent", "P6M", ["Your settings"], []),
      personalization: of("consent", "P90D", ["Your favourite category", "Pages you looked at"], []),
      advertising: of(
        "consent",
        "P1Y6M",
        ["Your favourite category"],
        partners.map(({ key }) => key),
      ),
    },
    partners,
    imports,
  };
}
