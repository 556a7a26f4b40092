import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import sparticuz from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

const QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/**
 * Switched off again: they would hide what same-origin rules and a second process do, and without a zygote each page's process
 * loads the whole browser anew, which is half of what a short test costs.
 */
const UNWANTED =
  /^--(single-process|no-zygote|disable-web-security|disable-site-isolation-trials|headless|allow-running-insecure-content|disable-features=.*IsolateOrigins.*)/;

/** A real Chromium: the one npm ships, or an installed Chrome where that one does not run. */
export async function launchChromium(): Promise<Browser> {
  const installed = process.env["CHROME_PATH"];
  if (installed) return chromium.launch({ executablePath: installed, args: QUIET });
  if (process.platform !== "linux") return chromium.launch({ channel: "chrome", args: QUIET });
  sparticuz.setGraphicsMode = false;
  const args = [...sparticuz.args.filter((arg) => !UNWANTED.test(arg)), ...QUIET];
  return chromium.launch({ executablePath: await unpacked(), args });
}

/** Unpacks once per machine; the rename makes it whole or absent for test files that start side by side. */
async function unpacked(): Promise<string> {
  const home = join(tmpdir(), "earnest-chromium");
  const ready = join(home, "chromium");
  if (existsSync(ready)) return ready;
  const before = process.env["TMPDIR"];
  const fresh = mkdtempSync(`${home}-`);
  process.env["TMPDIR"] = fresh;
  try {
    const path = await sparticuz.executablePath();
    if (basename(path) !== "chromium") throw new Error(`unexpected browser file ${path}`);
    renameSync(fresh, home);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(ready)) throw error;
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  return ready;
}
