import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** What is given for data names the purposes it is given for, and a purpose that takes gives something. */
export function lintValue(program: Program): readonly Finding[] {
  const known = new Set(program.purposes.map(({ key }) => key));
  const named = [
    ...program.offers.map(({ for: keys }, index) => [`offers.${index}.for`, keys] as const),
    ...program.rewards.map(({ for: keys }, index) => [`rewards.${index}.for`, keys] as const),
  ];
  return [
    ...named.flatMap(([path, keys]) =>
      keys.flatMap((key, at) => (known.has(key) ? [] : [finding("E109", `${path}.${at}`, `Define the purpose "${key}".`)])),
    ),
    ...lintReturns(program),
  ];
}

function lintReturns(program: Program): readonly Finding[] {
  const giving = givingPurposes(program);
  return program.purposes.flatMap(({ key, class: kind, basis }, index) => {
    const takes = program.attributes.some(({ purposes, source }) => source !== "request" && purposes.includes(key));
    if (!takes || basis !== "consent" || kind === "necessary" || giving.has(key)) return [];
    return [
      finding(
        "W233",
        `purposes.${index}`,
        `Give something for what "${key}" takes: an experience, an ask, an offer, a reward or a report of their own.`,
      ),
    ];
  });
}

/** Purposes of which something comes back to whoever allowed them. */
function givingPurposes({ experiences, asks, reports, offers, rewards, audiences, scopes }: Program): ReadonlySet<string> {
  const ofAudience = offers.flatMap(({ audience }) => audiences.filter(({ key }) => key === audience).map(({ purpose }) => purpose));
  return new Set([
    ...[...experiences, ...reports.filter(({ personal }) => personal !== undefined), ...scopes].map(({ purpose }) => purpose),
    ...asks.flatMap(({ purpose, consent }) => [purpose, ...(consent === undefined ? [] : [consent])]),
    ...[...offers, ...rewards].flatMap((item) => item.for),
    ...ofAudience,
  ]);
}
