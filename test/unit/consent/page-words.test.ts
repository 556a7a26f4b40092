import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import ADVISOR from "../../../src/pages/advisor/assets/words-en.json" with { type: "json" };
import CENTRE from "../../../src/pages/centre/assets/words-en.json" with { type: "json" };
import CONSOLE from "../../../src/pages/console/assets/words-en.json" with { type: "json" };
import { DESK_EN } from "../../../src/core/rights/desk-words.ts";

const PAGES = new URL("../../../src/pages/", import.meta.url);
const FILES = Object.entries({ centre: CENTRE, advisor: ADVISOR, console: CONSOLE, desk: DESK_EN }).flatMap(([page, english]) =>
  readdirSync(new URL(`${page}/assets/`, PAGES)).flatMap((name) =>
    name.startsWith("words-") ? [[`${page}/assets/${name}`, english as Readonly<Record<string, string>>] as const] : [],
  ),
);
const gaps = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).toSorted();

it.each(FILES)("%s says all that English says, and leaves the same open", (file, english) => {
  const words = JSON.parse(readFileSync(new URL(file, PAGES), "utf8")) as Record<string, string>;
  expect(Object.keys(words).toSorted()).toEqual(Object.keys(english).toSorted());
  for (const [phrase, text] of Object.entries(english)) expect([phrase, gaps(words[phrase] ?? "")]).toEqual([phrase, gaps(text)]);
});
