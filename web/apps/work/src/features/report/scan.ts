// Codes of devices, read from a picture by the browser's own detector where there is one.
interface Detector {
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}
type Detectors = { BarcodeDetector?: new (options: { formats: string[] }) => Detector };

export function canScan(): boolean {
  return Boolean((globalThis as Detectors).BarcodeDetector);
}

/** What a QR code in the picture says; null when there is none to be read. */
export async function readCode(picture: File): Promise<string | null> {
  const { BarcodeDetector } = globalThis as Detectors;
  if (!BarcodeDetector) return null;
  try {
    const bitmap = await createImageBitmap(picture);
    const [found] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(bitmap);
    bitmap.close();
    return found?.rawValue ?? null;
  } catch {
    return null;
  }
}

/** A label holds an address that ends in the code (`…?device=bh-…`, `…/bh-…`); people type the code alone. */
export function codeOf(text: string): string {
  const trimmed = text.trim();
  return /(?:[/=])([\w-]+)\/?$/.exec(trimmed)?.[1] ?? trimmed;
}
