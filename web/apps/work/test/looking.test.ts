// @vitest-environment happy-dom
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { ticketQuery } from "../src/shared/useJob.ts";

test("a job that somebody looks at is read anew: others may move it on meanwhile", async () => {
  vi.useFakeTimers();
  const read = vi.fn(async () => ({ id: "1" }) as never);
  const observer = new QueryObserver(new QueryClient(), { ...ticketQuery("R-1"), queryFn: read });
  const stop = observer.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(read).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(21_000);
  expect(read).toHaveBeenCalledTimes(2);
  stop();
  vi.useRealTimers();
});
