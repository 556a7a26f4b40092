import { ok, refuse, type Result } from "../../kernel/result.ts";
import { bitsOf, LONGEST, takeFibonacciRanges } from "./bits.ts";
import { decodeTcf, type TcfFault, type TcString } from "./tcf.ts";
import { decodeUsPrivacy, type UsPrivacy } from "./us-privacy.ts";
import { decodeUsSection, isUsSection, type UsSection } from "./us-sections.ts";

/** One section: read, or kept as text where its id is not known (`unknown`) or its text cannot be read (`malformed`). */
export type GppSection =
  | UsSection
  | { readonly kind: "tcf"; readonly id: number; readonly text: string; readonly tcf: Result<TcString, TcfFault> }
  | { readonly kind: "us-privacy"; readonly id: number; readonly usPrivacy: UsPrivacy }
  | { readonly kind: "unknown" | "malformed"; readonly id: number; readonly text: string };

/** A GPP string: its sections in the order of their ids (IAB GPP 1.1, Consent String Specification). */
export interface GppString {
  readonly sections: readonly GppSection[];
}

/** `header`: not type 3, version 1 with a Fibonacci range of ids. `sections`: not as many as the header declares. */
export type GppFault =
  | { readonly kind: "too-long" | "header" }
  | { readonly kind: "sections"; readonly declared: number; readonly found: number };

const TCF_EU = 2;
const US_PRIVACY = 6;

/**
 * Reads a GPP string, or a bare TC string as one with section 2 alone (IAB GPP 1.1, Consent String Specification
 * §Header). A section that cannot be read does not take the others with it.
 */
export function decodeGpp(text: string): Result<GppString, GppFault> {
  if (text.length > LONGEST) return refuse({ kind: "too-long" });
  if (text.startsWith("C")) return ok({ sections: [sectionOf(TCF_EU, text)] });
  const [header = "", ...texts] = text.split("~");
  const bits = bitsOf(header);
  if (bits?.take(6) !== 3 || bits.take(6) !== 1) return refuse({ kind: "header" });
  const ranges = takeFibonacciRanges(bits);
  if (!bits.sound()) return refuse({ kind: "header" });
  const declared = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  if (declared !== texts.length) return refuse({ kind: "sections", declared, found: texts.length });
  const ids = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  return ok({ sections: texts.map((of, index) => sectionOf(ids[index] ?? 0, of)) });
}

function sectionOf(id: number, text: string): GppSection {
  if (id === TCF_EU) return { kind: "tcf", id, text, tcf: decodeTcf(text) };
  if (id === US_PRIVACY) {
    const read = decodeUsPrivacy(text);
    return read.ok ? { kind: "us-privacy", id, usPrivacy: read.value } : { kind: "malformed", id, text };
  }
  if (!isUsSection(id)) return { kind: "unknown", id, text };
  return decodeUsSection(id, text) ?? { kind: "malformed", id, text };
}
