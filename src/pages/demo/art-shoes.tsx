import type { Child } from "hono/jsx";
import type { Paint } from "./paint.ts";

const LACES = ["M176 128l22 -16", "M194 141l22 -17", "M213 153l20 -17"];

export function Runner({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <path
        fill={paint.main}
        d="M66 222C60 184 60 142 74 112c5 -10 16 -9 22 -1 12 17 34 21 54 11l28 -16c12 -6 20 -2 26 7 14 22 36 38 66 45 34 8 66 14 78 44 4 10 2 20 -6 20Z"
      />
      <path fill={paint.dark} d="M66 222C61 190 60 160 66 134c22 10 40 30 46 56l8 32Z" />
      <path fill={paint.light} d="M292 164c28 8 48 18 56 40 3 8 2 18 -6 18h-44c-10 -22 -12 -40 -6 -58Z" />
      <path fill="none" stroke={paint.accent} stroke-width="11" stroke-linecap="round" d="M150 214l40 -62M182 216l38 -56" />
      <path fill={paint.deep} d="M74 112c5 -10 16 -9 22 -1 12 17 34 21 54 11l12 -7c-8 26 -30 34 -52 30 -18 -4 -30 -14 -36 -33Z" />
      <path fill="none" stroke="#f6f1e6" stroke-width="6" stroke-linecap="round" d={LACES.join("")} />
      <path
        fill="#f6f1e6"
        d="M58 218c0 -6 4 -10 10 -10 60 18 180 14 272 0 12 -1 18 6 17 16 -1 13 -12 20 -28 20H88c-20 0 -30 -10 -30 -26Z"
      />
      <path fill="none" stroke={paint.accent} stroke-width="5" d="M62 228c80 14 200 12 293 -2" />
      <path fill="none" stroke={paint.deep} stroke-width="14" stroke-dasharray="15 7" d="M80 251H340" />
    </g>
  );
}

export function Boot({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <path
        fill={paint.main}
        d="M92 224C84 168 96 108 90 54c0 -8 4 -12 12 -12h74c8 0 11 5 10 12 -3 36 8 66 32 84 30 18 92 18 120 50 8 10 10 22 8 36Z"
      />
      <path fill={paint.dark} d="M92 224c-4 -34 -2 -66 0 -98 26 14 42 46 42 98Z" />
      <path fill={paint.light} d="M276 160c30 6 56 14 64 34 3 8 6 20 4 30h-60c-14 -22 -16 -44 -8 -64Z" />
      <path fill={paint.deep} d="M86 44c0 -8 6 -13 14 -13h78c9 0 13 7 12 14l-3 17H90Z" />
      <path fill={paint.deep} d="M186 62c-2 30 10 60 32 76l-20 16c-22 -22 -34 -56 -34 -92Z" opacity="0.55" />
      <path
        fill="none"
        stroke={paint.accent}
        stroke-width="6"
        stroke-linecap="round"
        d="M158 80l30 -4M162 101l31 -8M171 122l30 -12M184 142l28 -16M202 158l24 -18"
      />
      <path
        fill="none"
        stroke={paint.accent}
        stroke-width="3"
        stroke-dasharray="7 5"
        d="M142 218c2 -34 -8 -64 -30 -84M270 214c-8 -18 -8 -34 -2 -52"
      />
      <path fill="#e9dfca" d="M84 216h266c6 0 8 5 7 12H86c-4 0 -4 -12 -2 -12Z" />
      <path fill={paint.deep} d="M84 228h274c2 18 -6 28 -22 28H224l-10 -10h-66l-8 10h-40c-14 0 -20 -10 -16 -28Z" />
      <path fill="none" stroke={paint.deep} stroke-width="10" stroke-dasharray="16 8" d="M98 258h40M222 258h112" />
    </g>
  );
}

export function Slipper({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <path fill={paint.deep} d="M78 160c10 -22 42 -30 76 -24l66 18 -20 40H90Z" />
      <path fill={paint.main} d="M64 238c-8 -34 -6 -66 10 -88 6 12 20 22 44 24 30 2 52 -8 74 -26 22 -14 46 -12 72 0 46 20 80 46 84 90Z" />
      <path fill={paint.light} d="M232 142c60 4 108 44 116 96h-52c-8 -44 -30 -76 -64 -96Z" />
      <path
        fill="none"
        stroke={paint.accent}
        stroke-width="9"
        stroke-linecap="round"
        d="M74 152c8 14 24 24 46 25 30 1 52 -10 72 -27 12 -8 26 -10 40 -8"
      />
      <path
        fill="none"
        stroke={paint.dark}
        stroke-width="3"
        stroke-dasharray="8 6"
        d="M86 226c-4 -16 -4 -28 -2 -38M120 226c-2 -12 -2 -20 -2 -28M212 226c-2 -22 2 -40 12 -56"
      />
      <path fill="none" stroke={paint.accent} stroke-width="6" stroke-linecap="round" d="M288 176l0 34M273 184l30 18M303 184l-30 18" />
      <path fill={paint.deep} d="M58 236h296c4 14 -4 24 -18 24H76c-14 0 -22 -10 -18 -24Z" />
    </g>
  );
}
