import { bindings } from "./bindings.ts";
import { Browser, request, SECRET_KEY, type Answer } from "./client.ts";
import { lettersOf } from "./mailbox.ts";
import { subjectOf } from "./subjects.ts";

/** An address nobody else has. */
export const newAddress = (): string => `${crypto.randomUUID()}@acme.example`;

/** A person known by an address, on a device that chose. */
export async function knownBy(address: string, decisions: Record<string, boolean> = { personal: true }): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  const body = {
    subject: { type: "subject", value: await subjectOf(visitor) },
    identifier: { type: "email", value: address },
    source: "crm",
    proof: "1",
  };
  const { status } = await request(`/v1/identities/link?site=${visitor.key}`, { key: SECRET_KEY, body, env: bindings() });
  if (status !== 200) throw new Error(`link: ${status}`);
  return visitor;
}

/** Asks for a code and returns it, as the owner of an address does. */
export async function proveBy(visitor: Browser, address: string): Promise<Answer> {
  let challenge = "";
  const [letter] = await lettersOf(async () => {
    challenge = (await visitor.ask("/v1/identities/code", { body: { email: address } })).json.challenge;
  });
  return visitor.ask("/v1/identities/proof", { body: { challenge, code: letter?.code ?? "" } });
}
