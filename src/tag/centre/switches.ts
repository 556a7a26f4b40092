import type { Choices, Consent } from "../contract.ts";
import { h } from "../element.ts";

/** One switch for each choice there is. */
export interface Switches {
  /** A switch as the choice stands; what a signal or the age keeps off can only be taken back. */
  readonly add: (key: string) => HTMLInputElement;
  /** What the person says by saving. What is on without a word from them, and stays on, is no yes of theirs. */
  readonly chosen: () => Choices;
  /** The same for all; a yes leaves out what it could not change. */
  readonly all: (said: boolean) => Choices;
}

/** What switches a purpose off whatever the person chose; null where it is their choice. */
export function stopper({ why }: Consent, key: string): "stopped" | "tooYoung" | null {
  const reason = why[key] ?? "";
  if (reason === "minor") return "tooYoung";
  return /^(gpc|gpp|tcf|us-privacy|dnt|restricted|paused)$/.test(reason) ? "stopped" : null;
}

/** `exemptOn`: what the law lets start without a yes is shown as on, beside what is still to be chosen. */
export function switchesOf(consent: Consent, exemptOn: boolean): Switches {
  const { due, noticeDue, state, allowed } = consent;
  const boxes: (readonly [key: string, box: HTMLInputElement])[] = [];
  const isOn = (key: string) =>
    !due.includes(key) && (state[key] === "granted" || ((exemptOn || !noticeDue) && state[key] === "unknown" && allowed[key] === true));
  const choices = (of: typeof boxes, said?: boolean) => Object.fromEntries(of.map(([key, { checked }]) => [key, said ?? checked]));
  return {
    add(key) {
      const checked = isOn(key);
      const box = h("input", { type: "checkbox", checked, disabled: !checked && stopper(consent, key) !== null });
      boxes.push([key, box]);
      return box;
    },
    chosen: () => choices(boxes.filter(([key, box]) => !box.disabled && (!box.checked || state[key] === "granted" || !isOn(key)))),
    all: (said) => choices(said ? boxes.filter(([, box]) => !box.disabled) : boxes, said),
  };
}
