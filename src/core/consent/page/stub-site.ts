import type { CompiledSite } from "../../program/compiled-site.ts";
import type { CompiledProgram } from "../../program/compiled.ts";
import { googleDefaults } from "./google-defaults.ts";
import type { StubSite } from "./page-site.ts";

/** The stub's knowledge of a site; what nobody can choose away is never held. */
export function stubSite(program: CompiledProgram, site: CompiledSite): StubSite {
  const held = program.purposes.filter(({ class: kind }) => kind !== "necessary");
  return {
    urls: [...new Set(held.flatMap(({ key }) => program.pages[key]?.scripts ?? []))],
    google: site.consentMode.includes("google") ? defaultsOf(program, site) : null,
    uet: site.consentMode.includes("uet"),
    clarity: site.consentMode.includes("clarity"),
  };
}

/** The line of HTML that stands first in the head of a site's pages. */
export function stubLine(program: CompiledProgram, site: CompiledSite): string {
  const text = JSON.stringify(stubSite(program, site)).replaceAll(/[&'<]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<script src="https://${site.consentHost}/stub.js" data-site='${text}'></script>`;
}

/** Where other consent managers may say no, nothing is granted before they have spoken. */
function defaultsOf(program: CompiledProgram, site: CompiledSite): StubSite["google"] {
  const { gpp, tcf, usPrivacy } = site.signals;
  const defaults = googleDefaults(program, site);
  return gpp || tcf || usPrivacy ? defaults.slice(0, 1) : defaults;
}
