import type { Choices, Circumstances, Method, Standing } from "./contract.ts";
import { dropNo, keepNo, readChoice } from "./cookie.ts";
import { forgetDecisions, refreshSoon, viewAfterChoice } from "./decisions.ts";
import { afterClick, oneAtATime } from "./lock.ts";
import { forget } from "./memory.ts";
import { loadNotice } from "./notice.ts";
import { currentTurn, deny, nextTurn, revocable, settle, standing } from "./standing.ts";
import { call, type Failure } from "./transport.ts";

const channel = new BroadcastChannel("earnest");

let receipt: string | undefined;

/** The receipt of the last choice made on this page: a refusal leaves no other trace of whose it is. */
export function lastReceipt(): string | undefined {
  return receipt;
}

/** Records a choice per purpose. A yes counts when the server has it, a no at once. */
export async function choose(chosen: Choices, method: Method, more: Circumstances = {}): Promise<void> {
  const refused = Object.keys(chosen).filter((purpose) => !chosen[purpose]);
  if (await record(refused, () => post(chosen, method, more))) void viewAfterChoice();
}

/** Takes everything back. */
export async function withdraw(): Promise<void> {
  if (await record(revocable(), () => call("DELETE", "/v1/consent"))) void viewAfterChoice();
}

/** Sends a no again that an earlier page could not deliver. */
export async function resendNo(): Promise<void> {
  const { no, unsettled } = readChoice();
  if (!unsettled) return;
  const { purposes } = await loadNotice();
  // A partner and the limit to sensitive data are no purposes; a purpose the program gave up is left out.
  const known = no.filter((key) => /^[@!]/.test(key) || purposes.some((purpose) => purpose.choice && purpose.key === key));
  await record(no, () => post(Object.fromEntries(known.map((key) => [key, false])), "settings"));
}

/** A choice made in another tab holds here too. */
export function followOtherTabs(): void {
  channel.addEventListener("message", ({ data }: MessageEvent<readonly string[]>) => {
    nextTurn();
    stop(data);
    if (data.length === 0) refreshSoon();
  });
}

/** Between two people at this browser: nothing of the one before stays on the page, in its memory or in other tabs. */
export async function changePerson(send: () => Promise<unknown>): Promise<void> {
  const used = revocable();
  nextTurn();
  forget();
  receipt = undefined;
  stop(used);
  channel.postMessage(used);
  try {
    await oneAtATime(send);
  } finally {
    channel.postMessage([]);
    void viewAfterChoice();
  }
}

/** True when the answer still speaks for the person's last choice. */
async function record(refused: readonly string[], send: () => Promise<Standing>): Promise<boolean> {
  const turn = nextTurn();
  keepNo(refused);
  stop(refused);
  channel.postMessage(refused);
  try {
    const recorded = await afterClick(send);
    channel.postMessage([]);
    if (turn !== currentTurn()) return false;
    dropNo();
    ({ receipt } = recorded);
    settle(recorded);
    return true;
  } catch (failure) {
    const { current } = failure as Failure;
    if (current && turn === currentTurn()) settle(current);
    throw failure;
  }
}

/** Where nothing is left to say, things stay as they are. */
async function post(decisions: Choices, method: Method, more: Circumstances = {}): Promise<Standing> {
  if (Object.keys(decisions).length === 0 && !more.age) return standing();
  const { version, locale } = await loadNotice();
  const notice = more.source ? undefined : { version, locale };
  return call("POST", "/v1/consent", { decisions, notice, method, ...more });
}

function stop(refused: readonly string[]): void {
  forgetDecisions();
  deny(refused);
}
