import { absolute, type Gated } from "./gate.ts";

/** The same gate before connections that stay open: code that is stopped gets what a page knows from a server that is away. */
export function guardSockets(page: Gated): void {
  for (const name of ["WebSocket", "EventSource"] as const) {
    const construct = (native: typeof WebSocket, args: [string], target: typeof WebSocket) => {
      const isStopped = page.gate(absolute(args[0]).replace(/^ws/, "http"));
      return isStopped ? Object.assign(new EventTarget(), { close() {}, send() {} }) : Reflect.construct(native, args, target);
    };
    Object.assign(window, { [name]: new Proxy(window[name], { construct }) });
  }
}
