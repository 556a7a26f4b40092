import type { Child } from "hono/jsx";
import type { Paint } from "./paint.ts";

const BODY = "M138 66c18 -6 34 -12 44 -18h36c10 6 26 12 44 18 6 60 8 122 8 186 -44 10 -96 10 -140 0 0 -64 2 -126 8 -186Z";
const LEFT_SLEEVE = "M138 66c-26 10 -36 34 -44 74 -8 36 -14 66 -18 96 10 8 24 10 36 8 8 -34 18 -66 26 -98Z";
const RIGHT_SLEEVE = "M262 66c26 10 36 34 44 74 8 36 14 66 18 96 -10 8 -24 10 -36 8 -8 -34 -18 -66 -26 -98Z";
const CUFFS = "M77 228c10 8 24 10 36 8l-3 14c-12 2 -26 0 -36 -8ZM323 228c-10 8 -24 10 -36 8l3 14c12 2 26 0 36 -8Z";

function Sleeves({ paint }: { paint: Paint }): Child {
  return <path fill={paint.dark} d={LEFT_SLEEVE + RIGHT_SLEEVE} />;
}

export function Shell({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <Sleeves paint={paint} />
      <path fill={paint.main} d={BODY} />
      <path fill={paint.light} d="M138 66c18 -6 34 -12 44 -18h36c10 6 26 12 44 18l3 44c-44 12 -86 12 -130 0Z" />
      <path fill={paint.dark} d="M158 58c-6 -34 14 -50 42 -50s48 16 42 50c-20 22 -64 22 -84 0Z" />
      <path fill={paint.deep} d="M172 56c-4 -22 8 -34 28 -34s32 12 28 34c-14 14 -42 14 -56 0Z" />
      <path fill="none" stroke={paint.accent} stroke-width="5" d="M200 68V257" />
      <path fill="none" stroke={paint.accent} stroke-width="5" stroke-linecap="round" d="M152 198l20 -46M248 198l-20 -46M222 94h26" />
      <path fill={paint.accent} d={CUFFS} />
      <path fill="none" stroke={paint.deep} stroke-width="4" d="M131 244c46 10 92 10 138 0" opacity="0.5" />
    </g>
  );
}

const BAFFLES = [84, 112, 140, 168, 196, 224];

export function Down({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <Sleeves paint={paint} />
      <path
        fill="none"
        stroke={paint.deep}
        stroke-width="4"
        opacity="0.5"
        d="M108 104l30 14M98 136l36 14M90 168l36 12M84 200l34 10M292 104l-30 14M302 136l-36 14M310 168l-36 12M316 200l-34 10"
      />
      <path fill={paint.main} d={BODY} />
      {BAFFLES.map((y, row) => (
        <g>
          <path
            fill={row % 2 === 0 ? paint.light : paint.main}
            opacity="0.55"
            d={`M136 ${y}c42 12 86 12 128 0l2 28c-44 12 -88 12 -132 0Z`}
          />
          <path fill="none" stroke={paint.deep} stroke-width="4" opacity="0.5" d={`M136 ${y}c42 12 86 12 128 0`} />
        </g>
      ))}
      <path fill={paint.light} d="M166 56c-3 -18 0 -32 10 -38h48c10 6 13 20 10 38 -20 18 -48 18 -68 0Z" />
      <path fill={paint.deep} d="M178 20h44c4 12 2 24 -22 34 -24 -10 -26 -22 -22 -34Z" />
      <path fill="none" stroke={paint.deep} stroke-width="4" opacity="0.4" d="M166 42c8 8 18 14 30 16M234 42c-8 8 -18 14 -30 16" />
      <path fill="none" stroke={paint.accent} stroke-width="5" d="M200 62V257" />
      <path fill={paint.accent} d="M220 120h26v14h-26Z" />
      <path fill={paint.deep} d={CUFFS} />
    </g>
  );
}

export function Fleece({ paint }: { paint: Paint }): Child {
  return (
    <g>
      <Sleeves paint={paint} />
      <path fill={paint.main} d={BODY} />
      <path fill={paint.accent} d="M138 66c18 -6 34 -12 44 -18h36c10 6 26 12 44 18l4 54c-42 14 -90 14 -132 0Z" />
      <path fill={paint.accent} d="M138 66c-14 6 -24 16 -30 32l28 24ZM262 66c14 6 24 16 30 32l-28 24Z" />
      <path fill={paint.light} d="M168 54c-2 -18 2 -30 10 -34h44c8 4 12 16 10 34 -18 16 -46 16 -64 0Z" />
      <path fill={paint.deep} d="M180 22h40c4 10 2 22 -20 32 -22 -10 -24 -22 -20 -32Z" opacity="0.6" />
      <path fill="none" stroke={paint.deep} stroke-width="5" d="M200 54V257" opacity="0.75" />
      <path fill={paint.main} stroke={paint.deep} stroke-width="3" d="M220 92h34v26c-10 6 -24 6 -34 0Z" />
      <path
        fill="none"
        stroke={paint.dark}
        stroke-width="4"
        stroke-linecap="round"
        stroke-dasharray="1 13"
        d="M146 142h44M212 142h44M152 158h38M212 158h38M146 174h44M212 174h44M152 190h38M212 190h38M146 206h44M212 206h44M152 222h38M212 222h38"
      />
      <path fill={paint.accent} d={CUFFS} />
      <path fill={paint.accent} d="M130 240c46 10 94 10 140 0v12c-44 10 -96 10 -140 0Z" />
    </g>
  );
}
