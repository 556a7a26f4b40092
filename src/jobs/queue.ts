import type { Call } from "../actions/call.ts";
import { registersOf } from "../actions/consent/answer-permits.ts";
import { settleWithdrawal } from "../actions/consent/settle-withdrawal.ts";
import { countNotices } from "../actions/insight/count-notices.ts";
import { foldEvents } from "../actions/events/fold-events.ts";
import { rollUpDrops } from "../actions/events/roll-up-drops.ts";
import { foldAsked } from "../actions/exchange/fold-asked.ts";
import { unlockChallenges } from "../actions/exchange/unlock-challenges.ts";
import { foldUsed } from "../actions/exchange/fold-used.ts";
import { foldExposures, type Arrived } from "../actions/targeting/fold-exposures.ts";
import { foldPressure } from "../actions/targeting/fold-pressure.ts";
import { foldTrials } from "../actions/targeting/fold-trials.ts";
import { keepDecisions } from "../actions/targeting/keep-decisions.ts";
import { ruleById } from "../core/consent/resolve-rule.ts";
import { programOf } from "../storage/cache/program.ts";
import {
  openMessage,
  type AskedMessage,
  type DropMessage,
  type EventMessage,
  type ExposureMessage,
  type Message as Sent,
  type NoticeMessage,
  type WithdrawalMessage,
} from "../storage/outbox.ts";
import type { Platform } from "../storage/platform.ts";

interface Delivery<M extends Sent = Sent> extends Arrived<M> {
  readonly envelope: Message;
}

/**
 * Takes a batch from a queue. Each message is judged again as it is written; what fails is retried by itself, what
 * succeeded is acknowledged by itself, and nothing is thrown: a throw would bring the whole batch back.
 */
export async function takeBatch(platform: Platform, batch: MessageBatch, now: number): Promise<void> {
  const deliveries = await openAll(platform, batch, now);
  const events = deliveries.filter((item): item is Delivery<EventMessage> => item.message.kind === "event");
  const exposures = deliveries.filter((item): item is Delivery<ExposureMessage> => item.message.kind === "exposures");
  const drops = deliveries.filter((item): item is Delivery<DropMessage> => item.message.kind === "drops");
  const withdrawals = deliveries.filter((item): item is Delivery<WithdrawalMessage> => item.message.kind === "withdrawal");
  const notices = deliveries.filter((item): item is Delivery<NoticeMessage> => item.message.kind === "notice");
  const asked = deliveries.filter((item): item is Delivery<AskedMessage> => item.message.kind === "asked");
  if (asked.length > 0) await attempt(asked, () => foldAsked(platform, asked));
  if (notices.length > 0)
    await attempt(notices, () =>
      countNotices(
        platform.env.DB,
        notices.map((item) => item.message),
        now,
      ),
    );
  for (const delivery of withdrawals) {
    const { call, message } = delivery;
    await attempt([delivery], async () => {
      const { subject, withdrawal, passVersion, evidence } = message;
      if (!(await settleWithdrawal(call, subject, withdrawal, passVersion, evidence))) throw new Error("not settled");
    });
  }
  if (events.length > 0) await fold(platform, events);
  for (const delivery of drops) await attempt([delivery], () => rollUpDrops(platform.env.DB, delivery.message));
  if (exposures.length > 0) {
    await attempt(exposures, async () => {
      const subjects = exposures.flatMap((item) => item.message.subject ?? []);
      await foldExposures(platform.env.DB, exposures, await registersOf({ platform }, subjects));
      await foldTrials(platform, exposures);
      await keepDecisions(platform, exposures);
      await foldPressure(platform, exposures);
      await foldUsed(platform, exposures);
    });
  }
}

async function fold(platform: Platform, events: readonly Delivery<EventMessage>[]): Promise<void> {
  const left = await foldEvents(platform, events).catch(() => new Set(events.map(({ message }) => message)));
  for (const { envelope, message } of events) if (left.has(message)) envelope.retry();
  const folded = events.filter(({ message }) => !left.has(message));
  for (const ofSubject of Map.groupBy(folded, ({ message }) => message.subject).values()) {
    const [first] = ofSubject;
    if (first) await attempt(ofSubject, () => unlockChallenges(first.call, first.message.subject));
  }
}

async function openAll(platform: Platform, batch: MessageBatch, now: number): Promise<readonly Delivery[]> {
  const opened = await Promise.all(
    batch.messages.map(async (envelope): Promise<readonly Delivery[]> => {
      try {
        const message = await openMessage(platform, envelope.body);
        const call = message && (await callFor(platform, message, now));
        if (message && call) return [{ envelope, message, call }];
        // Not ours, or of a site that is gone: bringing it back would not help.
        envelope.ack();
      } catch {
        envelope.retry();
      }
      return [];
    }),
  );
  return opened.flat();
}

async function callFor(platform: Platform, message: Sent, now: number): Promise<Call | null> {
  const program = await programOf(platform.env, message.site, platform.defer);
  const rule = ruleById(message.rule) ?? ruleById("DEFAULT");
  return program && rule
    ? { platform, program, rule, country: null, signals: message.signals, now, actor: { kind: "system", job: "queue" } }
    : null;
}

async function attempt(deliveries: readonly Delivery[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
    for (const { envelope } of deliveries) envelope.ack();
  } catch {
    for (const { envelope } of deliveries) envelope.retry();
  }
}
