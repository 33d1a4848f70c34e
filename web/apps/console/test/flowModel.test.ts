import { expect, test } from "vitest";
import { newFlow, newItem } from "../src/features/flows/designer/making.ts";
import { changesOf, merged, withRemoved } from "../src/features/flows/model/diff.ts";
import {
  copied,
  inserted,
  moved,
  patched,
  removed,
  shifted,
  withoutWay,
  withWay,
} from "../src/features/flows/model/edit.ts";
import { earlierOf, type FlowBody, findItem, itemsOf, listOf, mayStand } from "../src/features/flows/model/flow.ts";
import { begun, changed, redone, undone } from "../src/features/flows/model/history.ts";
import { picture } from "../src/features/flows/model/layout.ts";

const both = (key: string) => ({ zh: key, en: key });
const step = (id: string, kind = "handle") => ({ id, kind, label: id, stage: "in_work" });
const FLOW: FlowBody = {
  key: "buy",
  root: [
    step("ask", "start"),
    step("head", "approve"),
    {
      id: "size",
      kind: "branch",
      ways: [
        {
          key: "large",
          label: "large",
          when: { op: "gt", left: { field: "amount" }, right: 5 },
          items: [step("finance", "approve")],
        },
        { key: "small", label: "small", items: [] },
      ],
    },
    step("buy"),
    step("end", "end"),
  ],
};
const ids = (body: FlowBody) => itemsOf(body).map((item) => item.id);

test("a step is put between two others, into a way, and never in front of the start", () => {
  expect(ids(inserted(FLOW, { of: null, way: 0, at: 2 }, [step("x")]))[2]).toBe("x");
  expect(ids(inserted(FLOW, { of: null, way: 0, at: 0 }, [step("x")])).slice(0, 2)).toEqual(["ask", "x"]);
  const inside = inserted(FLOW, { of: "size", way: 1, at: 0 }, [step("x")]);
  expect(listOf(listOf(findItem(inside, "size")?.ways)[1]?.items).map((item) => item.id)).toEqual(["x"]);
});

test("what a new step begins with fits its place", () => {
  const service = newFlow("s", "S", "service", both);
  expect(newItem(service, { of: null, way: 0, at: 2 }, "handle", both)).toMatchObject({
    id: "handle",
    stage: "in_work",
    dispatchers: ["dispatcher"],
  });
  expect(newItem(service, { of: null, way: 0, at: 2 }, "wait", both).stage).toBe("to_accept");
  expect(newItem(service, { of: null, way: 0, at: 2 }, "branch", both).stage).toBeUndefined();
});

test("a block moves as a whole, and not into itself", () => {
  expect(mayStand(FLOW, "size", { of: "size", way: 0, at: 0 })).toBe(false);
  expect(mayStand(FLOW, "ask", { of: null, way: 0, at: 3 })).toBe(false);
  expect(ids(moved(FLOW, "size", { of: null, way: 0, at: 4 }))).toEqual([
    "ask",
    "head",
    "buy",
    "size",
    "finance",
    "end",
  ]);
  expect(ids(moved(FLOW, "buy", { of: "size", way: 1, at: 0 }))).toEqual([
    "ask",
    "head",
    "size",
    "finance",
    "buy",
    "end",
  ]);
  expect(moved(FLOW, "head", { of: null, way: 0, at: 2 })).toBe(FLOW);
  expect(ids(shifted(FLOW, "buy", -1)).indexOf("buy")).toBe(2);
  expect(shifted(FLOW, "head", -1)).not.toBe(null);
});

test("the start stays, other steps go with all they hold", () => {
  expect(removed(FLOW, "ask")).toBe(FLOW);
  expect(ids(removed(FLOW, "size"))).toEqual(["ask", "head", "buy", "end"]);
});

test("a copy has ids of its own, also where it names itself", () => {
  const block = { ...step("loop", "repeat"), items: [step("do"), { ...step("look", "approve"), returns: ["do"] }] };
  const body = { ...FLOW, root: [...FLOW.root, block] };
  const copy = copied(body, block);
  expect(copy.id).toBe("loop_2");
  expect(listOf(copy.items).map((item) => item.id)).toEqual(["do_2", "look_2"]);
  expect(listOf(copy.items)[1]?.returns).toEqual(["do_2"]);
});

