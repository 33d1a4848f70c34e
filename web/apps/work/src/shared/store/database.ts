// The phone's own store: what was read last, what is still to be sent, and the files that belong to it.
import { tenantBase } from "@bihuan/api";

export type Shelf = "reads" | "queue" | "files";

const SHELVES: readonly Shelf[] = ["reads", "queue", "files"];
/** What this tenant's store is called on the phone. */
export const NAME = `bihuan.work${tenantBase()}`;
let opened: Promise<IDBDatabase> | undefined;

/** Every value of a shelf, by key. */
export async function readAll<T>(shelf: Shelf): Promise<Map<string, T>> {
  const store = await storeOf(shelf, "readonly");
  const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
  return new Map(keys.map((key, at) => [String(key), values[at] as T]));
}

export async function readOne<T>(shelf: Shelf, key: string): Promise<T | undefined> {
  return done((await storeOf(shelf, "readonly")).get(key)) as Promise<T | undefined>;
}

/** Resolves once it is on the disk. */
export async function keep(shelf: Shelf, key: string, value: unknown): Promise<void> {
  await done((await storeOf(shelf, "readwrite")).put(value, key));
}

export async function drop(shelf: Shelf, key: string): Promise<void> {
  await done((await storeOf(shelf, "readwrite")).delete(key));
}

export async function empty(shelf: Shelf): Promise<void> {
  await done((await storeOf(shelf, "readwrite")).clear());
}

async function storeOf(shelf: Shelf, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  opened ??= open();
  return (await opened).transaction(shelf, mode).objectStore(shelf);
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const shelf of SHELVES) request.result.createObjectStore(shelf);
  };
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
