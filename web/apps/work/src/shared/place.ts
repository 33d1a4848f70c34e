// Where the phone is, where a site is, and how far that is apart. WGS 84, degrees.
export interface Point {
  latitude: number;
  longitude: number;
  accuracy?: number;
}

const EARTH_M = 6_371_000;
const WAIT_MS = 8_000;

/** The phone's place; null without a GPS, without permission, or when it takes too long. Work never waits for it. */
export function findPlace(): Promise<Point | null> {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 30_000 },
    );
  });
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
