// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { dropDraft, keepDraft, readDraft } from "../src/shared/drafts.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const bare = (store: Storage) => ({
  getItem: (key: string) => store.getItem(key),
  removeItem: (key: string) => store.removeItem(key),
});
const full = () => {
  throw new DOMException("full", "QuotaExceededError");
};

test("a draft is there again after a reload, until it is dropped", () => {
  expect(keepDraft("a", { steps: 3 })).toBe(true);
  expect(readDraft("a")).toEqual({ steps: 3 });
  dropDraft("a");
  expect(readDraft("a")).toBeNull();
});

test("a full store stops nobody, and leaves no older state behind that would come back instead", () => {
  keepDraft("a", { steps: 3 });
  const store = { ...bare(localStorage), setItem: full };
  vi.stubGlobal("localStorage", store);
  expect(keepDraft("a", { steps: 4 })).toBe(false);
  expect(readDraft("a")).toBeNull();
});

test("what is no draft is none", () => {
  localStorage.setItem("a", "{");
  expect(readDraft("a")).toBeNull();
});
