import { describe, expect, it } from "vitest";
import { applyRecord, expiryOf, recordOf, type AgeStatement, type Choice } from "../../../src/core/consent/choose.ts";
import { modesFor } from "../../../src/core/consent/modes.ts";
import { purposesDue } from "../../../src/core/consent/notice-due.ts";
import { permitFor, type Permit } from "../../../src/core/consent/permit.ts";
import { RULES, RULES_VERSION } from "../../../src/core/consent/rules-table.ts";
import type { JurisdictionRule } from "../../../src/core/consent/rules.ts";
import { signalsOf, type Signals } from "../../../src/core/consent/signals/signals.ts";
import type { PrivacySignals } from "../../../src/core/consent/signals/refuse.ts";
import { isNo, NOTHING_SAID, saidOf, type ConsentState } from "../../../src/core/consent/state.ts";
import { addDuration, DAY } from "../../../src/core/kernel/instant.ts";
import type { CompiledSite } from "../../../src/core/program/compiled-site.ts";
import type { CompiledProgram, CompiledPurpose } from "../../../src/core/program/compiled.ts";
import { BASES, CONDITIONS, PURPOSE_CLASSES, type Mode } from "../../../src/core/program/purpose.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const SITE = { strict: {} } as unknown as CompiledSite;
const rows = RULES.map((rule) => [rule.id, rule] as const);

/** Every class of purpose on every basis, once meeting no condition and once all. */
const PURPOSES: readonly CompiledPurpose[] = PURPOSE_CLASSES.flatMap((kind) =>
  BASES.flatMap((basis) =>
    [[], CONDITIONS].map((meets) => ({ key: `${kind}-${basis}-${meets.length}`, class: kind, basis, meets, meaning: "now" })),
  ),
);
/** More purposes than a mask has bits are judged in parts, as a program has at most 30. */
const PARTS = [0, 24, 48].map((from) => PURPOSES.slice(from, from + 24)).filter((part) => part.length > 0);
const CONSENTED = PURPOSES.filter(({ basis, class: kind }) => basis === "consent" && kind !== "necessary");

const HEARD: Readonly<Record<string, PrivacySignals>> = {
  nothing: {},
  dnt: { dnt: true },
  "an opt-out of sale": { usPrivacy: "1YYN" },
  "no opt-out of sale": { usPrivacy: "1YNN" },
  "an unreadable GPP string": { gpp: "D???" },
  "a GPP opt-out with GPC": { gpp: "DBABBg~BUUAAACA.YA" },
  "an invalid TCF string": { tcf: "C" },
};
const SIGNALS = Object.values(HEARD).flatMap((heard) => [signalsOf(false, heard), signalsOf(true, heard)]);
const SILENT = signalsOf(false, {});

const all = (yes: boolean): Choice => ({ kind: "some", decisions: Object.fromEntries(CONSENTED.map(({ key }) => [key, yes])) });
const program = {
  purposes: PURPOSES,
  notice: { purposes: PURPOSES.map((item) => ({ key: item.key, choice: CONSENTED.includes(item) })) },
} as unknown as CompiledProgram;

function choose(rule: JurisdictionRule, choice: Choice, before = NOTHING_SAID, at = NOW, age: AgeStatement | null = null): ConsentState {
  const where = { at, site: "s", controller: "c", method: "banner", notice: null, rule, signals: SILENT, evidence: null, age } as const;
  return applyRecord(before, recordOf(choice, program, before, where), before.version + 1);
}

/** What somebody may have said under a row. */
function statesUnder(rule: JurisdictionRule): Readonly<Record<string, ConsentState>> {
  const granted = choose(rule, all(true));
  const ended = addDuration(NOW, rule.reask.consentLasts);
  const expired = expiryOf(granted, { at: ended, site: "s", controller: "c", signals: SILENT });
  return {
    nothing: NOTHING_SAID,
    yes: granted,
    no: choose(rule, all(false)),
    "yes, then no": choose(rule, all(false), granted),
    "yes, then all withdrawn": choose(rule, { kind: "withdraw-all" }, granted),
    "yes, long ago": expired ? applyRecord(granted, expired, 2) : NOTHING_SAID,
    "yes to something else": {
      ...granted,
      decisions: Object.fromEntries(CONSENTED.map(({ key }) => [key, { state: "granted", until: NOW + DAY, meaning: "then" }])),
    },
    "yes as a minor": choose(rule, all(true), NOTHING_SAID, NOW, { age: "minor", parental: false }),
    "yes as a minor, and a parent's": choose(rule, all(true), NOTHING_SAID, NOW, { age: "minor", parental: true }),
    restricted: { ...granted, restricted: true },
  };
}

