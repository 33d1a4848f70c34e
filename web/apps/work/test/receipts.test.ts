import { api } from "@bihuan/api";
import { expect, test, vi } from "vitest";
import { hasSaid } from "../src/features/job/receipts.ts";
import { type Item, newId } from "../src/shared/queue/item.ts";
import type { Queue } from "../src/shared/queue/queue.ts";
import { sendItem } from "../src/shared/queue/send.ts";

const NOW = 1_700_000_000_000;

function reading(changes: Partial<Item> = {}): Item {
  const work = { kind: "read", ticket: "t1" } as const;
  const rest = { owner: "p", chain: "t1", no: 1, label: "已阅", at: NOW, tries: 0, notBefore: 0 } as const;
  return { id: newId(NOW, (bytes) => bytes.fill(7)), state: "kept", work, ...rest, ...changes };
}

test("whoever has said so on the phone is not asked again, with or without a network", () => {
  expect(hasSaid([reading()], NOW)).toBe(true);
  expect(hasSaid([reading({ state: "sending" })], NOW)).toBe(true);
  expect(hasSaid([], NOW)).toBe(false);
});

test("what was turned down has not been said", () => {
  expect(hasSaid([reading({ state: "refused" })], NOW)).toBe(false);
});

test("once it has arrived the ticket itself says so, and what is told later is asked about anew", () => {
  const sent = reading({ state: "sent", sentAt: NOW });
  expect(hasSaid([sent], NOW - 1)).toBe(true);
  expect(hasSaid([sent], NOW + 1)).toBe(false);
});

test("it goes out under its own name, so that a second try counts once", async () => {
  const post = vi.spyOn(api, "POST").mockResolvedValue({ data: {}, response: new Response() } as never);
  const item = reading({ at: Date.now() });
  await sendItem(item, { all: () => [] } as unknown as Queue);
  const headers = { "Idempotency-Key": item.id };
  expect(post).toHaveBeenCalledExactlyOnceWith("/api/v1/tickets/{key}/read", {
    params: { path: { key: "t1" } },
    headers,
  });
});
