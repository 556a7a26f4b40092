import { describe, expect, it } from "vitest";
import { noticeTextOf } from "../../../src/core/consent/notice-text.ts";
import { drawWording, versionIn, wordingNamed } from "../../../src/core/consent/wording.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const EN = { title: "What may we use?", intro: "You decide for each thing by itself." };
const DE = { title: "Was dürfen wir nutzen?", intro: "Sie entscheiden über jedes einzeln." };
const wording = (changes: object = {}) => ({ key: "plain", share: 0.5, texts: { en: EN, de: DE }, ...changes });
const parse = (...wordings: readonly object[]) => programSchema().parse(testProgram({ wordings }));

async function compiled(...wordings: readonly object[]) {
  const made = await compileProgram(parse(...wordings));
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

/** What is found where the English words are these. */
const found = (words: object) =>
  lintProgram(parse(wording({ texts: { en: { ...EN, ...words }, de: DE } }))).map(({ code, path }) => `${code} ${path}`);

describe("the linter", () => {
  const ON_BOTH = "You can accept or refuse, for each thing by itself.";
  const PATH = "wordings.0.texts.en";

  it("finds nothing in words that leave both answers as they are", () => {
    expect(found({})).toEqual([]);
    expect(found({ intro: ON_BOTH })).toEqual([]);
    expect(found({ intro: "As the GDPR has it, you decide." })).toEqual([]);
  });

  const refused: Readonly<Record<string, readonly [words: object, found: string]>> = {
    "an exclamation": [{ title: "Welcome!" }, `E141 ${PATH}.title`],
    "a picture": [{ intro: "You decide 👍" }, `E141 ${PATH}.intro`],
    "an arrow": [{ intro: "You decide below →" }, `E141 ${PATH}.intro`],
    capitals: [{ title: "YOUR data" }, `E141 ${PATH}.title`],
    markup: [{ intro: "<b>You</b> decide" }, `E141 ${PATH}.intro`],
    "letters that are bold by themselves": [{ title: "𝐘𝐨𝐮 decide" }, `E141 ${PATH}.title`],
    "the yes named alone": [{ intro: "Accept, and we begin." }, `E141 ${PATH}`],
    "the no named alone": [{ intro: "Refusing takes longer." }, `E141 ${PATH}`],
    "a condition": [{ intro: "This works only if you say so." }, `E140 ${PATH}.intro`],
    "a loss": [{ title: "Do not miss out" }, `E140 ${PATH}.title`],
    "a loss in other spacing and case": [{ title: "Continue   Without" }, `E140 ${PATH}.title`],
  };
  for (const [what, [words, where]] of Object.entries(refused)) it(`refuses ${what}`, () => expect(found(words)).toEqual([where]));

  it("reads the other languages it knows, and says of the rest that it cannot", () => {
    const said = (locale: string, intro: string) => {
      const program = programSchema().parse({
        ...testProgram({ wordings: [wording({ texts: { en: EN, de: DE, [locale]: { ...EN, intro } } })] }),
      });
      return lintProgram(program).map(({ code }) => code);
    };
    expect(said("de-AT", "Das geht nur wenn Sie wollen.")).toEqual(["E140"]);
    expect(said("de-AT", "Stimmen Sie einfach zu.")).toEqual(["E141"]);
    expect(said("de-AT", "Stimmen Sie zu oder lehnen Sie ab.")).toEqual([]);
    expect(said("fr", "Accepter prend une seconde.")).toEqual(["E141"]);
    expect(said("it", "Rifiutare richiede tempo.")).toEqual(["E141"]);
    expect(said("pl", "Decyzja jest twoja!")).toEqual(["E141", "W220"]);
  });

  it("refuses a missing language, a key twice and shares of more than everybody", () => {
    const codes = (...wordings: readonly object[]) => lintProgram(parse(...wordings)).map(({ code, path }) => `${code} ${path}`);
    expect(codes(wording({ texts: { en: EN } }))).toEqual(["E106 wordings.0.texts.de"]);
    expect(codes(wording(), wording())).toEqual(["E104 wordings.1"]);
    expect(codes(wording(), wording({ key: "more", share: 0.6 }))).toEqual(["E119 wordings"]);
  });
});

describe("a wording", () => {
  it("is drawn for its share of the views, and the standard words for the rest", async () => {
    const { notice } = await compiled(wording({ share: 0.2 }), wording({ key: "other", share: 0.3 }));
    const keys = [0, 0.199, 0.2, 0.499, 0.5, 0.999].map((position) => drawWording(notice, position)?.key ?? null);
    expect(keys).toEqual(["plain", "plain", "other", "other", null, null]);
  });

  it("has a version of its own, which other words change and another share does not", async () => {
    const [none, half, tenth, other] = await Promise.all([
      compiled(),
      compiled(wording()),
      compiled(wording({ share: 0.1 })),
      compiled(wording({ texts: { en: EN, de: EN } })),
    ]);
    expect(half.notice.version).toBe(tenth.notice.version);
    expect(new Set([none, half, other].map(({ notice }) => notice.version)).size).toBe(3);
    const [drawn = null] = half.notice.wordings;
    expect(versionIn(half.notice, drawn)).toBe(`${half.notice.version}.plain`);
    expect(wordingNamed(half.notice, `${half.notice.version}.plain`)).toBe(drawn);
    expect(wordingNamed(half.notice, half.notice.version)).toBeNull();
    for (const version of [`${half.notice.version}.nobody`, none.notice.version, ""])
      expect(wordingNamed(half.notice, version)).toBeUndefined();
  });

  it("leaves the two answers, and that one may change one's mind, as they are in the standard words", async () => {
    const program = await compiled(wording());
    const [plain = null] = program.notice.wordings;
    const [standard, worded] = await Promise.all([noticeTextOf(program, "de", null), noticeTextOf(program, "de", plain)]);
    const phrases = standard?.text.phrases;
    expect(worded?.text.phrases).toEqual({ ...phrases, title: DE.title, body: `${DE.intro} ${phrases?.body}` });
    expect(worded?.hash).not.toBe(standard?.hash);
  });
});