interface Case {
  readonly purpose: CompiledPurpose;
  readonly mode: Mode;
  readonly allowed: boolean;
  readonly why: string;
}

function judge(rule: JurisdictionRule, state: ConsentState | null, signals: Signals, live = true, known = true): readonly Case[] {
  const carried = state && { state, live, known, erased: false };
  return PARTS.flatMap((part) => {
    const modes = modesFor(part, SITE, rule);
    const permit: Permit = permitFor(part, modes, carried, signals, NOW);
    return part.map((purpose, index) => ({
      purpose,
      mode: modes[index] ?? "deny",
      allowed: (permit.mask & (1 << index)) !== 0,
      why: permit.why[index] ?? "",
    }));
  });
}

describe.each(rows)("under the row %s", (_, rule) => {
  const states = Object.entries(statesUnder(rule));
  const situations = states.flatMap(([name, state]) =>
    [true, false].flatMap((live) => [true, false].map((known) => ({ name, state, live, known }))),
  );

  it("no signal ever widens what the same person is allowed without it, whatever they said", () => {
    for (const { state, live, known, name } of situations) {
      const base = judge(rule, state, SILENT, live, known);
      for (const signals of SIGNALS)
        for (const [index, { purpose, allowed }] of judge(rule, state, signals, live, known).entries())
          if (allowed) expect(base[index]?.allowed, `${name}, ${purpose.key}, ${JSON.stringify(signals)}`).toBe(true);
    }
  });

  it("a purpose that needs a yes has one that is live, unexpired and to what it now means; unknown is never one", () => {
    for (const { state, live, known, name } of situations)
      for (const signals of SIGNALS)
        for (const { purpose, mode, allowed } of judge(rule, state, signals, live, known)) {
          if (!allowed || mode !== "opt-in" || purpose.basis !== "consent" || purpose.class === "necessary") continue;
          expect(live, `${name}, ${purpose.key}`).toBe(true);
          expect(saidOf(state, purpose.key)).toMatchObject({ state: "granted", meaning: "now" });
        }
    for (const { purpose, mode, allowed } of judge(rule, null, SILENT))
      if (mode === "opt-in" && CONSENTED.includes(purpose)) expect(allowed).toBe(false);
  });

  it("a no always holds, and a known minor is neither advertised to, sold nor profiled, whoever agreed", () => {
    for (const { state, live, known, name } of situations)
      for (const signals of SIGNALS)
        for (const { purpose, allowed } of judge(rule, state, signals, live, known)) {
          if (CONSENTED.includes(purpose) && isNo(saidOf(state, purpose.key))) expect(allowed, `${name}, ${purpose.key}`).toBe(false);
          if (name.includes("minor") && ["personalization", "advertising", "sale-share"].includes(purpose.class))
            expect(allowed).toBe(false);
        }
  });

  it("the necessary is always there, and the contextual where nobody refused it", () => {
    for (const { purpose, allowed } of judge(rule, null, signalsOf(true, {})))
      if (purpose.class === "necessary" || (purpose.class === "contextual" && purpose.basis === "consent")) expect(allowed).toBe(true);
  });

  const dueAt = (state: ConsentState | null, at: number, signals = SILENT): readonly string[] => {
    const modes = modesFor(PURPOSES, SITE, rule);
    return purposesDue(program, modes, state, [], signals, at);
  };
  const asked = modesFor(CONSENTED, SITE, rule).flatMap((mode, index) => (mode === "opt-in" ? [CONSENTED[index]?.key ?? ""] : []));

  it("only what needs a yes is asked for, and what is stopped by a signal is not", () => {
    expect(dueAt(null, NOW)).toEqual(asked);
    for (const signals of SIGNALS)
      for (const key of dueAt(null, NOW, signals))
        expect(signals.refused[PURPOSES.find((item) => item.key === key)?.class ?? "necessary"]).toBeUndefined();
  });

  it("nobody is asked again before the interval is over, and then only for what is missing", () => {
    const { afterRefusal, consentLasts } = rule.reask;
    const [again, ended] = [addDuration(NOW, afterRefusal), addDuration(NOW, consentLasts)];
    const [no, yes] = [choose(rule, all(false)), choose(rule, all(true))];
    const gone = choose(rule, { kind: "withdraw-all" }, yes);
    expect([dueAt(no, again - 1), dueAt(gone, again - 1), dueAt(yes, ended - 1)]).toEqual([[], [], []]);
    expect([dueAt(no, again), dueAt(gone, again), dueAt(yes, ended)]).toEqual([asked, asked, asked]);
    const [first = "none"] = asked;
    const some = { kind: "some", decisions: { [first]: true } } as const;
    expect(dueAt(choose(rule, some), NOW)).toEqual(asked.slice(1));
    if (rule.id.startsWith("US-")) expect(again).toBeGreaterThanOrEqual(addDuration(NOW, "P12M"));
  });

  it("a changed meaning is asked for, but never of somebody who refused", () => {
    const revised = { ...program, purposes: PURPOSES.map((item) => ({ ...item, meaning: "next" })) };
    const modes = modesFor(PURPOSES, SITE, rule);
    const due = (state: ConsentState) => purposesDue(revised, modes, state, [], SILENT, NOW);
    expect(due(choose(rule, all(true)))).toEqual(asked);
    expect(due(choose(rule, all(false)))).toEqual([]);
  });

  it("each record names the row and the version of the table", () => {
    const where = {
      at: NOW,
      site: "s",
      controller: "c",
      method: "banner",
      notice: null,
      rule,
      signals: SILENT,
      evidence: null,
      age: null,
    } as const;
    expect(recordOf(all(true), program, NOTHING_SAID, where)).toMatchObject({ rule: rule.id, rulesVersion: RULES_VERSION });
  });
});

