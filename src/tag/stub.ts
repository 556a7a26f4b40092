import type { StubSite } from "../core/consent/page/page-site.ts";
import { absolute, installGate, type Gated } from "./blocking/gate.ts";
import { tellClarity, tellGoogle, tellUet } from "./signals/commands.ts";

// First in the head, before any other script: it holds back what the site lists, and says what other systems start from.
const { urls, google, uet, clarity } = JSON.parse((document.currentScript as HTMLScriptElement).dataset["site"] as string) as StubSite;

const page: Gated & { q: [] } = {
  q: [],
  held: [],
  gate: (href, held) => {
    const listed = urls.some((start) => href.startsWith(absolute(start)));
    if (listed && held) page.held.push(held);
    return listed;
  },
};

window.earnest = page;
installGate(page);
// Who has chosen, or sends Global Privacy Control, starts from what is strictest, wherever they are.
const isOpen = !navigator.globalPrivacyControl && !document.cookie.includes("earnest_choice=");
google?.forEach((types) => (isOpen || !types.region) && tellGoogle("default", types));
if (uet) tellUet("default", "denied");
if (clarity) tellClarity("denied", "denied");
