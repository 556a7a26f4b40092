import { describe, expect, it } from "vitest";
import { reachOf } from "../../../src/core/program/address.ts";

describe("where an address leads", () => {
  it.each(["https://hooks.brand.example/in?a=1", "https://a.b.c.brand.com:8443/", "https://xn--bcher-kva.example/", "https://BRAND.COM"])(
    "%s is public",
    (address) => expect(reachOf(address)).toBe("public"),
  );

  it.each(["http://localhost:8787/in", "http://127.0.0.1/", "https://[::1]/", "http://127.1/", "http://0x7f000001/", "http://2130706433/"])(
    "%s is this machine",
    (address) => expect(reachOf(address)).toBe("loopback"),
  );

  it.each([
    "http://hooks.brand.example/",
    "ftp://hooks.brand.example/",
    "javascript:alert(1)",
    "https://user:secret@hooks.brand.example/",
    "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://0xa9fea9fe/",
    "https://93.184.215.14/",
    "https://[fd00::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://intranet/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://localhost.brand.localhost/",
    "https://brand.internal./",
    "https://brand..com/",
    "//hooks.brand.example/",
    "",
  ])("%s is refused", (address) => expect(reachOf(address)).toBe("refused"));
});
