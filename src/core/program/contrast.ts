/** A colour as `#rrggbb`. */
export type Colour = string;

type Channels = readonly [red: number, green: number, blue: number];

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** So much of one colour, from 0 to 1, and the rest of another: what `color-mix(in srgb, …)` shows. */
export function mixed(one: Colour, share: number, other: Colour): Colour {
  const [from, to] = [channelsOf(one), channelsOf(other)];
  const hex = from.map((value, at) => Math.round(value * share + (to[at] ?? 0) * (1 - share)).toString(16));
  return `#${hex.map((text) => text.padStart(2, "0")).join("")}`;
}

/** WCAG 2.2, "relative luminance". */
function luminanceOf(colour: Colour): number {
  const [red, green, blue] = channelsOf(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(colour: Colour): Channels {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
