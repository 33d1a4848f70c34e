// One stream of events per tab (GET /api/v1/events), shared by everything that wants to be current.
import { tenantBase } from "@bihuan/api";

/** Something happened to a stream that this person may read; what it holds is read where rights are applied. */
export interface Happening {
  /** TicketCreated, TaskFinished … */
  type: string;
  /** `ticket:<id>`, `user:<id>` … */
  stream: string;
  /** The event's number in its stream. */
  no: number;
  at: number;
}

/** `live`: what happens is told at once. `lost`: it is not, and the page says so. `off`: nobody listens. */
export type LiveState = "off" | "opening" | "live" | "lost" | "ended";

// The server speaks every 15 s at least: two missed words, and the line is dead although no error was told.
const SILENCE_MS = 35_000;
const LOOK_MS = 5_000;
const HIDDEN_MS = 60_000;
const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

type Listener = (happening: Happening) => void;

const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let state: LiveState = "off";
let source: EventSource | null = null;
let lastId = "";
let heardAt = 0;
let tries = 0;
let looking: ReturnType<typeof setInterval> | undefined;
let waiting: ReturnType<typeof setTimeout> | undefined;
let hiding: ReturnType<typeof setTimeout> | undefined;

/** Hear of everything that happens, until the returned function is called. The first listener opens the stream. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (listeners.size === 1) start();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

export function liveState(): LiveState {
  return state;
}

/** Be told when `liveState` changes. */
export function watchLive(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Do not wait for the next try. */
export function mendLive(): void {
  if (listeners.size > 0 && state !== "ended") open();
}

function start(): void {
  document.addEventListener("visibilitychange", onVisibility);
  addEventListener("online", mendLive);
  looking = setInterval(() => {
    if (source && Date.now() - heardAt > SILENCE_MS) lose();
  }, LOOK_MS);
  open();
}

function stop(): void {
  document.removeEventListener("visibilitychange", onVisibility);
  removeEventListener("online", mendLive);
  clearInterval(looking);
  clearTimeout(hiding);
  close();
  // Whoever signs in next begins with the present.
  lastId = "";
  tries = 0;
  become("off");
}

function open(): void {
  close();
  become(tries === 0 ? "opening" : state);
  heardAt = Date.now();
  const after = lastId ? `?after=${lastId}` : "";
  const opened = new EventSource(`${tenantBase()}/api/v1/events${after}`);
  source = opened;
  opened.onopen = () => {
    tries = 0;
    heard(opened, "");
    become("live");
  };
  opened.onerror = lose;
  opened.addEventListener("still", (event) => heard(opened, event.lastEventId));
  opened.addEventListener("happened", (event) => {
    heard(opened, event.lastEventId);
    const happening: Happening = JSON.parse(event.data);
    for (const listener of [...listeners]) listener(happening);
  });
  opened.addEventListener("ended", () => {
    close();
    become("ended");
  });
}

function heard(from: EventSource, id: string): void {
  if (from !== source) return;
  heardAt = Date.now();
  lastId = id || lastId;
}

function close(): void {
  clearTimeout(waiting);
  source?.close();
  source = null;
}

/** The line broke: try again, later each time, from the last event on, so that nothing is missed. */
function lose(): void {
  close();
  become("lost");
  const wait = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)];
  tries += 1;
  waiting = setTimeout(open, wait);
}

/** A browser has few connections for one server: a tab that nobody sees gives its own back after a while. */
function onVisibility(): void {
  clearTimeout(hiding);
  if (document.visibilityState === "hidden") hiding = setTimeout(close, HIDDEN_MS);
  else if (!source) mendLive();
}

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const watcher of [...watchers]) watcher();
}
