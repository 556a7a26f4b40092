import { loadDetail } from "../detail.ts";
import { h } from "../element.ts";
import type { Kit } from "../kit.ts";
import { openDialog } from "./dialog.ts";
import { partnerRow } from "./partner.ts";
import { proof } from "./proof.ts";
import { purposeRow } from "./purpose.ts";
import { switchesOf } from "./switches.ts";

/** The choices as they stand, all there is to say of each, and the proof of earlier ones; at first open nothing is on. */
export async function openCentre(kit: Kit, remark: string): Promise<void> {
  const [{ texts, purposes, locale, refusal }, { detail }] = await Promise.all([kit.loadNotice(), loadDetail(kit)]);
  const consent = kit.standing();
  const switches = switchesOf(consent, refusal === "equal-exempt-on");
  const words = detail.texts;
  const names = new Map(detail.partners.map(({ key, name }) => [key, name]));
  const rows = purposes.map((purpose) => {
    return purposeRow(purpose, detail.purposes[purpose.key], { consent, switches, words, names, locale });
  });
  const partners = detail.partners.map((partner) => partnerRow(partner, switches));
  const say = (chosen: Readonly<Record<string, boolean>>) => () => void kit.answered(kit.choose(chosen, "settings"));
  const unsaid = refusal === "close-refuses" ? consent.due : [];
  const close =
    unsaid.length > 0
      ? { name: `${texts.close}: ${texts.refuse}`, says: say(Object.fromEntries(unsaid.map((key) => [key, false]))) }
      : { name: texts.close };
  const { row } = openDialog(kit, texts.choices, close, [
    h("p", { role: "status" }, remark),
    ...rows,
    ...(partners.length > 0 ? [h("h3", {}, words.partners), ...partners] : []),
    ...proof(kit, words.proof, locale),
  ]);
  const isGiven = Object.values(consent.state).includes("granted");
  row.append(
    h("button", { onclick: say(switches.all(true)) }, words.acceptAll),
    isGiven ? withdrawButton(kit, texts.withdraw) : h("button", { onclick: say(switches.all(false)) }, words.refuseAll),
    h("button", { onclick: () => say(switches.chosen())() }, texts.save),
  );
}

/** Says what a slot's content rests on: which attribute, under which purpose, and how to take it back. */
export async function openWhy(kit: Kit, button: Element): Promise<void> {
  const { texts, attributes, purposes } = await kit.loadNotice();
  const items = (kit.decisionAround(button)?.because ?? []).map(({ attribute, purpose }) =>
    h("li", {}, h("b", {}, attributes[attribute]?.name ?? attribute), " — ", purposes.find(({ key }) => key === purpose)?.name ?? purpose),
  );
  const { row } = openDialog(kit, texts.why, { name: texts.close }, [h("p", {}, texts.because), h("ul", {}, ...items)]);
  row.append(h("button", { onclick: () => kit.openChoices() }, texts.choices), withdrawButton(kit, texts.withdraw));
}

/** One press takes everything back. */
function withdrawButton(kit: Kit, text: string): HTMLButtonElement {
  return h("button", { onclick: () => kit.answered(kit.withdraw()) }, text);
}
