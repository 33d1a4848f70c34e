// Time, place and person burnt into a photo where it is taken: on the phone itself, so it works without a line, too.
// The clock is the phone's and the place what its receiver says; the server's own times stand beside, in the history.
import { formatsFor, type Language } from "@bihuan/i18n";

const LONGEST_SIDE = 1920;
const QUALITY = 0.85;
const WAIT_MS = 6_000;

export interface Stamp {
  language: Language;
  zone: string;
  /** Who takes the photo; "" where nobody says. */
  person: string;
  unknownPlace: string;
}

/** The lines of a watermark: when, where, who. */
export function linesOf(stamp: Stamp, at: number, place: GeolocationCoordinates | null): string[] {
  const when = formatsFor(stamp.language, stamp.zone).instant(at);
  const where = place
    ? `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)} ±${Math.round(place.accuracy)} m`
    : stamp.unknownPlace;
  return [when, where, stamp.person].filter(Boolean);
}

/** The photo with its watermark, at most 1920 pixels long; what cannot be read as a picture is refused. */
export async function watermarked(file: File, stamp: Stamp): Promise<File> {
  const [picture, place] = await Promise.all([createImageBitmap(file), placeNow()]);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  draw(context, linesOf(stamp, Date.now(), place));
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new Error("no picture");
  return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
}

/** White words on a dark band at the foot, to be read on any picture. */
function draw(context: CanvasRenderingContext2D, lines: readonly string[]): void {
  const { width, height } = context.canvas;
  const size = Math.max(14, Math.round(Math.min(width, height) / 28));
  const band = Math.round(size * (lines.length * 1.35 + 0.8));
  context.fillStyle = "rgba(0, 0, 0, 0.55)";
  context.fillRect(0, height - band, width, band);
  context.font = `600 ${size}px sans-serif`;
  context.fillStyle = "#fff";
  context.textBaseline = "top";
  lines.forEach((line, at) => {
    context.fillText(line, size * 0.7, height - band + size * (0.5 + at * 1.35), width - size * 1.4);
  });
}

/** Where the phone is; null where it does not say so in time. */
function placeNow(): Promise<GeolocationCoordinates | null> {
  if (!navigator.geolocation || !window.isSecureContext) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(coords),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 30_000 },
    );
  });
}
