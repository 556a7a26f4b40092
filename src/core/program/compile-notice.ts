import { canonical } from "../kernel/canonical.ts";
import { sha256Hex } from "../kernel/bytes.ts";
import type { CompiledDisclosure, CompiledProgram, NoticePurpose } from "./compiled.ts";
import type { Program, Purpose } from "./schema.ts";

export function dataOf(program: Program, purpose: string): readonly string[] {
  return program.attributes.filter((attribute) => attribute.purposes.includes(purpose)).map((attribute) => attribute.key);
}

export function partnersOf(program: Program, purpose: string): readonly string[] {
  return program.partners.filter((partner) => partner.purposes.includes(purpose)).map((partner) => partner.key);
}

/** A purpose people can say yes or no to. The necessary, contract and legal-obligation ones are not offered as a choice. */
function isChoice(purpose: Pick<Purpose, "basis" | "class">): boolean {
  return purpose.class !== "necessary" && (purpose.basis === "consent" || purpose.basis === "legitimate-interest");
}

export function disclosureOf(program: Program): CompiledDisclosure {
  return {
    controllers: program.controllers.map(({ key, name, contact, address, privacyUrl }) => ({
      key,
      name,
      contact,
      address: address ?? null,
      privacyUrl,
    })),
    terms: Object.fromEntries(program.purposes.map((purpose) => [purpose.key, purpose.dpv])),
    recipients: program.partners.map(({ key, name, purposes }) => ({ key, name, purposes })),
  };
}

/** What people are told, and its version: the hash of the words. */
export async function noticeOf(program: Program): Promise<CompiledProgram["notice"]> {
  const purposes = program.purposes.map((purpose): NoticePurpose => ({
    key: purpose.key,
    class: purpose.class,
    choice: isChoice(purpose),
    basis: purpose.basis,
    retention: purpose.retention,
    data: dataOf(program, purpose.key),
    partners: partnersOf(program, purpose.key),
    incentive: purpose.incentive ?? null,
    texts: purpose.texts,
  }));
  const attributes = Object.fromEntries(program.attributes.map((item) => [item.key, item.texts]));
  const { wordings } = program;
  const words = wordings.length > 0 ? { purposes, wordings: wordings.map(({ key, texts }) => ({ key, texts })) } : purposes;
  return { version: (await sha256Hex(canonical(words))).slice(0, 12), wordings, purposes, attributes };
}
