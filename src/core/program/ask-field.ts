/** How the answer to a question is put in. */
export const FIELD_KINDS = ["text", "number", "choice", "yes-no", "date", "email"] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

type Type = "string" | "number" | "boolean" | "list";

/** What may hold the answers of a field; the first field of a type is what it has unless told otherwise. */
const FIELDS_OF: Readonly<Record<Type, readonly [FieldKind, ...FieldKind[]]>> = {
  string: ["text", "choice", "date", "email"],
  number: ["number", "choice"],
  boolean: ["yes-no"],
  list: ["choice"],
};

/** The field of a question for a value of this type; with choices it is one of those. */
export function fieldOf(
  type: Type,
  { field, choices }: { readonly field?: FieldKind | undefined; readonly choices: readonly unknown[] },
): FieldKind {
  return field ?? (choices.length > 0 ? "choice" : FIELDS_OF[type][0]);
}

/** True where the answers of such a field are values of this type. */
export function isFieldOf(type: Type, field: FieldKind): boolean {
  return FIELDS_OF[type].includes(field);
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/;

/** True for what such a field takes, of a value that has the type already. */
export function isAnswerOf(
  { field, choices }: { readonly field: FieldKind; readonly choices: readonly { readonly value: string | number }[] },
  value: string | number | boolean | readonly string[],
): boolean {
  switch (field) {
    case "choice":
      return [value].flat().every((one) => choices.some((choice) => choice.value === one));
    case "date":
      return typeof value === "string" && DATE.test(value) && !Number.isNaN(Date.parse(value));
    case "email":
      return typeof value === "string" && EMAIL.test(value);
    default:
      return true;
  }
}