test("a new way stands in front of the default and asks for a condition", () => {
  const more = withWay(FLOW, "size", "middle");
  expect(listOf(findItem(more, "size")?.ways).map((way) => way.key)).toEqual(["large", "way", "small"]);
  expect(ids(withoutWay(more, "size", 0))).not.toContain("finance");
});

test("a step may go back to what every way to it has passed", () => {
  expect(earlierOf(FLOW, "finance").map((item) => item.id)).toEqual(["ask", "head"]);
  expect(earlierOf(FLOW, "buy").map((item) => item.id)).toEqual(["ask", "head"]);
});

test("typing in one field is one step to undo", () => {
  let history = changed(begun(1), 2, "name");
  history = changed(history, 3, "name");
  history = changed(history, 4, "other");
  expect(undone(history).now).toBe(3);
  expect(undone(undone(history)).now).toBe(1);
  expect(redone(undone(history)).now).toBe(4);
  expect(undone(begun(1)).now).toBe(1);
});

test("nothing lies on anything else, and every place to put something in is drawn once", () => {
  const { drawn, lines, w } = picture(FLOW.root);
  for (const one of drawn)
    for (const other of drawn)
      if (one !== other)
        expect(
          one.x + one.w <= other.x ||
            other.x + other.w <= one.x ||
            one.y + one.h <= other.y ||
            other.y + other.h <= one.y,
        ).toBe(true);
  expect(Math.min(...drawn.map((one) => one.x))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn.map((one) => one.x + one.w))).toBeLessThanOrEqual(w);
  const slots = lines.flatMap((line) => (line.slot ? [`${line.slot.of}/${line.slot.way}/${line.slot.at}`] : []));
  expect(new Set(slots).size).toBe(slots.length);
  expect(slots).toContain("size/1/0");
});

test("what changed is told by id; what was put between has moved nobody", () => {
  const next = patched(inserted(removed(FLOW, "head"), { of: null, way: 0, at: 1 }, [step("new")]), "buy", {
    mode: "claim",
  });
  expect(Object.fromEntries(changesOf(FLOW, next))).toEqual({ new: "added", head: "removed", buy: "changed" });
  expect(ids(withRemoved(FLOW, next))).toEqual(["ask", "head", "new", "size", "finance", "buy", "end"]);
});

test("two people's work on different steps is put together", () => {
  const mine = inserted(FLOW, { of: "size", way: 1, at: 0 }, [step("check")]);
  const theirs = patched(inserted(FLOW, { of: null, way: 0, at: 4 }, [step("tell", "notify")]), "head", {
    mode: "any",
  });
  const { body, conflicts } = merged(FLOW, mine, theirs);
  expect(conflicts).toEqual([]);
  expect(ids(body)).toEqual(["ask", "head", "size", "finance", "check", "buy", "tell", "end"]);
  expect(findItem(body, "head")?.mode).toBe("any");
});

test("a way that one put in front does not shift the other's", () => {
  const mine = withWay(FLOW, "size", "middle");
  const theirs = inserted(FLOW, { of: "size", way: 1, at: 0 }, [step("check")]);
  const ways = listOf(findItem(merged(FLOW, mine, theirs).body, "size")?.ways);
  expect(ways.map((way) => [way.key, listOf(way.items).map((item) => item.id)])).toEqual([
    ["large", ["finance"]],
    ["way", []],
    ["small", ["check"]],
  ]);
});

test("what both changed is asked, and nothing that one side changed goes with what the other took away", () => {
  const same = merged(FLOW, patched(FLOW, "head", { mode: "any" }), patched(FLOW, "head", { mode: "sequence" }));
  expect(same.conflicts).toEqual([{ id: "head", key: "mode", mine: "any", theirs: "sequence" }]);
  const gone = merged(FLOW, removed(FLOW, "size"), patched(FLOW, "finance", { mode: "any" }));
  expect(gone.conflicts.map((one) => one.id)).toContain("size");
  const untouched = merged(FLOW, removed(FLOW, "size"), patched(FLOW, "buy", { mode: "claim" }));
  expect(untouched.conflicts).toEqual([]);
  expect(ids(untouched.body)).not.toContain("finance");
});
