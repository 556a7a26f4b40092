/** Codes of what the linter finds. `E1xx` refuses the program, `W2xx` warns. */
export const FINDINGS = {
  E101: "an attribute declares at least one purpose",
  E102: "an attribute is used by something the program does",
  E103: "an experience reads only attributes declared for its purpose",
  E104: "a key is defined once",
  E105: "payment-card, bank-account and government-id data are never accepted",
  E106: "every locale of the program has its text",
  E107: "a slot says how its default is handled",
  E108: "a purpose has one class, and its terms are of that class",
  E109: "a reference names something the program defines",
  E110: "content fills only fields its slot declares",
  E111: "a condition is well formed",
  E112: "a computed attribute serves only purposes that all its inputs serve",
  E113: "soft lifetime of a pass is at most half its hard lifetime",
  E114: "an attribute says where its value comes from",
  E115: "only consent, or a law's opt-out, carries advertising and sale",
  E116: "a computed attribute has the type of what computes it",
  E117: "what is found out for one purpose is asked for that purpose only",
  E118: "nothing is defined by itself",
  E119: "shares add up to at most 1",
  E120: "a webhook goes to a public https address",
  E121: "a webhook is told of the people of one controller",
  E122: "sensitive data is never inferred",
  E123: "a goal counts what its event keeps for the purpose of the goal",
  E126: "what is remembered of a person to serve them needs a purpose for that",
  E127: "a bandit follows a goal of its experience, and weighs its variants itself",
  E130: "an offer that has one code for all names it",
  E131: "tiers and gifts rise",
  E132: "an ask says what an answer brings",
  E133: "an ask asks for what people can tell, and what serves its purpose",
  E124: "a recommendation says what it starts from",
  E125: "what is seen for the service alone serves no offer, ad or partner",
  E155: "a coupon that is promised is there for whoever it was promised to",
  E156: "points that are promised are of the account of whoever asks",
  E150: "a question has a field that holds its answers",
  E151: "what is chosen from is there, and of the type that is asked for",
  E153: "a negative answer is one that can be given",
  E154: "of several benefits each is for an audience or has a weight",
  E140: "the words of a notice press nobody for an answer",
  E141: "the words of a notice give yes and no the same weight",
  E142: "what a bandit learns by is a closed set that the request itself tells, and nothing sensitive",
  E163: "what is shown for trust leads where it says",
  E164: "a contact says how to reach somebody",
  E165: "an offer ends after it has begun",
  E188: "what a moment shows by itself is there, and has a slot and a purpose",
  E175: "what an adviser is shown serves the purpose of advice",
  E176: "a hint is for an adviser alone, and for the purpose of advice",
  E177: "what is let to another person serves the purpose it is let for",
  E143: "an event is asked only for purposes it is collected for",
  E144: "events are counted over a year or little more",
  E160: "text can be read on the brand's paper, light and dark",
  E161: "links and buttons can be read in the brand's accent",
  E162: "the edges of fields, and the focus, can be seen",
  E170: "an agent is named once",
  E171: "agents know a business by its id",
  E178: "the status of a request goes to a public host",
  E180: "a report compares a number",
  E182: "a report is made of what is kept",
  E183: "people are sorted by nothing that is sensitive or tells who they are",
  E184: "nobody is compared with so few that one of them shows",
  E185: "of tips the last one is for everybody else",
  E186: "the words of a report say its figures",
  W201: "an experience that nobody can see is dead weight",
  W202: "a purpose that nothing uses asks for too much",
  W220: "the words of a notice are checked in languages the linter knows",
  W233: "a purpose that takes data gives something back for it",
  W234: "a discount for an answer says how it comes",
  W235: "what is shown for trust is shown somewhere",
  W238: "people are compared with as many as a regulator asks for",
  W230: "a benefit is shown to somebody",
  W221: "events are counted no longer than they are kept",
  W237: "a status for this machine is sent in local mode only",
  W210: "a webhook on this machine is told in local mode only",
} as const;
export type FindingCode = keyof typeof FINDINGS;

/** One finding: where, which rule, and what to do about it. */
export interface Finding {
  readonly code: FindingCode;
  readonly path: string;
  readonly rule: string;
  readonly remedy: string;
}

export function finding(code: FindingCode, path: string, remedy: string): Finding {
  return { code, path, rule: FINDINGS[code], remedy };
}

/** True when a finding refuses the program. */
export function refuses(found: Finding): boolean {
  return found.code.startsWith("E");
}
