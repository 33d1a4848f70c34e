// Several pages of one phone share the queue on its disk: all of them show it, exactly one sends.

/** What a queue must be able to do to share its disk with others. */
export interface Sharing {
  /** This page sends from now on, beginning with what others left behind. */
  lead(): Promise<void>;
  /** Another page sends. */
  follow(): void;
  /** Another page changed an item on the disk. */
  changed(id: string): Promise<void>;
}

type Said = { changed: string } | { isAnybodyThere: true } | { here: true };

const ANSWERS_WITHIN_MS = 3_000;
const LEASE_MS = 6_000;
const RENEWED_EVERY_MS = 2_000;
const SETTLED_AFTER_MS = 80;

/** Join the other pages. Answers with how to tell them that an item has changed. */
export function joinPages(queue: Sharing, name: string): (id: string) => void {
  const channel = new BroadcastChannel(name);
  const turns = takeTurns(queue, name);
  let silence: ReturnType<typeof setTimeout> | undefined;
  const say = (said: Said) => channel.postMessage(said);
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if ("changed" in data) void queue.changed(data.changed);
    else if ("here" in data) clearTimeout(silence);
    else if (turns.isLeading()) say({ here: true });
  };
  // A page in the background may be frozen while it holds its turn: one that is looked at does not wait for it.
  const lookForLeader = () => {
    if (turns.isLeading() || document.visibilityState !== "visible") return;
    say({ isAnybodyThere: true });
    clearTimeout(silence);
    silence = setTimeout(turns.seize, ANSWERS_WITHIN_MS);
  };
  document.addEventListener("visibilitychange", lookForLeader);
  return (id) => {
    say({ changed: id });
    lookForLeader();
  };
}

interface Turns {
  isLeading: () => boolean;
  seize: () => void;
}

/** By the browser's own locks; over plain http there are none, and the pages agree by a note that runs out. */
function takeTurns(queue: Sharing, name: string): Turns {
  let leading = false;
  const become = (leads: boolean) => {
    if (leading === leads) return;
    leading = leads;
    if (leads) void queue.lead();
    else queue.follow();
  };
  const seize = navigator.locks ? byLocks(name, become) : byLease(name, become, () => leading);
  return { isLeading: () => leading, seize };
}

function byLocks(name: string, become: (leads: boolean) => void): () => void {
  const hold = (options: LockOptions): Promise<unknown> =>
    navigator.locks
      .request(name, options, () => {
        become(true);
        return new Promise(() => undefined);
      })
      // Another page has seized it.
      .catch(() => become(false));
  const waitInLine = (): Promise<unknown> => hold({}).then(waitInLine);
  void waitInLine();
  return () => void hold({ steal: true });
}

interface Lease {
  by: string;
  until: number;
}

function byLease(name: string, become: (leads: boolean) => void, isLeading: () => boolean): () => void {
  const own = String(Math.random());
  const isMine = () => readLease(name)?.by === own;
  const seize = () => {
    writeLease(name, { by: own, until: Date.now() + LEASE_MS });
    // Whoever wrote last has it: the others see that before they begin.
    if (!isLeading()) setTimeout(() => become(isMine()), SETTLED_AFTER_MS * (1 + Math.random()));
  };
  const turn = () => {
    const lease = readLease(name);
    const left = lease ? lease.until - Date.now() : 0;
    // A note that runs longer than any was written before somebody put the phone's clock back.
    if (lease && lease.by !== own && left > 0 && left <= LEASE_MS) become(false);
    else seize();
  };
  turn();
  setInterval(turn, RENEWED_EVERY_MS);
  addEventListener("pagehide", () => isMine() && localStorage.removeItem(name));
  return seize;
}

function readLease(name: string): Lease | null {
  const kept = localStorage.getItem(name);
  return kept ? (JSON.parse(kept) as Lease) : null;
}

function writeLease(name: string, lease: Lease): void {
  localStorage.setItem(name, JSON.stringify(lease));
}
