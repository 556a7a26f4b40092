import type { Look, Scheme } from "./schema-look.ts";

/** The style sheet of a look: custom properties that the pages and the tag read, and nothing else. */
export function lookSheet({ light, dark, font, radius }: Look): string {
  const shape = [
    ...(font === undefined ? [] : [`--earnest-font:${font}`]),
    ...(radius === undefined ? [] : [`--earnest-radius:${radius}px`]),
    ...(dark ? [] : ["--earnest-scheme:light"]),
  ];
  const whole = `:root{${[...colours(light), ...shape].join(";")}}`;
  return dark ? `${whole}@media (prefers-color-scheme:dark){:root{${colours(dark).join(";")}}}` : whole;
}

function colours({ paper, ink, accent }: Scheme): readonly string[] {
  return [`--earnest-bg:${paper}`, `--earnest-fg:${ink}`, `--earnest-accent:${accent}`];
}
