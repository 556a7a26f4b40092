import type { Call } from "../../actions/call.ts";
import { readConsent } from "../../actions/consent/read-consent.ts";
import { readHistory, type HistoryEntry } from "../../actions/consent/read-history.ts";
import { readNotice, type Notice } from "../../actions/consent/read-notice.ts";
import { readNoticeDetail, type NoticeDetail } from "../../actions/consent/read-notice-detail.ts";
import { readRoot } from "../../actions/consent/read-root.ts";
import type { Visitor } from "../../actions/consent/open-visitor.ts";
import { readViews, type ViewOfMe } from "../../actions/advisor/read-views.ts";
import { listSharing, type SharedByMe } from "../../actions/sharing/list-sharing.ts";
import { readJourney } from "../../actions/exchange/read-journey.ts";
import { readValue } from "../../actions/exchange/read-value.ts";
import { standingOf, type Standing } from "../../actions/identity/prove.ts";
import { readFamily } from "../../actions/identity/read-family.ts";
import { readReports } from "../../actions/insight/read-reports.ts";
import { keptOf } from "../../actions/rights/kept-of.ts";
import { readOwnRequests } from "../../actions/rights/read-requests.ts";
import { readSeen } from "../../actions/rights/read-seen.ts";
import { readValues } from "../../actions/rights/read-values.ts";
import { readSources, type Recipient } from "../../actions/sources/read-sources.ts";
import { authorityOf, type Authority } from "../../core/rights/authority.ts";
import { isPaused } from "../../core/consent/pass.ts";
import { labelOf, type TrustLabel } from "../../core/consent/label.ts";
import { readAfter } from "../../core/exchange/journey-page.ts";
import type { Journey } from "../../core/exchange/journey.ts";
import type { Value } from "../../core/exchange/value.ts";
import type { OwnReport } from "../../core/insight/told-report.ts";
import type { Source } from "../../core/profile/sources.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import type { RightsRequest } from "../../core/rights/request.ts";
import type { KnownValue } from "../../core/rights/known-values.ts";
import type { Seen } from "../../core/targeting/seen.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import type { Opened } from "../door.ts";
import { readAuthorities } from "../../storage/phrases.ts";
import { lookOf } from "../page.ts";
import type { ConsentShown } from "./said.ts";
import { wordsFor, type Words } from "./words.ts";

const WAIT_MS = 2_000;

/** Everything the centre shows. */
export interface CentreView {
  readonly site: string;
  readonly locale: string;
  /** Where the brand's look is; null where it has none. */
  readonly sheet: string | null;
  readonly look: LiveProgram["site"]["look"];
  readonly words: Words;
  readonly notice: Notice;
  readonly detail: NoticeDetail;
  readonly label: TrustLabel;
  readonly consent: ConsentShown;
  /** True while nothing but what is necessary is used or recorded in this browser. */
  readonly paused: boolean;
  readonly standing: Standing;
  /** Null where it may not be shown to whoever holds the browser. */
  readonly own: Own | null;
  /** True where the brand makes reports that people get, or made one for this person. */
  readonly reporting: boolean;
  /** True where all that is known is stored and not used (GDPR art 18). */
  readonly restricted: boolean;
  readonly views: readonly ViewOfMe[];
  readonly sources: readonly Source[];
  readonly recipients: readonly Recipient[];
  /** What the person lets others see. */
  readonly grants: readonly (SharedByMe & { readonly name: string })[];
  readonly history: readonly HistoryEntry[];
  readonly authority: Authority;
  /** On which clocks the controller counts days. */
  readonly rights: LiveProgram["site"]["rights"];
}

/** What is the person's own. */
export interface Own {
  readonly values: readonly KnownValue[];
  /** Which attributes an erasure would leave, by name. */
  readonly stays: readonly string[];
  readonly seen: readonly Seen[];
  readonly reports: readonly OwnReport[];
  readonly value: Value;
  readonly journey: Journey;
  readonly requests: readonly RightsRequest[];
}

/** Reads it all; `after` is where the page of the journey begins. Throws `Unavailable`. */
export async function viewOf({ call, visitor, proof }: Opened, wanted: string | null, after = ""): Promise<CentreView> {
  const { program, platform } = call;
  const locale = localeOf(program.compiled.locales, wanted);
  const standing = await standingOf(call, visitor, proof);
  const [words, detail, own, views, { sources, recipients }, grants, history] = await Promise.all([
    wordsFor(platform.env, locale),
    readNoticeDetail(call, locale),
    ownOf(call, visitor, standing, locale, after),
    readViews(call, visitor),
    readSources(call, visitor),
    listSharing(call, visitor),
    readHistory(call, visitor),
  ]);
  return {
    site: program.site.key,
    locale,
    sheet: lookOf(program),
    look: program.site.look,
    words,
    notice: readNotice(program, call.rule, locale, null),
    detail,
    label: labelOf(program, locale),
    consent: JSON.parse(readConsent(call, visitor)) as ConsentShown,
    paused: isPaused(visitor.pass, call.now),
    standing,
    own,
    reporting: program.compiled.reports.length > 0 || (own?.reports.length ?? 0) > 0,
    restricted: visitor.state?.restricted ?? false,
    views,
    sources,
    recipients,
    grants: grants.map((grant) => ({ ...grant, name: nameOfScope(program, grant.scope, locale) })),
    rights: program.site.rights,
    history,
    authority: authorityOf(await readAuthorities(platform.env), call.rule, call.country),
  };
}

/** What a pass alone does not show of a known person. */
async function ownOf(call: Call, { pass }: Visitor, standing: Standing, locale: string, after: string): Promise<Own | null> {
  const subject = pass?.subject;
  if (!subject || standing === "unproven") return null;
  const { root } = await readRoot(call.platform.env, subject, [], WAIT_MS);
  const [values, kept, seen, reports, value, journey, requests] = await Promise.all([
    readValues(call, root, locale),
    readFamily(call.platform.env, root).then(({ subjects }) => keptOf(call, subjects)),
    readSeen(call, root, locale),
    readReports(call, root, locale),
    readValue(call, root, locale),
    readJourney(call, root, locale, readAfter(after)),
    readOwnRequests(call, root),
  ]);
  const { attributes } = call.program.compiled.notice;
  const stays = kept.map((key) => attributes[key]?.[locale]?.name ?? key);
  return { values, stays, seen, reports, value, journey, requests };
}

function nameOfScope({ compiled }: LiveProgram, key: string, locale: string): string {
  return compiled.scopes.find((scope) => scope.key === key)?.texts[locale]?.name ?? key;
}
