import { vi } from "vitest";

/** What local mode would print of letters, read: who got a code, and which. */
export interface Letter {
  readonly to: string;
  readonly code: string;
}

/** The letters that go out while something is done. */
export async function lettersOf(work: () => Promise<unknown>): Promise<readonly Letter[]> {
  const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    await work();
    return printed.mock.calls.flatMap(([line]) => {
      const match = /^mail to (\S+): (\d{4}) (\d{4}) /.exec(String(line));
      return match ? [{ to: match[1] ?? "", code: `${match[2]}${match[3]}` }] : [];
    });
  } finally {
    printed.mockRestore();
  }
}
