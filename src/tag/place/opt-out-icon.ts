const SVG = "http://www.w3.org/2000/svg";

/** The opt-out icon beside "Your Privacy Choices" (11 CCR 7015): a tick and a cross in a pill. */
export function optOutIcon(): SVGElement {
  const part = (name: string, attributes: Readonly<Record<string, string>>, ...children: readonly SVGElement[]): SVGElement => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  return part(
    "svg",
    { viewBox: "0 0 30 14", width: "30", height: "14", "aria-hidden": "true", fill: "none", "stroke-width": "1.5" },
    part("path", { fill: "#06f", d: "M8 1h11l-4 12H8A6 6 0 0 1 8 1Z" }),
    part("rect", { x: "1", y: "1", width: "28", height: "12", rx: "6", stroke: "#06f" }),
    part("path", { stroke: "#fff", d: "m5 7 2.5 2.5L12 4.5" }),
    part("path", { stroke: "#06f", d: "m20 4.5 5 5m0-5-5 5" }),
  );
}
