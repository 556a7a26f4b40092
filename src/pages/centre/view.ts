import type { Call } from "../../actions/call.ts";
import { readConsent } from "../../actions/consent/read-consent.ts";
import { readHistory, type HistoryEntry } from "../../actions/consent/read-history.ts";
import { readNotice, type Notice } from "../../actions/consent/read-notice.ts";
import { readNoticeDetail, type NoticeDetail } from "../../actions/consent/read-notice-detail.ts";
import type { Visitor } from "../../actions/consent/open-visitor.ts";
import { standingOf, type Standing } from "../../actions/identity/prove.ts";
import { readValues } from "../../actions/rights/read-values.ts";
import { authorityOf, type Authority } from "../../core/consent/authority.ts";
import { labelOf, type TrustLabel } from "../../core/consent/label.ts";
import type { KnownValue } from "../../core/rights/known-values.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import type { Opened } from "../door.ts";
import type { ConsentShown } from "./said.ts";
import { wordsFor, type Words } from "./words.ts";

/** Everything the centre shows. */
export interface CentreView {
  readonly site: string;
  readonly locale: string;
  readonly words: Words;
  readonly notice: Notice;
  readonly detail: NoticeDetail;
  readonly label: TrustLabel;
  readonly consent: ConsentShown;
  readonly standing: Standing;
  /** Null where they may not be shown to whoever holds the browser. */
  readonly values: readonly KnownValue[] | null;
  readonly history: readonly HistoryEntry[];
  readonly authority: Authority | null;
}

/** Reads it all. Throws `Unavailable`. */
export async function viewOf({ call, visitor, proof }: Opened, wanted: string | null): Promise<CentreView> {
  const { program, platform } = call;
  const locale = localeOf(program.compiled.locales, wanted);
  const standing = await standingOf(call, visitor, proof);
  const [words, detail, values, history] = await Promise.all([
    wordsFor(platform.env.ASSETS, locale),
    readNoticeDetail(call, locale),
    valuesFor(call, visitor, standing, locale),
    readHistory(call, visitor),
  ]);
  return {
    site: program.site.key,
    locale,
    words,
    notice: readNotice(program, call.rule, locale, null),
    detail,
    label: labelOf(program, locale),
    consent: JSON.parse(readConsent(call, visitor)) as ConsentShown,
    standing,
    values,
    history,
    authority: authorityOf(call.rule.id, call.country),
  };
}

async function valuesFor(call: Call, { pass }: Visitor, standing: Standing, locale: string): Promise<readonly KnownValue[] | null> {
  if (!pass?.subject || standing === "unproven") return null;
  return readValues(call, pass.subject, locale);
}
