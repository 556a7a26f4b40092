import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";

/** Without letters that are taken for others (Crockford's base 32): each is five bits. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;
const AT_ONCE = 10_000;

/** Writes so many codes of 80 random bits into a new file, one a line, behind a beginning where one is given. */
export async function makeCodes(file: string, count: number, begin = ""): Promise<void> {
  if (!Number.isInteger(count) || count < 1) throw new Error("--make must say how many codes");
  const target = await open(file, "wx", 0o600);
  try {
    for (let made = 0; made < count; made += AT_ONCE) {
      const codes = Array.from({ length: Math.min(AT_ONCE, count - made) }, () => `${begin}${drawn()}\n`);
      await target.appendFile(codes.join(""));
    }
  } finally {
    await target.close();
  }
  console.log(`${count} codes are in ${file}: whoever has it can spend them.`);
}

function drawn(): string {
  const letters = Array.from(randomBytes(LENGTH), (byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
  return letters.replaceAll(/(.{4})(?=.)/g, "$1-");
}
