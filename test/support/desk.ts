import type { Answered, Scenario } from "./scenario.ts";

type Choices = Readonly<Record<string, boolean>>;

/** A server of a brand that knows its people, or its machines, by a name of its own. */
export class Desk {
  readonly #scenario: Scenario;
  readonly #site: string;

  constructor(scenario: Scenario, site: string) {
    this.#scenario = scenario;
    this.#site = site;
  }

  /** Gives a name a subject: a new one, or one that is there already. */
  async link(name: string, subject: string | null = null): Promise<string> {
    const body = {
      subject: subject === null ? null : { type: "subject", value: subject },
      identifier: { type: "user", value: name },
      source: "desk",
      proof: "paper-1",
    };
    return (await this.#ok("/v1/identities/link", { body })).json.subject as string;
  }

  /** Records what was said on paper. */
  async tell(name: string, decisions: Choices): Promise<Answered> {
    this.#scenario.now += 1_000;
    const { json } = await this.#scenario.person(this.#site).ask("/v1/consent");
    const body = {
      subject: { type: "user", value: name },
      decisions,
      notice: { version: json.notice.version, locale: "en" },
      method: "paper",
      actor: "desk-1",
      evidence: "form-1",
      place: { country: "DE" },
    };
    return this.#ok("/v1/consent", { body, headers: { "idempotency-key": crypto.randomUUID() } });
  }

  /** Events of one name, kept for the purposes said here and allowed in the register. */
  send(
    name: string,
    purposes: readonly string[],
    events: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
  ): Promise<Answered> {
    const context = { consent: { categoryPreferences: Object.fromEntries(purposes.map((key) => [key, true])) } };
    const timestamp = new Date(this.#scenario.now).toISOString();
    const batch = events.map(([event, properties]) => ({
      type: "track",
      userId: name,
      event,
      properties,
      context,
      timestamp,
      messageId: crypto.randomUUID(),
    }));
    return this.#ok("/v1/batch", { body: { batch } });
  }

  /** What fills each slot for a name, as whole decisions. */
  async decide(
    name: string,
    slots: readonly string[],
    attributes: Readonly<Record<string, unknown>> = {},
    // oxlint-disable-next-line typescript/no-explicit-any -- a test reads arbitrary JSON
  ): Promise<Readonly<Record<string, any>>> {
    const context = { url: "http://localhost:8787/", attributes };
    return (await this.#ok("/v1/decide", { body: { slots, context, subject: { type: "user", value: name } } })).json.decisions;
  }

  async #ok(path: string, asked: { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }): Promise<Answered> {
    const answer = await this.#scenario.server(`${path}?site=${this.#site}`, asked);
    if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.json)}`);
    return answer;
  }
}
