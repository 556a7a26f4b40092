import * as z from "zod/mini";

/** Names of typefaces, in quotes or without, and nothing else that a style sheet would read. */
const FONTS = /^("[A-Za-z0-9 -]{1,60}"|-?[A-Za-z][A-Za-z0-9 -]{0,60})(, ?("[A-Za-z0-9 -]{1,60}"|-?[A-Za-z][A-Za-z0-9 -]{0,60})){0,11}$/;
/** A path of the page's own host: the policy of its pages lets no other picture in. */
const OWN_PATH = /^\/(?!\/)[A-Za-z0-9._~/-]{1,200}$/;

/** How the pages and the notice of a site look: its brand's colours, type, corners, sign and name. */
export function lookSchema() {
  const colour = z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/, "must be a colour such as #1f4d3f"));
  const scheme = z.strictObject({ paper: colour, ink: colour, accent: colour });
  const logo = z.strictObject({
    text: z.optional(z.string().check(z.minLength(1), z.maxLength(80))),
    src: z.optional(z.string().check(z.regex(OWN_PATH, "must be a path of the site's own host such as /logo.svg"))),
  });
  return z.strictObject({
    light: scheme,
    /** Without it the pages are light for everybody. */
    dark: z.optional(scheme),
    font: z.optional(z.string().check(z.regex(FONTS, 'must be names of typefaces such as "Iowan Old Style", Georgia, serif'))),
    /** Of the corners, in px. */
    radius: z.optional(z.int().check(z.minimum(0), z.maximum(32))),
    logo: z.optional(logo),
  });
}

export type Look = z.infer<ReturnType<typeof lookSchema>>;
export type Scheme = Look["light"];
