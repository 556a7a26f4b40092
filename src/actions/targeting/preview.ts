import type { LiveProgram } from "../../core/program/live.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { considered } from "../../core/targeting/explain-operator.ts";
import { trustBeside } from "../../core/targeting/trust.ts";
import { previewSituation, previewSlots, type Preview } from "../../core/targeting/preview.ts";
import { programByHash } from "../../storage/cache/program.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { judgeVisitor } from "../consent/judge-visitor.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import type { Decided, DecideInput } from "./decide.ts";
import { fillRequestValues } from "./request-values.ts";

const LABEL = "preview";
/** What a page's address carries one in. */
const PARAMETER = "earnest_preview";
const ANYWHERE = `${PARAMETER}=`;
const MOST_TOKEN = 8_000;

/** Seals a preview for its site. */
export async function sealPreview({ platform, program, now }: Call, preview: Preview): Promise<string> {
  return platform.keyring.seal(LABEL, JSON.stringify(preview), program.site.key, now, randomBytes(12));
}

/** A page's address with a preview in it. */
export function previewLink(page: string, token: string): string {
  const url = new URL(page);
  url.searchParams.set(PARAMETER, token);
  return url.href;
}

/** A preview that was opened, with the version of the program it is bound to. */
export interface Opened {
  readonly preview: Preview;
  readonly program: LiveProgram;
}

/** True for the address of a page that may carry a preview. */
export function carriesPreview(url: string): boolean {
  return url.includes(ANYWHERE);
}

/** The preview a page's address carries; null for none, or one that is forged, another site's, past its time, or of a program that is gone. */
export async function openPreview(call: Call, url: string): Promise<Opened | null> {
  const token = URL.parse(url, "https://page.invalid")?.searchParams.get(PARAMETER) ?? "";
  if (token === "" || token.length > MOST_TOKEN) return null;
  const text = await call.platform.keyring.open(LABEL, token, call.program.site.key);
  const preview = text === null ? null : (JSON.parse(text) as Preview);
  if (!preview || preview.until <= call.now) return null;
  const program = await programByHash(call.platform.env, preview.program, call.program.site.key);
  return program && { preview, program };
}

/**
 * Decides for the made-up person of a preview and says what became of each experience. Of the visitor only the consent is
 * told, as it stands; the page is told to keep nothing.
 */
export function decidePreview(call: Call, visitor: Visitor, { preview, program }: Opened, { slots: names, context }: DecideInput): Decided {
  const locale = localeOf(program.compiled.locales, context.locale ?? null);
  const fill = (values: unknown[]): void => fillRequestValues(program, values, context);
  const situation = previewSituation(program, preview, fill, { locale, now: call.now });
  const slots = previewSlots(program, names, preview, situation);
  const consent = judgeVisitor(call, visitor).text.replace('"storage":true', '"storage":false');
  const told = slots.map((slot, at) => considered(program, names[at] ?? "", slot, situation));
  return {
    slots,
    trust: trustBeside(program, names, slots, situation),
    considered: told,
    preview: { program: preview.program, until: preview.until },
    consent,
    ask: null,
    consentVersion: null,
    renewAfter: LATER_S,
  };
}

const LATER_S = 300;
