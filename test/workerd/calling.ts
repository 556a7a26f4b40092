import { expect } from "vitest";
import { bindings } from "./bindings.ts";
import { Browser } from "./client.ts";
import { server } from "./people.ts";
import { deliver, keeping, subjectOf } from "./subjects.ts";

const YES = { advice: true, personal: true };

export interface Caller {
  readonly visitor: Browser;
  readonly phone: string;
  readonly subject: string;
}

let last = 0;

/** Somebody who chose, bought, called and told a size, and is known by a number. */
export async function caller(decisions: Record<string, boolean> = YES): Promise<Caller> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  const phone = `+4930123${String(++last).padStart(4, "0")}`;
  const subject = await subjectOf(visitor);
  const identifier = { type: "phone", value: phone };
  await server("/v1/identities/link", { subject: { type: "subject", value: subject }, identifier, source: "crm", proof: "1" });
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  await visitor.ask("/v1/identify", { body: { traits: { shoeSize: 45, diary: "private" }, messageId: crypto.randomUUID() } });
  for (const [event, properties] of [
    ["Order Completed", { product: "runner", price: 90 }],
    ["Call Taken", { about: "delivery" }],
    ["Product Viewed", { category: "shoes", product: "unseen" }],
  ])
    await visitor.ask("/v1/track", { body: { event, properties, messageId: crypto.randomUUID() } });
  visitor.env = undefined;
  expect((await deliver(kept)).retried).toBe(0);
  return { visitor, phone, subject };
}
