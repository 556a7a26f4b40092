import type { Program } from "./schema.ts";

type Variant = Program["experiences"][number]["variants"][number];

/**
 * A program as TypeScript: an interface with its slots and their fields, its purposes, what pages, people and servers may
 * set, its events with their properties, and what each experience is worth as a flag. What it does not name does not compile.
 */
export function typesText(program: Program): string {
  const settable = (from: (source: string) => boolean): readonly Member[] =>
    program.attributes.flatMap(({ key, type, source, compute }) => (from(source) && !compute ? [member(key, TYPES[type])] : []));
  const pageSet = program.attributes.flatMap(({ key, type, from }) => (from === "context" ? [member(key, TYPES[type])] : []));
  const sections: readonly (readonly [name: string, text: string])[] = [
    ["slots", block(slotsOf(program), 1)],
    ["purposes", union(program.purposes.map(({ key }) => key))],
    ["context", block(pageSet, 1)],
    [
      "traits",
      block(
        settable((source) => source === "volunteered" || source === "observed"),
        1,
      ),
    ],
    [
      "events",
      block(
        program.events.map(({ name, fields }) =>
          member(
            name,
            block(
              Object.entries(fields).map(([field, type]) => member(field, type)),
              2,
            ),
          ),
        ),
        1,
      ),
    ],
    [
      "flags",
      block(
        program.experiences.map(({ key, variants }) => member(key, flagType(variants))),
        1,
      ),
    ],
  ];
  const members = sections.map(([name, text]) => `  readonly ${name}: ${text};\n`).join("");
  return `${HEAD}\n/** The program ${JSON.stringify(program.key)}. */\nexport interface ${nameOf(program.key)} {\n${members}}\n`;
}

const HEAD = `// Written by \`npm run program -- types\`: write it again when the program changes.
import type { Field } from "earnest/brand";
`;
const TYPES = { string: "string", number: "number", boolean: "boolean", list: "readonly string[]" } as const;

type Member = readonly [key: string, text: string];

function member(key: string, text: string): Member {
  return [/^[a-zA-Z_$][\w$]*$/.test(key) ? key : JSON.stringify(key), text];
}

function block(members: readonly Member[], depth: number): string {
  if (members.length === 0) return "Record<never, never>";
  const indent = "  ".repeat(depth);
  return `{\n${members.map(([key, text]) => `${indent}  readonly ${key}: ${text};\n`).join("")}${indent}}`;
}

function union(names: readonly string[]): string {
  return [...new Set(names)].map((name) => JSON.stringify(name)).join(" | ");
}

/** A slot of several sites has the fields of all of them; content may leave any out. */
function slotsOf(program: Program): readonly Member[] {
  const fields = Map.groupBy(
    program.sites.flatMap(({ slots }) => slots),
    ({ key }) => key,
  );
  return [...fields].map(([slot, declared]) => {
    const names = [...new Set(declared.flatMap((item) => item.fields))];
    return member(
      slot,
      block(
        names.map((name): Member => {
          const [key, text] = member(name, "Field");
          return [`${key}?`, text];
        }),
        2,
      ),
    );
  });
}

function flagType(variants: readonly Variant[]): string {
  return [...new Set(variants.map(({ value }) => (value === undefined ? CONTENT : typeOf(value))))].join(" | ");
}

const CONTENT = "{ readonly [field: string]: Field }";

function typeOf(value: NonNullable<Variant["value"]>): string {
  return typeof value === "object" ? "{ readonly [field: string]: unknown }" : typeof value;
}

function nameOf(key: string): string {
  const name = key.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return /^[A-Z]/.test(name) ? name : `Brand${name}`;
}
