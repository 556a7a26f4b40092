import type { AnyBrand, Brand, NameOf } from "./brand.ts";
import type { Consent, Decided, Decision, Decisions, PageContext } from "./decision.ts";
import { EarnestProblem, send, type Transport } from "./transport.ts";

export interface BrowserOptions {
  /** The consent host, where its cookies are; the page's own unless told otherwise. */
  readonly host?: string;
  /** The site's key, `pk_…`. */
  readonly key: string;
  /** Milliseconds a decision may take; 800 unless told otherwise. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
}

/** A choice as it was recorded. */
export interface Recorded<B extends Brand> extends Pick<Consent<B>, "state" | "allowed"> {
  readonly receipt: string;
  readonly version: number;
}

/**
 * A page's client for those who do without the tag. It keeps nothing in the browser but the cookies of the consent host. A
 * decision never throws: late or lost, every slot keeps the page's own content.
 */
export class EarnestBrowser<B extends Brand = AnyBrand> {
  /** What is thrown where a request is refused. */
  static readonly Problem = EarnestProblem;
  readonly #transport: Transport;

  constructor({ host, key, timeout = 800, fetch: given }: BrowserOptions) {
    this.#transport = {
      host: host ?? location.origin,
      key,
      timeout,
      fetch: given ?? ((input, init) => fetch(input, init)),
      credentials: "include",
    };
  }

  /** Content for the page's slots; `consent` is null where nobody answered. */
  async decide<S extends NameOf<B["slots"]>>(
    slots: readonly S[],
    asked: { readonly context?: PageContext<B>; readonly explain?: "person" } = {},
  ): Promise<Decided<B, S> | { readonly decisions: Decisions<B, S>; readonly consent: null }> {
    try {
      return (await send(this.#transport, "/v1/decide", { body: { slots, ...asked } })) as Decided<B, S>;
    } catch {
      return { decisions: Object.fromEntries(slots.map((slot) => [slot, OWN])) as unknown as Decisions<B, S>, consent: null };
    }
  }

  /** Reports what was really seen. */
  async seen(decisions: readonly Pick<Decision<B, NameOf<B["slots"]>>, "exposure">[]): Promise<void> {
    const exposures = decisions.flatMap(({ exposure }) => (exposure === null ? [] : [exposure]));
    if (exposures.length > 0) await send(this.#transport, "/v1/exposures", { body: { exposures } });
  }

  /** Tells of an event of this visitor; how many were accepted for what they allow. */
  async track<E extends NameOf<B["events"]>>(event: E, properties: Partial<B["events"][E]> = {}): Promise<number> {
    const body = { event, properties, messageId: crypto.randomUUID() };
    return ((await send(this.#transport, "/v1/track", { body })) as { readonly accepted: number }).accepted;
  }

  /** Sets what this visitor says of themselves. */
  async tell(traits: Partial<B["traits"]>): Promise<number> {
    return (
      (await send(this.#transport, "/v1/identify", { body: { anonymousId: "this-device", traits } })) as { readonly accepted: number }
    ).accepted;
  }

  /** The notice due, with the consent as it stands. */
  notice(locale?: string): Promise<unknown> {
    return send(this.#transport, "/v1/consent", { query: { locale } });
  }

  /** Records what the visitor chose after reading this version of the notice. Throws where it was not recorded. */
  async choose(
    decisions: Partial<Record<B["purposes"], boolean>>,
    { version, locale }: { readonly version: string; readonly locale: string },
    method = "banner",
  ): Promise<Recorded<B>> {
    const notice = { version, locale };
    return (await send(this.#transport, "/v1/consent", { body: { decisions, notice, method } })) as Recorded<B>;
  }

  /** Withdraws everything. */
  async withdraw(): Promise<void> {
    await send(this.#transport, "/v1/consent", { method: "DELETE" });
  }
}

/** A slot of which nothing is known. */
const OWN = { experience: null, variant: null, content: null, reason: "error", because: [], exposure: null } as const;
