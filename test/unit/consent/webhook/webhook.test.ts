import * as fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { isSentAt, MOST_ARRIVALS, waitAfter } from "../../../../src/core/consent/webhook/schedule.ts";
import { secretText, signedHeaders } from "../../../../src/core/consent/webhook/sign.ts";
import { readText } from "../../house/tree.ts";

const secretOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replace("whsec_", "")), (char) => char.charCodeAt(0));

describe("a signature", () => {
  it("is that of the standard's own vector", async () => {
    const secret = secretOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    expect(await signedHeaders([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', 1_614_265_330_999)).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("is what the reference library makes of any secrets, id and body", async () => {
    const now = Date.parse("2026-11-22T12:00:00Z");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 24, maxLength: 64 }), { minLength: 1, maxLength: 2 }),
        fc.string({ unit: "grapheme" }),
        async (secrets, body) => {
          const own = secrets.map((secret) => Uint8Array.from(secret));
          const expected = own.map((secret) => new Webhook(secretText(secret)).sign("msg_1", new Date(now), body)).join(" ");
          expect((await signedHeaders(own, "msg_1", body, now))["webhook-signature"]).toBe(expected);
        },
      ),
    );
  });
});

describe("the schedule", () => {
  it("sends ten times, after the waits of the standard, in steps a queue can hold", () => {
    const waits: number[] = [];
    let waited = 0;
    for (let arrival = 1; arrival <= MOST_ARRIVALS; arrival++) {
      if (isSentAt(arrival)) waits.push(waited);
      if (isSentAt(arrival)) waited = 0;
      waited += waitAfter(arrival, 0);
      for (const jitter of [0, 0.5, 1]) {
        expect(waitAfter(arrival, jitter)).toBeLessThanOrEqual(43_200);
        expect(waitAfter(arrival, jitter)).toBeGreaterThanOrEqual(waitAfter(arrival, 0));
      }
    }
    const [minute, hour] = [60, 3_600];
    expect(waits).toEqual([0, 5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]);
  });

  it("is as long as the queue brings a message", () => {
    const consumer = readText("wrangler.toml")
      .split("[[queues.consumers]]")
      .find((part) => part.includes('queue = "earnest-webhooks"\nmax'));
    expect(Number(/max_retries = (\d+)/.exec(consumer ?? "")?.[1])).toBe(MOST_ARRIVALS - 1);
  });
});
