import { expect, it } from "vitest";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { callbackFault, changesStatus } from "../../../src/core/rights/reply.ts";
import { testProgram } from "../../support/program.ts";

const HOSTS = ["dsr.acme.example", "127.0.0.1"];

it("a status is sent to hosts that are listed, by https, and to this machine in local mode alone", () => {
  expect(callbackFault("https://dsr.acme.example:8443/hook?x=1", HOSTS, false)).toBeNull();
  expect(callbackFault("http://127.0.0.1:9/hook", HOSTS, true)).toBeNull();
  const refused = {
    https: [
      ...["http://dsr.acme.example/", "http://127.0.0.1:9/hook", "https://127.0.0.1/", "ftp://dsr.acme.example/", "//dsr.acme.example/"],
      ...[
        "https://u:p@dsr.acme.example/",
        "https://2130706433/",
        "https://[::ffff:7f00:1]/",
        "https://169.254.169.254/latest",
        "no address",
      ],
      ...["https://metadata.google.internal/"],
    ],
    host: [
      "https://acme.example/",
      "https://x.dsr.acme.example/",
      "https://dsr.acme.example.evil.example/",
      "https://evil.example/#dsr.acme.example",
    ],
  };
  for (const [fault, urls] of Object.entries(refused)) for (const url of urls) expect(callbackFault(url, HOSTS, false), url).toBe(fault);
});

it("a program lists public hosts for it, and is warned of this machine", () => {
  const [controller, ...others] = testProgram()["controllers"] as readonly object[];
  const agent = { id: "AA", name: "A", key: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", callbackHosts: ["10.0.0.1"] };
  const rights = { businessId: "CB", agents: [agent], callbackHosts: ["dsr.acme.example", "localhost", "db.internal"] };
  const program = programSchema().parse(testProgram({ controllers: [{ ...controller, rights }, ...others] }));
  expect(lintProgram(program).map(({ code, path }) => [code, path])).toEqual([
    ["W237", "controllers.0.rights.callbackHosts.1"],
    ["E178", "controllers.0.rights.callbackHosts.2"],
    ["E178", "controllers.0.rights.agents.0.callbackHosts.0"],
  ]);
});

it("a status changes by each step, and where nobody was verified in time; not by being filed or reminded of", () => {
  const detail = { kind: "access", controller: "acme", via: "drp", next: "verify" } as const;
  const changes = (action: string, more: object = {}): boolean =>
    changesStatus({ at: 0, action, target: "req_1", detail: { ...detail, ...more } });
  for (const step of ["acknowledge", "verify", "extend", "answer", "refuse", "cancel", "late"])
    expect(changes(`request.${step}`)).toBe(true);
  for (const step of ["filed", "due-soon"]) expect(changes(`request.${step}`)).toBe(false);
  for (const other of [{ via: "opendsr" }, { next: "answer" }]) expect(changes("request.late", other)).toBe(false);
  expect(changes("request.answer", { via: "mail" })).toBe(false);
});
