import { beforeAll, describe, expect, it } from "vitest";
import { bindings } from "./bindings.ts";
import { type Browser, MINUTE, NOON } from "./client.ts";
import { merge, permitsOf, somebody, unmerge } from "./merging.ts";
import { knownBy, newAddress, proveBy } from "./known.ts";
import { eventsOf, person, profileOf, publishTellable, server } from "./people.ts";
import { deliver, keeping, subjectOf } from "./subjects.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";

beforeAll(publishTellable);

/** Does something, and waits until the database has what came of it. */
async function through<T>(visitor: Browser, work: () => Promise<T>): Promise<T> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  const done = await work();
  visitor.env = undefined;
  await deliver(kept);
  return done;
}

async function valueOf(visitor: Browser, attribute: string): Promise<Record<string, unknown> | undefined> {
  const { json } = await visitor.ask("/v1/me/values");
  return json.values.find((item: { readonly attribute: string }) => item.attribute === attribute);
}

const correct = (visitor: Browser, attribute: string, value: unknown) =>
  visitor.ask("/v1/me/attributes", { method: "PATCH", body: { attribute, value } });

/** A server says what it saw. */
async function tell(subject: string, traits: object, at = NOON): Promise<void> {
  const { env, kept } = keeping(bindings());
  const body = {
    type: "identify",
    userId: subject,
    traits,
    context: { consent: { categoryPreferences: { personal: true } } },
    timestamp: new Date(at).toISOString(),
  };
  expect((await server("/v1/identify", body, { env, headers: { "x-earnest-now": String(at) } })).status).toBe(200);
  await deliver(kept);
}

describe("a correction", () => {
  it("of what was told is as told anew, and of what was worked out is marked: no event writes over it", async () => {
    const { visitor, subject } = await somebody({ personal: true }, 2);
    expect(await valueOf(visitor, "shoeViews")).toMatchObject({ value: 2, corrected: false });
    expect((await correct(visitor, "shoeViews", 1)).json).toEqual({ attribute: "shoeViews", value: 1 });
    await through(visitor, () => visitor.view("p9"));
    expect(await valueOf(visitor, "shoeViews")).toMatchObject({ value: 1, corrected: true, source: "observed" });
    expect((await eventsOf(subject)).length).toBe(3);
    await correct(visitor, "shoeViews", 5);
    expect(await valueOf(visitor, "shoeViews")).toMatchObject({ value: 5 });
  });

  it("of what a server saw holds against the server's next word; deleted, it is told anew", async () => {
    const { visitor, subject, user } = await person({ personal: true });
    await tell(user, { tier: "gold" });
    expect(await profileOf(subject)).toMatchObject({ tier: "gold" });
    await withoutName(user, visitor, async () => {
      expect((await correct(visitor, "tier", "silver")).status).toBe(200);
    });
    await tell(user, { tier: "gold" }, NOON + MINUTE);
    expect(await profileOf(subject)).toMatchObject({ tier: "silver" });
    await withoutName(user, visitor, async () => {
      expect((await correct(visitor, "tier", null)).json).toEqual({ attribute: "tier", value: null });
    });
    expect(await profileOf(subject)).not.toHaveProperty("tier");
    await tell(user, { tier: "bronze" }, NOON + 2 * MINUTE);
    expect(await profileOf(subject)).toMatchObject({ tier: "bronze" });
  });

  it("reaches what was copied of a merged record, and is seen by the next decision of this browser", async () => {
    const [{ visitor, subject: root }, { subject: child }] = [await somebody({ personal: true }, 3), await somebody({ personal: true }, 4)];
    await merge(root, child);
    visitor.now = NOON + 2 * MINUTE;
    expect(await valueOf(visitor, "shoeViews")).toMatchObject({ value: 7 });
    await correct(visitor, "shoeViews", 0);
    expect(await valueOf(visitor, "shoeViews")).toMatchObject({ value: 0 });
    expect((await visitor.decide(["hero"])).json.decisions.hero.reason).not.toBe("matched");
    await correct(visitor, "shoeViews", null);
    expect(await valueOf(visitor, "shoeViews")).toBeUndefined();
    expect((await correct(visitor, "shoeViews", 1)).json.errors).toMatchObject([{ field: "attribute", rule: "unheld" }]);
  });

  it("is refused by rule for what is not declared, of another type, or worked out in a way nobody can tell", async () => {
    const { visitor } = await somebody({ personal: true }, 1);
    expect((await correct(visitor, "nothing", 1)).json.errors).toMatchObject([{ field: "attribute", rule: "known" }]);
    expect((await correct(visitor, "shoeViews", "many")).json.errors).toMatchObject([{ field: "value", rule: "type" }]);
    expect((await correct(visitor, "lastProduct", "p7")).json.errors).toMatchObject([{ field: "attribute", rule: "computed" }]);
  });
});

