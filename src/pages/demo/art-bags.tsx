import type { Child } from "hono/jsx";
import type { Paint } from "./paint.ts";

export function Pack({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <path fill="none" stroke={paint.deep} stroke-width="10" stroke-linecap="round" d="M176 40c0 -26 48 -26 48 0" />
      <path fill={paint.deep} d="M116 120c-24 14 -30 60 -24 120l30 8ZM284 120c24 14 30 60 24 120l-30 8Z" />
      <path fill={paint.main} d="M112 104c0 -46 34 -66 88 -66s88 20 88 66l8 132c0 18 -10 28 -30 28H134c-20 0 -30 -10 -30 -28Z" />
      <path fill={paint.light} d="M112 108c-2 -50 34 -72 88 -72s90 22 88 72c-4 14 -12 20 -26 20H138c-14 0 -22 -6 -26 -20Z" />
      <path fill={paint.dark} d="M130 170h140c6 0 9 4 9 9l4 58c0 10 -6 16 -16 16H133c-10 0 -16 -6 -16 -16l4 -58c0 -5 3 -9 9 -9Z" />
      <path fill="none" stroke={paint.accent} stroke-width="5" stroke-linecap="round" d="M138 186h124" />
      <path fill="none" stroke={paint.accent} stroke-width="9" d="M152 96v62M248 96v62" />
      <path fill={paint.deep} d="M143 136h18v16h-18ZM239 136h18v16h-18Z" />
      <path fill={paint.accent} d="M182 66h36v22h-36Z" />
      <path fill="none" stroke={paint.deep} stroke-width="3" d="M188 82l8 -10 6 6 8 -8" />
    </g>
  );
}

export function Duffel({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <path fill="none" stroke={paint.deep} stroke-width="12" stroke-linecap="round" d="M138 130c4 -84 120 -84 124 0" />
      <path fill={paint.main} d="M92 116h216c34 0 54 30 54 72s-20 72 -54 72H92c-34 0 -54 -30 -54 -72s20 -72 54 -72Z" />
      <path fill={paint.light} d="M92 116h216c22 0 38 12 46 32H46c8 -20 24 -32 46 -32Z" />
      <ellipse cx="78" cy="188" rx="36" ry="66" fill={paint.dark} />
      <ellipse cx="322" cy="188" rx="36" ry="66" fill={paint.dark} />
      <path fill="none" stroke={paint.accent} stroke-width="13" d="M138 124v136M262 124v136" />
      <path fill="none" stroke={paint.deep} stroke-width="6" d="M110 134h180" />
      <path fill={paint.accent} d="M282 128h20v12h-20Z" />
      <path fill={paint.dark} d="M166 172h68c6 0 8 3 8 8v44c0 5 -2 8 -8 8h-68c-6 0 -8 -3 -8 -8v-44c0 -5 2 -8 8 -8Z" />
      <path
        fill="none"
        stroke={paint.accent}
        stroke-width="5"
        stroke-linecap="round"
        stroke-linejoin="round"
        d="M176 216l16 -24 10 12 12 -18 14 30"
      />
    </g>
  );
}

export function Pouch({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <path fill="none" stroke={paint.deep} stroke-width="18" d="M104 150C40 120 52 60 200 60s160 60 96 90" />
      <path fill="none" stroke={paint.accent} stroke-width="3" stroke-dasharray="9 7" d="M104 150C40 120 52 60 200 60s160 60 96 90" />
      <path fill={paint.accent} d="M172 48h56v26h-56Z" />
      <path fill={paint.main} d="M84 132c0 -12 8 -18 20 -18h192c12 0 20 6 20 18 0 74 -40 128 -116 128S84 206 84 132Z" />
      <path fill={paint.light} d="M84 132c0 -12 8 -18 20 -18h192c12 0 20 6 20 18 0 16 -2 28 -6 40H90c-4 -12 -6 -24 -6 -40Z" />
      <path fill={paint.dark} d="M128 192h144c-8 32 -34 52 -72 52s-64 -20 -72 -52Z" />
      <path fill="none" stroke={paint.deep} stroke-width="6" stroke-linecap="round" d="M108 146h184" />
      <path fill={paint.accent} d="M262 140h14v34c0 6 -14 6 -14 0Z" />
      <path fill="none" stroke={paint.accent} stroke-width="4" stroke-linecap="round" d="M136 200h128" />
    </g>
  );
}
