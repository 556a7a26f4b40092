import type { PageSite } from "../../core/consent/page/page-site.ts";

interface GppEvent {
  readonly pingData?: { readonly signalStatus?: string; readonly gppString?: string; readonly applicableSections?: readonly number[] };
}
interface TcData {
  readonly eventStatus?: string;
  readonly gdprApplies?: boolean;
  readonly tcString?: string;
}
type Answer<Data> = (data: Data | null, success?: boolean) => void;

/** Where other consent managers answer. */
interface Others {
  readonly __gpp?: (command: "addEventListener", answer: Answer<GppEvent>) => unknown;
  readonly __tcfapi?: (command: "addEventListener", version: 2, answer: Answer<TcData>) => void;
  readonly __uspapi?: (command: "getUSPData", version: 1, answer: Answer<{ readonly uspString?: string }>) => void;
}

type Name = "gpp" | "tcf" | "usp";

/**
 * Listens to other consent managers. What they say is told as `gpp=…;tcf=…;usp=…`: an empty text while one of them is there
 * and has not decided yet, which stops what the signal could stop, and nothing where it says that its law does not apply.
 */
export function listen(signals: PageSite["signals"], tell: (heard: string) => void): void {
  const { __gpp: gpp, __tcfapi: tcf, __uspapi: usp } = window as Others;
  const said = new Map<Name, string>();
  const tellAll = () => tell([...said].map(([key, value]) => `${key}=${value}`).join(";"));
  const say = (name: Name, text: string | null) => {
    if (text === null) said.delete(name);
    else said.set(name, text);
    tellAll();
  };
  if (signals.gpp && gpp) {
    say("gpp", "");
    gpp("addEventListener", (event) => say("gpp", readGpp(event)));
  }
  if (signals.tcf && tcf) {
    say("tcf", "");
    tcf("addEventListener", 2, (data, success) => say("tcf", success ? readTcf(data) : ""));
  }
  if (signals.usPrivacy && usp) {
    say("usp", "");
    usp("getUSPData", 1, (data, success) => say("usp", (success && data?.uspString) || ""));
  }
  tellAll();
}

/** A string counts once its sender says it is ready; section −1 alone says that none applies (IAB GPP 1.1, CMP API). */
export function readGpp(event: GppEvent | null): string | null {
  const { signalStatus, gppString, applicableSections } = event?.pingData ?? {};
  if (signalStatus !== "ready") return "";
  return applicableSections?.join() === "-1" ? null : (gppString ?? "");
}

/** Only these two states are decisions; a law that may or may not apply applies (IAB TCF v2.3, CMP API). */
export function readTcf(data: TcData | null): string | null {
  if (!data || !/^(tcloaded|useractioncomplete)$/.test(data.eventStatus ?? "")) return "";
  return data.gdprApplies === false ? null : data.gdprApplies ? (data.tcString ?? "") : "";
}
