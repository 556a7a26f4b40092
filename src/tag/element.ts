/** An element with its properties and children. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** The button in the corner, with what it does for its name. */
export function cross(name: string, onclick: () => unknown): HTMLButtonElement {
  return h("button", { className: "close", ariaLabel: name, title: name, onclick }, "✕");
}
