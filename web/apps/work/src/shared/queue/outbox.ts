// The one queue of this phone, and how pages look at it.
import { useMemo, useSyncExternalStore } from "react";
import { drop, keep, NAME, readAll, readOne } from "../store/database.ts";
import type { Item } from "./item.ts";
import { type Keeping, Queue } from "./queue.ts";
import { sendItem } from "./send.ts";
import { joinPages } from "./tabs.ts";

let tell: (id: string) => void = () => undefined;

const disk: Keeping = {
  items: async () => [...(await readAll<Item>("queue")).values()],
  put: (item) => keep("queue", item.id, item).then(() => tell(item.id)),
  remove: (id) => drop("queue", id).then(() => tell(id)),
  putFile: (id, file) => keep("files", id, file),
  file: (id) => readOne<Blob>("files", id),
  removeFile: (id) => drop("files", id),
};

export const outbox = new Queue(disk, sendItem);

/** Share the queue with the app's other pages on this phone: one of them sends. */
export function shareOutbox(): void {
  outbox.follow();
  const changed = async (id: string) => outbox.take(id, await readOne<Item>("queue", id));
  tell = joinPages({ lead: () => outbox.lead(), follow: () => outbox.follow(), changed }, NAME);
}

/** What this person has done on this phone, oldest first; of one ticket where it is named. */
export function useOutbox(chain?: string): readonly Item[] {
  const items = useSyncExternalStore(outbox.subscribe, outbox.all);
  return useMemo(
    () => items.filter((item) => item.owner === outbox.owner && (chain === undefined || item.chain === chain)),
    [items, chain],
  );
}

/** What still has to reach the server. */
export function unsent(items: readonly Item[]): Item[] {
  return items.filter((item) => item.state !== "sent");
}
