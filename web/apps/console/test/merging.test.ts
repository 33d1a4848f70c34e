import { type Clash, decided } from "@bihuan/forms";
import { expect, test } from "vitest";
import type { Entry } from "../src/features/ticket/entries.ts";
import { changesSince } from "../src/features/ticket/merging/clashes.ts";

const clash = (path: string): Clash => ({ path, base: "old", mine: "mine", theirs: "theirs", by: "p2", at: 5 });

test("what was chosen is what is sent: mine, what stood before, or nothing where theirs stands", () => {
  const clashes = [clash("title"), clash("data.a"), clash("data.b")];
  const patch = { title: "mine", "data.a": "mine", "data.b": "mine", "data.c": "alone" };
  const choices = new Map([
    ["title", "theirs"],
    ["data.a", "mine"],
    ["data.b", "base"],
  ] as const);
  expect(decided(patch, clashes, choices)).toEqual({ "data.a": "mine", "data.b": "old", "data.c": "alone" });
});

function changed(no: number, by: string | null, what: Record<string, unknown>): Entry {
  return { no, type: "TicketChanged", at: no, caller: { kind: "user", id: by }, erased: false, what };
}

test("news is what others changed after the form was opened, each field by whoever came last", () => {
  const entries = [
    changed(4, "p2", { texts: { title: "x" } }),
    changed(5, "p2", { texts: { title: "y" }, data: { a: 1 } }),
    changed(6, "p3", { changes: { priority: "P0" }, data: { a: 2 } }),
    changed(7, "me", { data: { b: 1 } }),
  ];
  const news = changesSince([...entries].reverse(), 4, "me");
  expect([...news.entries()].sort()).toEqual([
    ["data.a", { by: "p3", at: 6 }],
    ["priority", { by: "p3", at: 6 }],
    ["title", { by: "p2", at: 5 }],
  ]);
});
