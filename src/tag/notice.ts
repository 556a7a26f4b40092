import type { Notice, NoticeAnswer } from "./contract.ts";
import { emit } from "./events.ts";
import { locale } from "./site.ts";
import { currentTurn, isBelieved, isKnown, learn } from "./standing.ts";
import { call } from "./transport.ts";

let loading: Promise<Notice> | null = null;

/**
 * The notice in the page's language, fetched once; `shown` counts the view where it is fetched to be shown unasked. What it
 * says of consent is news only to a tag that knows nothing.
 */
export function loadNotice(shown = false): Promise<Notice> {
  return (loading ??= fetchNotice(shown ? "&shown=true" : ""));
}

async function fetchNotice(more: string): Promise<Notice> {
  const turn = currentTurn();
  try {
    const { consent, notice } = await call<NoticeAnswer>("GET", `/v1/consent?locale=${locale()}${more}`);
    if (isBelieved(turn) && !isKnown()) learn(consent);
    emit("notice", notice);
    return notice;
  } catch (failure) {
    loading = null;
    throw failure;
  }
}
