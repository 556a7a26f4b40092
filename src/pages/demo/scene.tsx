import type { Child } from "hono/jsx";
import { Shell } from "./art-jackets.tsx";
import { Runner } from "./art-shoes.tsx";
import { paintOf } from "./paint.ts";

export const SCENES = ["fjord", "shoes", "jackets", "winter"] as const;
export type SceneName = (typeof SCENES)[number];

interface Light {
  readonly sky: string;
  readonly disc: string;
  readonly far: string;
  readonly middle: string;
  readonly near: string;
  readonly ground: string;
}

const LIGHTS: Readonly<Record<SceneName, Light>> = {
  fjord: { sky: "#f6dfb9", disc: "#ea8f55", far: "#b9c3b1", middle: "#7f9c90", near: "#476f63", ground: "#24463c" },
  shoes: { sky: "#d3e4de", disc: "#fbf3df", far: "#a9c4bd", middle: "#7da399", near: "#4d7a6d", ground: "#2b4b41" },
  jackets: { sky: "#b3c3c8", disc: "#d9e1df", far: "#8fa5ac", middle: "#647f87", near: "#43606a", ground: "#253f48" },
  winter: { sky: "#22384f", disc: "#f7ecd0", far: "#55708c", middle: "#8aa5bd", near: "#c3d3df", ground: "#f1f5f6" },
};

const FAR = "M0 330L110 214l58 62 104 -150 96 132 62 -70 118 150 74 -92 178 186V640H0Z";
const MIDDLE = "M0 420L96 330l86 66 130 -126 132 150 96 -84 110 102 150 -92V640H0Z";
const NEAR = "M0 500c90 -50 160 -60 250 -30 110 36 190 30 290 -14 90 -38 170 -34 260 4V640H0Z";
const GROUND = "M0 566c120 -34 250 -32 390 -6 150 28 290 16 410 -20V640H0Z";
const PINES = [
  [58, 506, 1.1],
  [104, 492, 0.8],
  [146, 498, 1.3],
  [664, 500, 1.2],
  [712, 480, 0.9],
  [752, 496, 1.4],
] as const;

/** The picture of the first slot: one landscape in four lights. */
export function Scene({ name }: { name: SceneName }): Child {
  const light = LIGHTS[name];
  return (
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 640" width="800" height="640">
      <rect width="800" height="640" fill={light.sky} />
      <circle cx="560" cy="170" r={name === "winter" ? 48 : 72} fill={light.disc} />
      <path fill={light.far} d={FAR} />
      <path fill={light.middle} d={MIDDLE} />
      <Foreground name={name} light={light} />
    </svg>
  );
}

function Foreground({ name, light }: { name: SceneName; light: Light }): Child {
  switch (name) {
    case "fjord":
      return <Fjord light={light} />;
    case "shoes":
      return <OnTheRock light={light} />;
    case "jackets":
      return <InTheRain light={light} />;
    case "winter":
      return <InTheSnow light={light} />;
  }
}

function Pines({ colour, snow }: { colour: string; snow?: string }): Child {
  return (
    <g>
      {PINES.map(([x, y, size]) => (
        <g transform={`translate(${x} ${y}) scale(${size})`}>
          <path fill={colour} d="M0 -96l26 44h-12l22 40H-36l22 -40h-12ZM-5 -14h10v26h-10Z" />
          {snow ? <path fill={snow} d="M0 -96l14 24 -10 -4 -6 8 -8 -6ZM18 -44l18 32 -12 -5 -10 6 -6 -12Z" /> : null}
        </g>
      ))}
    </g>
  );
}

function Cabin({ x, y, roof }: { x: number; y: number; roof: string }): Child {
  return (
    <g transform={`translate(${x} ${y})`}>
      <path fill="#a8432c" d="M0 0h104v66H0Z" />
      <path fill="#8a3422" d="M0 22h104v4H0ZM0 44h104v4H0Z" />
      <path fill={roof} d="M-14 4L52 -46l66 50ZM78 -44h14v30h-14Z" />
      <path fill="#ffdf9a" d="M18 18h26v24H18Z" />
      <path fill="#f6efe0" d="M29 18h4v24h-4ZM18 28h26v4H18ZM64 22h24v44H64Z" />
    </g>
  );
}

function Fjord({ light }: { light: Light }): Child {
  return (
    <g>
      <path fill="#cddad2" d="M0 452h800v100H0Z" />
      <path fill="#f2c48f" opacity="0.8" d="M470 470h180v6H470ZM500 488h130v5H500ZM448 506h150v6H448ZM520 524h96v5h-96Z" />
      <path fill={light.near} d="M0 448c80 -36 150 -44 214 -16 60 26 104 62 190 84 80 20 250 26 396 8V640H0Z" />
      <Cabin x={196} y={426} roof="#2a3a36" />
      <Pines colour="#335c50" />
      <path fill={light.ground} d={GROUND} />
      <path
        fill="#e7d3a9"
        d="M330 640c10 -40 60 -52 56 -76 -3 -18 -64 -18 -92 -70h14c30 40 108 40 112 72 4 30 -20 44 -6 74Z"
        opacity="0.85"
      />
    </g>
  );
}

function OnTheRock({ light }: { light: Light }): Child {
  return (
    <g>
      <path fill={light.near} d={NEAR} />
      <Pines colour="#3a6459" />
      <path fill={light.ground} d={GROUND} />
      <path fill="#8d938b" d="M96 566l52 -64 110 -22 220 -6 160 22 78 56 30 62H70Z" />
      <path fill="#a6aba2" d="M148 502l110 -22 220 -6 160 22 -120 24 -250 6Z" />
      <g transform="translate(66 94) scale(1.62)">
        <Runner paint={paintOf("#b5533c", "#f3dfc1")} />
      </g>
    </g>
  );
}

/** Points that look thrown and never crowd: Martin Roberts' R2 sequence. */
function scattered(count: number): readonly { readonly x: number; readonly y: number }[] {
  return Array.from({ length: count }, (_, at) => ({
    x: Math.round(((at * 0.754_877_67) % 1) * 800),
    y: Math.round(((at * 0.569_840_29) % 1) * 560),
  }));
}

function InTheRain({ light }: { light: Light }): Child {
  const drops = scattered(70)
    .map(({ x, y }) => `M${x} ${y}l-9 32`)
    .join("");
  return (
    <g>
      <path fill={light.near} d={NEAR} />
      <Pines colour="#33505a" />
      <path fill={light.ground} d={GROUND} />
      <path fill="none" stroke="#eef4f3" stroke-width="4" stroke-linecap="round" opacity="0.55" d={drops} />
      <ellipse cx="400" cy="592" rx="170" ry="14" fill="#000" opacity="0.2" />
      <g transform="translate(20 90) scale(1.9)">
        <Shell paint={paintOf("#d99a33", "#28454a")} />
      </g>
    </g>
  );
}

function InTheSnow({ light }: { light: Light }): Child {
  return (
    <g>
      <path fill="#e9f0f4" d="M272 126l96 132 -40 -18 -30 34 -34 -30 -46 24ZM110 214l38 41 -30 -8 -24 22 -18 -19Z" />
      <path fill={light.near} d={NEAR} />
      <Cabin x={348} y={462} roof="#f7fafa" />
      <Pines colour="#2c4a52" snow="#f7fafa" />
      <path fill={light.ground} d={GROUND} />
      {scattered(80).map(({ x, y }, at) => (
        <circle cx={x} cy={y} r={2 + (at % 3)} fill="#fff" opacity="0.85" />
      ))}
    </g>
  );
}
