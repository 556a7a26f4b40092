import type { AnyBrand, Brand, NameOf } from "./brand.ts";
import type { Decided, PageContext } from "./decision.ts";
import { EarnestProblem, send, type Transport } from "./transport.ts";

/** How a server names somebody. */
export interface Subject {
  readonly type: "subject" | "email" | "phone" | "user" | "card" | "device" | "partner";
  readonly value: string;
}

export interface ServerOptions {
  /** Where Earnest runs, such as `https://consent.shop.example`. */
  readonly host: string;
  /** A secret key, `sk_…`, with the scopes of what is asked of it. */
  readonly key: string;
  /** The site, `pk_…`, where the key is not for one alone. */
  readonly site?: string;
  /** Milliseconds a request may take; 1,000 unless told otherwise. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
}

/** What may be done with somebody's data, by purpose. */
export interface PermitAnswer<B extends Brand> {
  readonly subject: string | null;
  readonly purposes: { readonly [Purpose in B["purposes"]]?: { readonly allowed: boolean; readonly why: string } };
}

export interface Flag<T> {
  /** The code's own default where nothing may be shown. */
  readonly value: T;
  readonly variant: string | null;
  readonly reason: string;
}

export interface Event<B extends Brand, E extends NameOf<B["events"]>> {
  readonly user: string;
  readonly event: E;
  readonly properties?: Partial<B["events"][E]>;
  /** What the person allowed where this was recorded; without it nothing that needs a choice is kept. */
  readonly allowed: Readonly<Record<string, boolean>>;
  /** Sent again under this id, it counts once. */
  readonly id?: string;
  readonly at?: Date;
}

/** A server's client. It throws where a request is refused, late or lost: what a page shows then is the caller's default. */
export class EarnestServer<B extends Brand = AnyBrand> {
  /** What is thrown where a request is refused. */
  static readonly Problem = EarnestProblem;
  readonly #transport: Transport;
  readonly #site: string | undefined;

  constructor({ host, key, site, timeout = 1_000, fetch: given }: ServerOptions) {
    this.#transport = { host, key, timeout, fetch: given ?? ((input, init) => fetch(input, init)) };
    this.#site = site;
  }

  /** Content for slots, for whom it names; without `subject` for nobody in particular. */
  async decide<S extends NameOf<B["slots"]>>(
    slots: readonly S[],
    asked: { readonly subject: Subject; readonly context?: PageContext<B>; readonly explain?: "person" },
  ): Promise<Decided<B, S>> {
    return (await this.#post("/v1/decide", { slots, ...asked })) as Decided<B, S>;
  }

  /** An experience as a flag, for whom it names and in the request it is for; `fallback` where nothing may be shown. */
  async flag<F extends NameOf<B["flags"]>>(
    key: F,
    subject: Subject,
    fallback: B["flags"][F],
    { attributes = {}, ...page }: PageContext<B> = {},
  ): Promise<Flag<B["flags"][F]>> {
    const targetingKey = subject.type === "subject" ? subject.value : `${subject.type}:${subject.value}`;
    const path = `/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`;
    const answer = (await this.#post(path, { context: { ...attributes, ...page, targetingKey } })) as Partial<Flag<B["flags"][F]>>;
    return { value: answer.value ?? fallback, variant: answer.variant ?? null, reason: answer.reason ?? "UNKNOWN" };
  }

  /** May these people's data be used for that, now, and why. */
  async permits(subjects: readonly Subject[], purposes?: readonly B["purposes"][]): Promise<readonly PermitAnswer<B>[]> {
    const { permits } = (await this.#post("/v1/permits", { subjects, ...(purposes ? { purposes } : {}) })) as {
      readonly permits: readonly PermitAnswer<B>[];
    };
    return permits;
  }

  /** Tells of events; how many were accepted for what the people allow. */
  async track<E extends NameOf<B["events"]>>(events: readonly Event<B, E>[]): Promise<number> {
    const batch = events.map(({ user, event, properties = {}, allowed, id, at }) => ({
      type: "track",
      userId: user,
      event,
      properties,
      context: { consent: { categoryPreferences: allowed } },
      ...(id === undefined ? {} : { messageId: id }),
      ...(at ? { timestamp: at.toISOString() } : {}),
    }));
    return ((await this.#post("/v1/batch", { batch })) as { readonly accepted: number }).accepted;
  }

  #post(path: string, body: unknown): Promise<unknown> {
    return send(this.#transport, path, { body, query: { site: this.#site } });
  }
}
