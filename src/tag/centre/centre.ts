import type { Choices, Notice } from "../contract.ts";
import { loadDetail } from "../detail.ts";
import { h } from "../element.ts";
import type { Kit } from "../kit.ts";
import { plainly } from "../plainly.ts";
import { openDialog } from "./dialog.ts";
import { partnerRow } from "./partner.ts";
import { proof } from "./proof.ts";
import { lineOf, purposeRow } from "./purpose.ts";
import { switchesOf } from "./switches.ts";
import type * as Why from "../why/why.ts";

/**
 * The choices as they stand, all there is to say of each, and the proof of earlier ones; at first open nothing is on. What
 * cannot be had is left out: who has read the notice can choose and take back while the server is away.
 */
export async function openCentre(kit: Kit, remark: string): Promise<void> {
  const [{ texts, purposes, locale, refusal, label }, detail] = await Promise.all([
    kit.loadNotice(),
    loadDetail(kit).then(
      (answer) => answer.detail,
      () => null,
    ),
  ]);
  const words = detail?.texts ?? { acceptAll: texts.accept, refuseAll: texts.refuse, partners: "" };
  const consent = kit.standing();
  const switches = switchesOf(consent, refusal === "equal-exempt-on");
  const rows = purposes.map((purpose) => {
    return detail
      ? purposeRow(purpose, detail, { consent, switches, locale })
      : h("section", {}, lineOf(purpose, switches, "✓", plainly(purpose)));
  });
  const partners = (detail?.partners ?? []).map((partner) => partnerRow(partner, switches));
  const say = (chosen: Choices) => () => void kit.answered(kit.choose(chosen, "settings"));
  const unsaid = Object.fromEntries((refusal === "close-refuses" ? consent.due : []).map((key) => [key, false]));
  const { row } = openDialog(kit, texts.choices, closing(texts, unsaid, say), [
    h("p", { role: "status" }, remark),
    h("a", { href: label, target: "_blank" }, texts.label),
    ...rows,
    ...(partners.length > 0 ? [h("h3", {}, words.partners), ...partners] : []),
    ...(detail ? proof(kit, detail.texts.proof, locale) : []),
  ]);
  const isGiven = Object.values(consent.state).includes("granted");
  row.append(
    h("button", { onclick: say(switches.all(true)) }, words.acceptAll),
    isGiven ? withdrawButton(kit, texts.withdraw) : h("button", { onclick: say(switches.all(false)) }, words.refuseAll),
    h("button", { onclick: () => say(switches.chosen())() }, texts.save),
  );
}

/** The corner closes, or refuses what is unsaid where the law says so, and then says that it does. */
function closing(texts: Notice["texts"], unsaid: Choices, say: (chosen: Choices) => () => void): Parameters<typeof openDialog>[2] {
  return Object.keys(unsaid).length > 0 ? { name: `${texts.close}: ${texts.refuse}`, says: say(unsaid) } : { name: texts.close };
}

/** For a tag that is older: by now it is a chunk of its own, beside this one. */
export async function openWhy(kit: Kit, button: Element): Promise<void> {
  const chunk = (await import(new URL("why.js", import.meta.url).href)) as typeof Why;
  await chunk.openWhy(kit, button);
}

/** One press takes everything back. */
function withdrawButton(kit: Kit, text: string): HTMLButtonElement {
  return h("button", { onclick: () => kit.answered(kit.withdraw()) }, text);
}
