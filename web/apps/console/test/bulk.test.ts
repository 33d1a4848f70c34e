import { expect, test } from "vitest";
import { type Outcome, runBulk } from "../src/features/pool/bulk/run.ts";
import { EVERYTHING } from "../src/features/pool/filter.ts";
import { filterOf, isShown, queryOf } from "../src/features/pool/views.ts";

const chosen = Array.from({ length: 10 }, (_, n) => ({ id: `t${n}`, number: `N${n}`, title: "" }));

test("each ticket is one command with a key of its own, a few at once, and a failure stops no other", async () => {
  const keys: string[] = [];
  const last = new Map<string, Outcome>();
  let now = 0;
  let most = 0;
  await runBulk(
    chosen,
    "batch",
    { kind: "tag", tag: "VIP" },
    (id, outcome) => last.set(id, outcome),
    async (ticket, key) => {
      keys.push(key);
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      if (ticket.id === "t4") throw new Error("no");
    },
  );
  expect(new Set(keys)).toEqual(new Set(chosen.map((one) => `batch:${one.id}`)));
  expect(keys).toHaveLength(10);
  expect(most).toBeLessThanOrEqual(3);
  expect([...last].filter(([, one]) => one.state === "failed").map(([id]) => id)).toEqual(["t4"]);
  expect([...last].filter(([, one]) => one.state === "done")).toHaveLength(9);
});

test("what is kept as a view is known again when it is shown", () => {
  const filter = { ...EVERYTHING, mine: true, categories: ["new"], q: "泵", type: "pump", sort: "next_due" };
  const view = {
    id: "v",
    name: "v",
    owner: "o",
    own: true,
    default: false,
    query: queryOf(filter, [{ key: "stage", width: 100 }]),
    roles: [],
    departments: [],
    version: 1,
  };
  expect(isShown(view, filter)).toBe(true);
  expect(isShown(view, filterOf(view))).toBe(true);
  expect(isShown(view, { ...filter, q: "" })).toBe(false);
  expect(isShown(view, { ...filter, priorities: ["P0"] })).toBe(false);
});
