/** A field of a form that was sent; empty where it is missing. */
export function fieldOf(form: FormData, name: string): string {
  const [value = ""] = fieldsOf(form, name);
  return value;
}

/** All fields of one name. */
export function fieldsOf(form: FormData, name: string): readonly string[] {
  return form.getAll(name).filter((value) => typeof value === "string");
}
