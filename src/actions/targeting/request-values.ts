import type { CompiledAttribute } from "../../core/program/compiled.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import { isToldByPage } from "../../core/program/told-by-page.ts";

/** What the edge knows of a request besides its country; it is decided by and not kept. */
export interface RequestFacts {
  /** ISO 3166-2 code, such as `US-CA`. */
  readonly region: string | null;
  /** Its name, as the edge writes it. */
  readonly city: string | null;
  readonly device: "phone" | "tablet" | "desktop" | null;
}

/** What a page says of itself. */
export interface PageContext {
  readonly url: string;
  readonly referrer?: string | undefined;
  readonly locale?: string | undefined;
  readonly attributes?: { readonly [attribute: string]: unknown } | undefined;
  /** ISO 3166-1 code of the request's place, from the edge and not from the page. */
  readonly country?: string | null | undefined;
  /** From the edge too. */
  readonly facts?: RequestFacts | undefined;
  /** Milliseconds since the epoch, by the clock that decides. */
  readonly now?: number | undefined;
  /** What a decision looked at of all that the page said then, by attribute: it stands for what the page says now. */
  readonly looked?: { readonly [attribute: string]: unknown } | null | undefined;
}

/** Sets the values of `request` attributes, and of no others: a request never overrides a facet. */
export function fillRequestValues(program: LiveProgram, values: unknown[], context: PageContext): void {
  const { looked } = context;
  for (const index of program.requestAttributes) {
    const attribute = program.attributes[index];
    if (attribute) values[index] = looked && isToldByPage(attribute) ? looked[attribute.key] : valueOf(attribute, context);
  }
}

function valueOf(attribute: CompiledAttribute, context: PageContext): unknown {
  switch (attribute.from) {
    case "path":
      return urlOf(context.url)?.pathname;
    case "campaign":
      return parameterOf(context.url, "utm_campaign");
    case "campaign-source":
      return parameterOf(context.url, "utm_source");
    case "campaign-medium":
      return parameterOf(context.url, "utm_medium");
    case "now":
      return context.now;
    case "referrer":
      return context.referrer ? urlOf(context.referrer)?.hostname : undefined;
    case "country":
      return context.country ?? undefined;
    case "locale":
      return context.locale;
    case "region":
    case "city":
    case "device":
      return context.facts?.[attribute.from] ?? undefined;
    default:
      return context.attributes?.[attribute.key];
  }
}

function parameterOf(url: string, name: string): string | undefined {
  return url.includes(`${name}=`) ? (urlOf(url)?.searchParams.get(name) ?? undefined) : undefined;
}

function urlOf(text: string): URL | null {
  return URL.parse(text, "https://page.invalid");
}
