/** What wrangler.toml binds, and the secrets it does not show. More databases may be bound as `DB_01`, `DB_02`, … */
export interface Bindings {
  readonly DB: D1Database;
  readonly KV: KVNamespace;
  readonly EVENTS: Queue<SealedMessage>;
  readonly WITHDRAWALS: Queue<SealedMessage>;
  readonly WEBHOOKS: Queue<SealedMessage>;
  readonly RATE?: RateLimit;
  /** The files of dist/assets. */
  readonly ASSETS?: Fetcher;
  readonly EARNEST_SECRET?: string;
  /** The secret before the current one, while passes sealed under it are still about. */
  readonly EARNEST_SECRET_PREVIOUS?: string;
  /** Peppers of identifier hashes, oldest first, with commas between; see `peppersOf`. */
  readonly EARNEST_PEPPER?: string;
  /** Hosts whose pages come through this Worker: `host=pk_site@https://origin`, with spaces between. */
  readonly EARNEST_EDGE?: string;
  /** Who lets staff in: the address of a Cloudflare Access team, the audience tag of its application for advisers and, where it has one, of that for the console; spaces between. */
  readonly EARNEST_ACCESS?: string;
  /** Where letters go, with which token, and in whose name; see `sendMail`. */
  readonly EARNEST_MAIL_URL?: string;
  readonly EARNEST_MAIL_TOKEN?: string;
  readonly EARNEST_MAIL_FROM?: string;
  /** The key (PKCS #8) that answers to OpenDSR are signed by, and the address of its certificate. */
  readonly EARNEST_OPENDSR_KEY?: string;
  readonly EARNEST_OPENDSR_CERTIFICATE?: string;
  /** Set only by `npm start` and the tests. */
  readonly EARNEST_LOCAL?: string;
}

/** Queue bodies are sealed: a queue holds no readable data of a person. */
export interface SealedMessage {
  readonly sealed: string;
}

const DATABASE = /^DB(_\d\d)?$/;

/** The names of all bound databases, `DB` first. */
export function databaseNames(env: Bindings): readonly string[] {
  return Object.keys(env)
    .filter((name) => DATABASE.test(name))
    .toSorted();
}

export function databaseOf(env: Bindings, name: string): D1Database | null {
  return DATABASE.test(name) ? ((env as unknown as Record<string, D1Database>)[name] ?? null) : null;
}
