const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

interface NativeBase64 {
  fromBase64?(text: string, options: { alphabet: "base64url" }): Uint8Array<ArrayBuffer>;
}
interface NativeToBase64 {
  toBase64?(options: { alphabet: "base64url"; omitPadding: boolean }): string;
}
const native = Uint8Array as unknown as NativeBase64;

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text) as Uint8Array<ArrayBuffer>;
}

/** Reads UTF-8; null when the bytes are not valid. */
export function fromUtf8(bytes: Uint8Array | ArrayBuffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** base64url without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  const engine = bytes as unknown as NativeToBase64;
  if (engine.toBase64) return engine.toBase64({ alphabet: "base64url", omitPadding: true });
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const ALPHABET = /^[A-Za-z0-9_-]*$/;

/** Reads base64url (RFC 4648 §5); null when the text is not base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    if (native.fromBase64) {
      const bytes = native.fromBase64(text, { alphabet: "base64url" });
      // The engine lets blanks and padding pass: then there are more characters than the bytes need.
      return Math.ceil((bytes.length * 4) / 3) === text.length ? bytes : null;
    }
    if (!ALPHABET.test(text)) return null;
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

export function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

/** Lower-case hex SHA-256 of a text's UTF-8. */
export async function sha256Hex(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text))));
}
