export const PURPOSES = ["personal", "memory", "ads"] as const;
type Purpose = (typeof PURPOSES)[number];
type Said = "unknown" | "granted" | "denied" | "withdrawn" | "expired";
type Consent = Readonly<Record<Purpose, Said>>;

/** One record: what it says of consent, and what was counted and told while it was a root. */
interface Kept {
  consent: Consent;
  views: number;
  tier: string | null;
  /** Instant of the last view, of the last tier, and up to which a refusal ended what was kept. */
  viewedAt: number;
  tierAt: number;
  endedAt: number;
  /** True once there is anything a refusal could end. */
  known: boolean;
  root: number | null;
  /** When it was merged, and what its root took over: the views that nothing had ended. */
  mergedAt: number;
  copy: Views;
  /** Both consents as they stood when it was merged. */
  frozen: { readonly root: Consent; readonly child: Consent } | null;
}

interface Views {
  readonly views: number;
  readonly viewedAt: number;
}

const NO_VIEWS: Views = { views: 0, viewedAt: -1 };
const NOTHING: Consent = { personal: "unknown", memory: "unknown", ads: "unknown" };

/** What the rule of merging says of some people, written from its words, to hold the platform against. */
export class MergeModel {
  readonly people: Kept[];

  constructor(count: number) {
    const one = {
      views: 0,
      tier: null,
      viewedAt: -1,
      tierAt: -1,
      endedAt: -1,
      known: false,
      root: null,
      mergedAt: -1,
      copy: NO_VIEWS,
      frozen: null,
    };
    this.people = Array.from({ length: count }, () => ({ ...one, consent: { ...NOTHING, personal: "granted" } }));
  }

  rootOf(person: number): number {
    const root = this.at(person).root;
    return root === null ? person : this.rootOf(root);
  }

  /** Only the root's register is consulted, whoever is asked for. */
  consentOf(person: number): Consent {
    return this.at(this.rootOf(person)).consent;
  }

  /** What may be read of a record: its own views and those it took over, but none from before a refusal. */
  viewsOf(person: number): Views {
    const { views, viewedAt, endedAt } = this.at(person);
    const copies = this.people.filter(({ root }) => root === person).map(({ copy }) => copy);
    const parts = [{ views, viewedAt }, ...copies].filter((part) => part.viewedAt > endedAt);
    return {
      views: parts.reduce((sum, part) => sum + part.views, 0),
      viewedAt: Math.max(-1, ...parts.map((part) => part.viewedAt)),
    };
  }

  choose(person: number, decisions: Readonly<Partial<Record<Purpose, boolean>>>, now: number): void {
    const root = this.at(this.rootOf(person));
    root.consent = perPurpose((purpose) => {
      const yes = decisions[purpose];
      const before = root.consent[purpose];
      if (yes === undefined) return before;
      if (yes) return "granted";
      return before === "granted" || before === "withdrawn" ? "withdrawn" : "denied";
    });
    if (decisions.personal === false && root.known) root.endedAt = now;
  }

  /** Counted in the root's own record, where it allows that now; what a refusal ended does not come back. */
  keep(person: number, what: { readonly tier: string | null }, now: number): void {
    const root = this.at(this.rootOf(person));
    if (root.consent.personal !== "granted") return;
    root.known = true;
    if (root.viewedAt <= root.endedAt) root.views = 0;
    if (root.tierAt <= root.endedAt) root.tier = null;
    if (what.tier === null) Object.assign(root, { views: root.views + 1, viewedAt: now });
    else Object.assign(root, { tier: what.tier, tierAt: now });
  }

  merge(rootOf: number, childOf: number, now: number): boolean {
    const [root, child] = [this.rootOf(rootOf), this.rootOf(childOf)];
    if (root === child) return false;
    const frozen = { root: this.at(root).consent, child: this.at(child).consent };
    Object.assign(this.at(child), { copy: this.viewsOf(child), root, frozen, mergedAt: now });
    this.at(root).known = true;
    this.at(root).consent = perPurpose((purpose) => joined(frozen.root[purpose], frozen.child[purpose]));
    return true;
  }

  /** Refused where the record stands by itself, or its root was merged on. */
  unmerge(person: number, now: number): boolean {
    const child = this.at(person);
    const { root, frozen } = child;
    if (root === null || frozen === null || this.at(root).root !== null) return false;
    const since = this.at(root).consent;
    child.consent = perPurpose((purpose) => stricter(frozen.child[purpose], since[purpose]));
    this.at(root).consent = perPurpose((purpose) => stricter(frozen.root[purpose], since[purpose]));
    // What the person ended while they were one is over for this record, too.
    if (child.known && this.at(root).endedAt >= child.mergedAt) child.endedAt = now;
    Object.assign(child, { root: null, frozen: null, copy: NO_VIEWS });
    return true;
  }

  at(person: number): Kept {
    const kept = this.people[person];
    if (!kept) throw new Error("no such person");
    return kept;
  }
}

function perPurpose(say: (purpose: Purpose) => Said): Consent {
  return { personal: say("personal"), memory: say("memory"), ads: say("ads") };
}

const isNo = (said: Said): boolean => said === "denied" || said === "withdrawn";

function noOf(a: Said, b: Said): Said {
  return a === "withdrawn" || b === "withdrawn" ? "withdrawn" : "denied";
}

/** Explicit no > grant > nothing said. */
function joined(a: Said, b: Said): Said {
  if (isNo(a) || isNo(b)) return noOf(a, b);
  if (a === "granted" || b === "granted") return "granted";
  return a === "expired" || b === "expired" ? "expired" : "unknown";
}

/** A yes is left only where both hold it; one that only one of them holds has ended. */
function stricter(a: Said, b: Said): Said {
  if (isNo(a) || isNo(b)) return noOf(a, b);
  if (a === b) return a;
  return "expired";
}