describe("a restriction", () => {
  it("stores everything and uses nothing, for this browser at once, for servers and on merging, until it is let go", async () => {
    const { visitor, subject } = await somebody({ personal: true, ads: true }, 3);
    expect((await visitor.decide(["hero"])).json.decisions.hero.reason).toBe("matched");
    const restricted = await visitor.ask("/v1/me/restrict", { body: { restricted: true } });
    expect(restricted.json).toMatchObject({
      restricted: true,
      receipt: expect.stringMatching(/^rcp_/),
      allowed: { personal: false, ads: false },
    });
    expect((await visitor.decide(["hero"])).json.decisions.hero.reason).toBe("no-consent");
    expect(await permitsOf(subject)).toMatchObject([{ personal: { allowed: false, why: "restricted" } }]);
    expect(await profileOf(subject)).toMatchObject({ shoeViews: 3 });
    expect((await visitor.ask("/v1/me/restrict", { body: { restricted: true } })).json.receipt).toBeNull();
    const ended = await visitor.ask("/v1/me/restrict", { body: { restricted: false } });
    expect(ended.json).toMatchObject({ restricted: false, allowed: { personal: true } });
    expect((await visitor.decide(["hero"])).json.decisions.hero.reason).toBe("matched");
    expect(
      (await visitor.ask("/v1/consent/history")).json.entries.map((entry: { record: { restricted?: boolean } }) => entry.record.restricted),
    ).toEqual([undefined, true, false]);
  });

  it("of one of two records that are merged holds for the one they become, and for both when they are parted", async () => {
    const [{ subject: root }, { visitor, subject: child }] = [await somebody({ personal: true }, 1), await somebody({ personal: true }, 1)];
    await visitor.ask("/v1/me/restrict", { body: { restricted: true } });
    await merge(root, child);
    const state = async (of: typeof root) => (await readSubject(await shardOf(bindings(), of), of, [], 5_000)).registered?.state.restricted;
    expect(await state(root)).toBe(true);
    await unmerge(child);
    expect([await state(root), await state(child)]).toEqual([true, true]);
  });

  it("and corrections of a known person take a proof", async () => {
    const address = newAddress();
    const visitor = await knownBy(address);
    expect((await visitor.ask("/v1/me/restrict", { body: { restricted: true } })).status).toBe(403);
    expect((await correct(visitor, "size", 42)).status).toBe(403);
    await proveBy(visitor, address);
    expect((await visitor.ask("/v1/me/restrict", { body: { restricted: true } })).status).toBe(200);
    expect(await permitsOf(await subjectOf(visitor))).toMatchObject([{ personal: { why: "restricted" } }]);
  });
});

describe("whom to complain to", () => {
  it("is the authority of where the person is", async () => {
    const { visitor } = await somebody({ personal: true }, 0);
    const named = async (country: string, region = ""): Promise<string> => {
      Object.assign(visitor, { country, region });
      return (await visitor.ask("/v1/me/requests")).json.complain.url;
    };
    expect(await named("FR")).toBe("https://www.cnil.fr/");
    expect(await named("DE")).toBe("https://www.datenschutzkonferenz-online.de/datenschutzaufsichtsbehoerden.html");
    expect(await named("US", "CA")).toBe("https://cppa.ca.gov/");
    expect(await named("US", "TX")).toContain("naag.org");
    expect(await named("CA", "QC")).toBe("https://www.cai.gouv.qc.ca/");
    expect(await named("")).toContain("edpb");
  });
});

/** The person's browser while no name leads to them: then the pass alone may change what is known. */
async function withoutName(user: string, visitor: Browser, work: () => Promise<void>): Promise<void> {
  const identifier = { type: "user", value: user };
  await server("/v1/identities/unlink", { identifier });
  await work();
  await server("/v1/identities/link", {
    subject: { type: "subject", value: await subjectOf(visitor) },
    identifier,
    source: "crm",
    proof: "2",
  });
}
