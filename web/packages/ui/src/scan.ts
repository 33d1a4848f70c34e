// Codes of devices and invitations, read from a picture: by the browser's own detector where there is one, else here.
interface Detector {
  detect(picture: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface Detectors {
  BarcodeDetector?: { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };
}

// A code on a label is found at about this size; more only costs time.
const LONGEST_SIDE = 1200;

/** Whether the camera may be looked through live: browsers allow it in a secure context only. */
export function canLook(): boolean {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

/** What a QR code in the photo says; null when there is none to be read. */
export async function readCode(photo: Blob, any = false): Promise<string | null> {
  const picture = await createImageBitmap(photo).catch(() => null);
  if (!picture) return null;
  try {
    return await codeIn(picture, picture.width, picture.height, any);
  } finally {
    picture.close();
  }
}

/** What a QR code in a picture or in a frame of a video says; with `any` a barcode, too, where the browser reads them. */
export async function codeIn(
  picture: CanvasImageSource,
  width: number,
  height: number,
  any = false,
): Promise<string | null> {
  if (!width || !height) return null;
  return (await detected(picture, any)) ?? (await decoded(picture, width, height));
}

async function detected(picture: CanvasImageSource, any: boolean): Promise<string | null> {
  const { BarcodeDetector } = globalThis as Detectors;
  if (!BarcodeDetector) return null;
  try {
    const formats = any ? await BarcodeDetector.getSupportedFormats() : ["qr_code"];
    const [found] = await new BarcodeDetector({ formats }).detect(picture);
    return found?.rawValue ?? null;
  } catch {
    return null;
  }
}

async function decoded(picture: CanvasImageSource, width: number, height: number): Promise<string | null> {
  const { decode } = await import("./decode.ts");
  for (const side of [LONGEST_SIDE, LONGEST_SIDE / 2]) {
    const scale = Math.min(1, side / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height);
    const text = pixels && decode(pixels);
    if (text) return text;
  }
  return null;
}

/** The code of a place (`…/portal/p/…`); null for any other text: codes of devices are typed, those of places never. */
export function placeIn(text: string): string | null {
  return /\/portal\/p\/([\w-]+)\/?$/.exec(text.trim())?.[1] ?? null;
}

/** A label holds an address that ends in the code (`…?device=bh-…`, `…/bh-…`); people type the code alone. */
export function codeOf(text: string): string {
  const trimmed = text.trim();
  return /(?:[/=])([\w-]+)\/?$/.exec(trimmed)?.[1] ?? trimmed;
}
