/** The colours of one drawing, from the two of its product. */
export interface Paint {
  readonly main: string;
  readonly light: string;
  readonly dark: string;
  readonly deep: string;
  readonly accent: string;
}

export function paintOf(colour: string, accent: string): Paint {
  return { main: colour, light: mix(colour, 255, 0.16), dark: mix(colour, 0, 0.18), deep: mix(colour, 0, 0.42), accent };
}

function mix(hex: string, towards: 0 | 255, share: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `#${channels
    .map((channel) =>
      Math.round(channel + (towards - channel) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
