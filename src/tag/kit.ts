import type { Choices, Circumstances, Consent, Decision, Method, Notice } from "./contract.ts";

/** What the tag lends to a chunk: a chunk that brought its own copy would not know what the page knows. */
export interface Kit {
  readonly surface: () => HTMLElement;
  readonly standing: () => Consent;
  readonly loadNotice: () => Promise<Notice>;
  readonly call: <T>(method: string, path: string, body?: object, limit?: number) => Promise<T>;
  readonly address: (path: string) => string;
  readonly choose: (chosen: Choices, method: Method, more?: Circumstances) => Promise<void>;
  readonly withdraw: () => Promise<void>;
  readonly answered: (work: Promise<void>) => Promise<unknown>;
  readonly openChoices: () => Promise<unknown>;
  readonly lastReceipt: () => string | undefined;
  readonly decisionAround: (element: Element) => Decision | undefined;
}
