import type { Decision, Notice } from "../contract.ts";
import { openDialog } from "../centre/dialog.ts";
import { h } from "../element.ts";
import type { Kit } from "../kit.ts";

type Because = Decision["because"][number];
type Told = Because & { readonly sentence?: string };

/** Longer than this nobody waits for sentences, in ms: then there are names. */
const WAIT = 1_500;

/** Says what a slot's content rests on, as the server words it, else which attribute under which purpose; and how to take it back. */
export async function openWhy(kit: Kit, button: Element): Promise<void> {
  const notice = await kit.loadNotice();
  const { texts } = notice;
  const { experience = null, because = [] } = kit.decisionAround(button) ?? {};
  const told = await sentencesOf(kit, experience, notice.locale);
  const isWhole = because.every(({ attribute }) => told.some((item) => item.attribute === attribute));
  const items = because.length > 0 && isWhole ? told.map(({ sentence }) => h("li", {}, sentence ?? "")) : namesOf(because, notice);
  const intro = isWhole ? [] : [h("p", {}, texts.because)];
  const { row } = openDialog(kit, texts.why, { name: texts.close }, [...intro, h("ul", {}, ...items)]);
  const withdraw = h("button", { onclick: () => kit.answered(kit.withdraw()) }, texts.withdraw);
  row.append(h("button", { onclick: () => kit.openChoices() }, texts.choices), withdraw);
}

function namesOf(because: readonly Because[], { attributes, purposes }: Notice): readonly HTMLElement[] {
  return because.map(({ attribute, purpose }) =>
    h("li", {}, h("b", {}, attributes[attribute]?.name ?? attribute), " — ", purposes.find(({ key }) => key === purpose)?.name ?? purpose),
  );
}

async function sentencesOf({ call }: Kit, experience: string | null, locale: string): Promise<readonly Told[]> {
  if (experience === null) return [];
  const context = { url: location.href.split("#")[0], referrer: document.referrer || undefined, locale };
  try {
    const { why } = await call<{ readonly why: Readonly<Record<string, readonly Told[]>> }>(
      "POST",
      "/v1/why",
      { experiences: [experience], context },
      WAIT,
    );
    return (why[experience] ?? []).filter(({ sentence }) => sentence);
  } catch {
    return [];
  }
}
