import type { Choices, Circumstances, Method, Standing } from "./contract.ts";
import { dropNo, keepNo } from "./cookie.ts";
import { forgetDecisions, refreshSoon, viewAfterChoice } from "./decisions.ts";
import { afterClick } from "./lock.ts";
import { loadNotice } from "./notice.ts";
import { deny, nextTurn, revocable, settle, standing } from "./standing.ts";
import { call, type Failure } from "./transport.ts";

/** SHA-256 of the tag that shows the banner, cut to 16 hex digits and written in when it is built; none without a banner. */
declare const CODE: string | undefined;

const channel = new BroadcastChannel("earnest");

let receipt: string | undefined;

/** The receipt of the last choice made on this page: a refusal leaves no other trace of whose it is. */
export function lastReceipt(): string | undefined {
  return receipt;
}

/** Records a choice per purpose. A yes counts when the server has it, a no at once. */
export function choose(chosen: Choices, method: Method = "api", more: Circumstances = {}): Promise<void> {
  const refused = Object.keys(chosen).filter((purpose) => !chosen[purpose]);
  return record(refused, () => post(chosen, method, more));
}

/** Takes everything back. */
export function withdraw(): Promise<void> {
  return record(revocable(), () => call("DELETE", "/v1/consent"));
}

/** A choice made in another tab holds here too. */
export function followOtherTabs(): void {
  channel.addEventListener("message", ({ data }: MessageEvent<readonly string[]>) => {
    stop(data);
    if (!data.length) refreshSoon();
  });
}

/** Between two people at this browser: nothing of the one before stays on the page, in its memory or in other tabs. */
export async function changePerson(send: () => Promise<unknown>): Promise<void> {
  const used = revocable();
  stop(used);
  receipt = undefined;
  channel.postMessage(used);
  try {
    await send();
  } finally {
    channel.postMessage([]);
    void viewAfterChoice();
  }
}

/** Where the answer still speaks for the person's last choice, the page follows it. */
async function record(refused: readonly string[], send: () => Promise<Standing>): Promise<void> {
  keepNo(refused);
  const isLast = stop(refused);
  channel.postMessage(refused);
  try {
    const recorded = await afterClick(send);
    channel.postMessage([]);
    if (!isLast()) return;
    dropNo();
    ({ receipt } = recorded);
    settle(recorded);
    void viewAfterChoice();
  } catch (failure) {
    const { current } = failure as Failure;
    if (current && isLast()) settle(current);
    throw failure;
  }
}

/** Where nothing is left to say, things stay as they are. */
async function post(decisions: Choices, method: Method, more: Circumstances): Promise<Standing> {
  if (Object.keys(decisions).length === 0 && !more.age) return standing();
  const { version, locale } = await loadNotice();
  const notice = more.source ? undefined : { version, locale, ...(CODE && { banner: CODE }) };
  return call("POST", "/v1/consent", { decisions, notice, method, ...more });
}

/** Begins a turn without these purposes; what it returns tells whether it is still the last. */
function stop(refused: readonly string[]): () => boolean {
  const isLast = nextTurn();
  forgetDecisions();
  deny(refused);
  return isLast;
}
