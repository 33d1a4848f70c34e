// Where the phone is, where a site is, and how far that is apart. WGS 84, degrees.
export interface Point {
  latitude: number;
  longitude: number;
  accuracy?: number;
}

const EARTH_M = 6_371_000;
const WAIT_MS = 8_000;

/** Why there is no place: not allowed, not found, too slow, or a browser that gives none (plain http). */
export type Lack = "denied" | "unavailable" | "timeout" | "unsupported";
const LACKS: Record<number, Lack> = { 1: "denied", 2: "unavailable", 3: "timeout" };

/** The phone's place, or why there is none. Work never waits for it for long. */
export function lookForPlace(): Promise<Point | Lack> {
  if (!navigator.geolocation || !window.isSecureContext) return Promise.resolve("unsupported");
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }),
      ({ code }) => resolve(LACKS[code] ?? "unavailable"),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 30_000 },
    );
  });
}

/** The phone's place; null where it cannot be had. */
export async function findPlace(): Promise<Point | null> {
  const found = await lookForPlace();
  return typeof found === "string" ? null : found;
}

// As the server judges (core/dispatch/check_in.py), so that the phone can ask for a photo at once; its word is the last.
const FENCE_M = 300;
const WORST_M = 500;

/** How a check-in will most likely count; `no_site`: nobody knows where the customer is. */
export type Likely = "inside" | "outside" | "weak" | "no_site" | Lack;

export function likely(found: Point | Lack, site: Point | null, fence: number | null): Likely {
  if (typeof found === "string") return found;
  if ((found.accuracy ?? 0) > WORST_M) return "weak";
  if (!site) return "no_site";
  const allowed = fence || FENCE_M;
  return Math.round(distance(found, site)) - (found.accuracy ?? 0) <= allowed ? "inside" : "outside";
}

/** Whether the person has agreed before to telling the place, so that asking now disturbs nobody. */
export async function mayFindPlace(): Promise<boolean> {
  const found = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  return found?.state === "granted";
}

/** The way as the crow flies, metres (haversine). */
export function distance(from: Point, to: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const height = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2;
  const width = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const across = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude));
  return 2 * EARTH_M * Math.asin(Math.sqrt(height + across * width));
}

/** A site's point as the server keeps it: degrees as texts. */
export function pointOf(point: unknown): Point | null {
  if (typeof point !== "object" || point === null) return null;
  const { lat, lng } = point as { lat?: unknown; lng?: unknown };
  const [latitude, longitude] = [Number(lat ?? Number.NaN), Number(lng ?? Number.NaN)];
  return Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : null;
}

/** The address of a map that leads there: by its point, else by its address. */
export function mapLink(name: string, point: Point | null, address: string): string {
  const query = point
    ? `navigation?to=${point.longitude},${point.latitude},${encodeURIComponent(name)}&mode=car&coordinate=wgs84`
    : `search?keyword=${encodeURIComponent(address)}`;
  return `https://uri.amap.com/${query}`;
}
