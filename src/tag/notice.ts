import type { Notice, NoticeAnswer } from "./contract.ts";
import { emit } from "./events.ts";
import { locale } from "./site.ts";
import { currentTurn, isBelieved, isKnown, learn } from "./standing.ts";
import { call } from "./transport.ts";

let loading: Promise<Notice> | null = null;

/** The notice in the page's language, fetched once. What it says of consent is news only to a tag that knows nothing. */
export function loadNotice(): Promise<Notice> {
  return (loading ??= fetchNotice());
}

async function fetchNotice(): Promise<Notice> {
  const turn = currentTurn();
  try {
    const { consent, notice } = await call<NoticeAnswer>("GET", `/v1/consent?locale=${locale()}`);
    if (isBelieved(turn) && !isKnown()) learn(consent);
    emit("notice", notice);
    return notice;
  } catch (failure) {
    loading = null;
    throw failure;
  }
}
