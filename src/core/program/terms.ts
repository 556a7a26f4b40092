import type { PurposeClass } from "./purpose.ts";

/** Terms of the Data Privacy Vocabulary 2.3 (w3id.org/dpv) that belong to one class of purpose or two. */
const TERMS: Readonly<Record<string, readonly PurposeClass[]>> = {
  RequestedServiceProvision: ["necessary"],
  TechnicalServiceProvision: ["necessary"],
  EnforceSecurity: ["necessary"],
  FraudPreventionAndDetection: ["necessary"],
  LegalCompliance: ["necessary"],
  UserInterfacePersonalisation: ["functional"],
  ServiceUsageAnalytics: ["measurement"],
  ServiceOptimisation: ["measurement"],
  ImproveExistingProductsAndServices: ["measurement"],
  ServicePersonalisation: ["personalization", "contextual"],
  ProvidePersonalisedRecommendations: ["personalization"],
  ProvideProductRecommendations: ["personalization"],
  PersonalisedBenefits: ["personalization"],
  Marketing: ["marketing"],
  DirectMarketing: ["marketing"],
  Advertising: ["advertising"],
  PersonalisedAdvertising: ["advertising"],
  TargetedAdvertising: ["advertising"],
  SellDataToThirdParties: ["sale-share"],
};

/** Classes a DPV purpose term can stand for; null for a term that settles nothing. */
export function classOfTerm(term: string): readonly PurposeClass[] | null {
  return TERMS[term] ?? null;
}