describe("an American who opted out", () => {
  it("is not asked within twelve months, wherever they travel and however strict the site becomes", () => {
    for (const home of RULES.filter(({ id }) => id.startsWith("US-"))) {
      const out = choose(home, all(false));
      for (const away of RULES) {
        const strict = { strict: Object.fromEntries(PURPOSE_CLASSES.map((kind) => [kind, "opt-in"])) } as unknown as CompiledSite;
        const modes = modesFor(PURPOSES, strict, away);
        expect(purposesDue(program, modes, out, [], SILENT, addDuration(NOW, "P12M") - 1), `${home.id} → ${away.id}`).toEqual([]);
      }
    }
  });
});

/** Who said what, which signal came, what holds, and why: the table of the README. */
const CONFLICTS: readonly (readonly [said: Choice | null, signals: Signals, mode: Mode, why: string])[] = [
  [all(true), SILENT, "opt-in", "granted"],
  [all(true), signalsOf(true, {}), "opt-in", "gpc"],
  [all(true), signalsOf(true, { usPrivacy: "1YNN" }), "opt-out", "gpc"],
  [all(true), signalsOf(false, { gpp: "D???" }), "opt-out", "gpp"],
  [all(true), signalsOf(false, { usPrivacy: "1YNN" }), "opt-out", "granted"],
  [all(false), signalsOf(false, { usPrivacy: "1YNN" }), "opt-out", "denied"],
  [all(false), signalsOf(true, {}), "opt-out", "denied"],
  [null, signalsOf(false, { usPrivacy: "1YNN" }), "opt-in", "unknown"],
  [null, signalsOf(true, {}), "opt-out", "gpc"],
  [null, SILENT, "opt-out", "opt-out-default"],
];

describe("where a choice and a signal disagree", () => {
  it.each(CONFLICTS)("%j with %j under %s: %s", (said, signals, mode, why) => {
    const [rule] = RULES;
    const ads: CompiledPurpose = { key: "advertising-consent-0", class: "advertising", basis: "consent", meets: [], meaning: "now" };
    const state = said && rule ? choose(rule, said) : NOTHING_SAID;
    expect(permitFor([ads], [mode], { state, live: true, known: true, erased: false }, signals, NOW).why).toEqual([why]);
  });
});
