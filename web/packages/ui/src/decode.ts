import decodeQr from "qr/decode.js";

/** What the QR code in these pixels (RGBA) says; null when none can be read. Plain JavaScript: no eval, no WebAssembly. */
export function decode(pixels: { data: Uint8ClampedArray; width: number; height: number }): string | null {
  try {
    return decodeQr(pixels);
  } catch {
    return null;
  }
}
