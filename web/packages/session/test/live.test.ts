// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Happening, listen, liveState } from "../src/live.ts";

class Line extends EventTarget {
  static opened: Line[] = [];
  readonly url: string;
  isClosed = false;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    super();
    this.url = url;
    Line.opened.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  say(event: string, id: string, data: object = {}): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data), lastEventId: id }));
  }
}

const last = () => Line.opened.at(-1) as Line;
const happening = { type: "TicketCreated", stream: "ticket:1", no: 1, at: 5 };
const ends: (() => void)[] = [];

beforeEach(() => {
  Line.opened = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Line);
});

afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function hear(): Happening[] {
  const heard: Happening[] = [];
  ends.push(listen((one) => heard.push(one)));
  return heard;
}

test("all listeners of a tab share one stream, and the last one to leave closes it", () => {
  const first = hear();
  const second = hear();
  expect(Line.opened).toHaveLength(1);
  last().onopen?.();
  expect(liveState()).toBe("live");
  last().say("happened", "7", happening);
  expect([first, second]).toEqual([[happening], [happening]]);
  for (const end of ends.splice(0)) end();
  expect(last().isClosed).toBe(true);
  expect(liveState()).toBe("off");
});

test("a broken line is said and mended from the last event on", () => {
  hear();
  last().onopen?.();
  last().say("happened", "41", happening);
  last().say("still", "44");
  last().onerror?.();
  expect(liveState()).toBe("lost");
  vi.advanceTimersByTime(1_000);
  expect(last().url).toBe("/api/v1/events?after=44");
  expect(liveState()).toBe("lost");
  last().onopen?.();
  expect(liveState()).toBe("live");
});

test("a line on which nothing is said for long is dead, though nobody told", () => {
  hear();
  last().onopen?.();
  vi.advanceTimersByTime(30_000);
  last().say("still", "3");
  vi.advanceTimersByTime(30_000);
  expect(liveState()).toBe("live");
  vi.advanceTimersByTime(11_000);
  expect(Line.opened.length).toBeGreaterThan(1);
  expect(liveState()).toBe("lost");
});

test("tries come later and later, and a lost right ends them", () => {
  hear();
  last().onerror?.();
  vi.advanceTimersByTime(1_000);
  last().onerror?.();
  vi.advanceTimersByTime(1_500);
  expect(Line.opened).toHaveLength(2);
  vi.advanceTimersByTime(500);
  expect(Line.opened).toHaveLength(3);
  last().say("ended", "");
  expect(liveState()).toBe("ended");
  vi.advanceTimersByTime(120_000);
  expect(Line.opened).toHaveLength(3);
});
