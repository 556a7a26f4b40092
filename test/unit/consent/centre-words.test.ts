import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { EN } from "../../../src/pages/centre/words-en.ts";

const FOLDER = new URL("../../../src/pages/centre/assets/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.startsWith("words-"));
const gaps = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).toSorted();

it.each(FILES)("%s says all that English says, and leaves the same open", (file) => {
  const words = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Record<string, string>;
  expect(Object.keys(words).toSorted()).toEqual(Object.keys(EN).toSorted());
  for (const [phrase, text] of Object.entries(EN)) expect([phrase, gaps(words[phrase] ?? "")]).toEqual([phrase, gaps(text)]);
});
