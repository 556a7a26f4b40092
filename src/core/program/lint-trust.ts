import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

type Trust = NonNullable<Program["moments"][number]["trust"]>[number];

const PAGE = /^(https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/|$)|\/(?![/\\]))[^\s"'<>\\]*$/i;
const REACHED = /^(tel:\+?[0-9][0-9().-]{2,24}|mailto:[^\s"'<>\\?&]+@[a-z0-9.-]+)$/i;

/** What a moment is called, and what it shows for trust, is said in every language; that leads where it says, and is shown somewhere. */
export function lintTrust(program: Program): readonly Finding[] {
  return program.moments.flatMap(({ key, name, slot, trust = [] }, index) => {
    const at = `moments.${index}`;
    const path = `${at}.trust`;
    const carriers = [...program.asks, ...program.experiences];
    const isShown = trust.length === 0 || slot !== undefined || carriers.some(({ moment }) => moment === key);
    return [
      ...(name ? missingIn(program, name, `${at}.name`) : []),
      ...trust.flatMap((element, place) => lintElement(program, element, `${path}.${place}`)),
      ...(isShown ? [] : [finding("W235", path, `Name a slot for it, put a question or an experience at "${key}", or leave it out.`)]),
    ];
  });
}

function lintElement(program: Program, { kind, texts, link }: Trust, path: string): readonly Finding[] {
  return [...missingIn(program, texts, `${path}.texts`), ...lintLink(kind, link, `${path}.link`)];
}

function missingIn({ locales }: Program, texts: Trust["texts"], path: string): readonly Finding[] {
  return locales.filter((locale) => !(locale in texts)).map((locale) => finding("E106", `${path}.${locale}`, `Add the "${locale}" text.`));
}

function lintLink(kind: Trust["kind"], link: string | undefined, path: string): readonly Finding[] {
  if (kind !== "contact") {
    return link === undefined || PAGE.test(link) ? [] : [finding("E163", path, "Give an https address, or a path of the site.")];
  }
  if (link === undefined) return [finding("E164", path, "Say how to reach them: tel:, mailto:, or a page.")];
  return PAGE.test(link) || REACHED.test(link) ? [] : [finding("E163", path, "Give a tel: or mailto: address, or a page.")];
}
