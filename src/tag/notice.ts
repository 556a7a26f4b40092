import type { Notice, NoticeAnswer } from "./contract.ts";
import { emit } from "./events.ts";
import { locale } from "./site.ts";
import { believer, isKnown, learn } from "./standing.ts";
import { call } from "./transport.ts";

let loading: Promise<Notice> | null = null;

/**
 * The notice in the page's language, fetched once; `more` says of the first call what for. What it says of consent is news
 * only to a tag that knows nothing.
 */
export function loadNotice(more = ""): Promise<Notice> {
  return (loading ??= fetchNotice(more));
}

async function fetchNotice(more: string): Promise<Notice> {
  const isBelieved = believer();
  try {
    const { consent, notice } = await call<NoticeAnswer>("GET", `/v1/consent?locale=${locale()}${more}`);
    if (isBelieved() && !isKnown()) learn(consent);
    emit("notice", notice);
    return notice;
  } catch (failure) {
    loading = null;
    throw failure;
  }
}
