// What was read last stays on the phone: it is shown at once, and at all when there is no network.
import type { Me } from "@bihuan/api";
import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import { drop, empty, keep, readAll } from "./database.ts";

const KEPT_MS = 30 * 86_400_000;

let writing: Promise<unknown> = Promise.resolve();

export interface Read {
  key: QueryKey;
  data: unknown;
  at: number;
}

/** Put the kept reads into the client, and keep what it reads from now on. */
export async function rememberReads(client: QueryClient): Promise<void> {
  const kept = await readAll<Read>("reads");
  const now = Date.now();
  for (const [hash, read] of kept) {
    if (isFresh(read, now)) client.setQueryData(read.key, read.data, { updatedAt: read.at });
    else void drop("reads", hash);
  }
  let person = client.getQueryData<Me | null>(["me"])?.id;
  client.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "success" || event.query.meta?.isPassing) return;
    if (event.query.queryKey[0] === "me") {
      const now = (event.query.state.data as Me | null)?.id;
      if (now !== person) forgetOthers(client, event.query);
      person = now;
    }
    if (person) writing = Promise.allSettled([writing, keep("reads", event.query.queryHash, readOf(event.query))]);
  });
}

/** Resolves once all that has been read so far is on the disk. */
export async function readsKept(): Promise<void> {
  await writing;
}

export function isFresh(read: Read, now: number): boolean {
  return now - read.at < KEPT_MS;
}

function readOf(query: Query): Read {
  return { key: query.queryKey, data: query.state.data, at: query.state.dataUpdatedAt };
}

/** Somebody else holds the phone, or nobody: what the one before read is not for him. */
function forgetOthers(client: QueryClient, me: Query): void {
  void empty("reads").then(() => me.state.data && keep("reads", me.queryHash, readOf(me)));
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== "me" });
}
