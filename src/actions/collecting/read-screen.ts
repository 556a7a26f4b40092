import type { FacetValue } from "../../core/consent/pass.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { readCollection } from "../../storage/collection.ts";
import type { Call } from "../call.ts";
import { screenOf } from "./begin-collecting.ts";
import { openValue } from "./sealing.ts";

/** A field as the customer's screen shows it, with what it is for. */
export interface FieldShown {
  readonly attribute: string;
  readonly name: string;
  readonly value: FacetValue | null;
  /** Names this very entry when the screen says that it has shown it. */
  readonly mark: number;
  readonly shown: boolean;
  readonly purposes: readonly { readonly name: string; readonly why: string }[];
}

/** What a screen has to show now; null where it is over or its token is nobody's. Throws `Unavailable`. */
export async function readScreen(
  call: Call,
  token: string,
  locale: string | null,
  now: number,
): Promise<{ readonly id: string; readonly by: string; readonly fields: readonly FieldShown[] } | null> {
  const found = await readCollection(call.platform.env, "screen", await screenOf(call, token));
  if (!found || found.collection.endedAt !== null || found.collection.until <= now || found.collection.site !== call.program.site.key)
    return null;
  const { id, actor } = found.collection;
  const language = localeOf(call.program.compiled.locales, locale);
  const fields = found.fields
    .filter(({ struck }) => struck === 0)
    .map(async ({ attribute, value, rev, shown }) => ({
      attribute,
      name: call.program.compiled.notice.attributes[attribute]?.[language]?.name ?? attribute,
      value: await openValue(call.platform, id, value),
      mark: rev,
      shown: shown === rev,
      purposes: purposesOf(call, attribute, language),
    }));
  return { id, by: actor, fields: await Promise.all(fields) };
}

function purposesOf({ program }: Call, key: string, locale: string): FieldShown["purposes"] {
  const mask = program.attributes[program.attributeIndex.get(key) ?? -1]?.purposes ?? 0;
  return program.compiled.notice.purposes.flatMap(({ texts }, index) => {
    const text = texts[locale];
    return (mask & (1 << index)) !== 0 && text ? [{ name: text.name, why: text.why }] : [];
  });
}
