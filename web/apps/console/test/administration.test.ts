import { expect, test } from "vitest";
import { drawnPassword } from "../src/features/people/useAdminPeople.ts";
import { cellOf, summed, withCell } from "../src/features/roles/grants.ts";
import { asTree } from "../src/shared/admin/organisation.ts";

const READ = { action: "read", kind: "ticket", rows: "own_area" };

test("a cell says the rows of one plain grant, and leaves to the JSON what says more", () => {
  expect(cellOf([READ], "ticket", "read")).toBe("own_area");
  expect(cellOf([READ], "ticket", "update")).toBe("");
  expect(cellOf([READ, { ...READ, rows: "assigned" }], "ticket", "read")).toBeNull();
  expect(cellOf([{ ...READ, fields: { others: "masked" } }], "ticket", "read")).toBeNull();
  expect(cellOf([{ ...READ, types: ["repair"] }], "ticket", "read")).toBeNull();
  expect(cellOf([{ action: "*", kind: "*", rows: "all" }], "ticket", "read")).toBeNull();
});

test("a cell that is set anew changes that grant and no other", () => {
  const other = { ...READ, action: "note" };
  expect(withCell([READ, other], "ticket", "read", "all")).toEqual([other, { ...READ, rows: "all" }]);
  expect(withCell([READ, other], "ticket", "read", "")).toEqual([other]);
});

test("a role is told kind by kind, actions on the same rows together", () => {
  const grants = [READ, { ...READ, action: "note" }, { ...READ, rows: "all" }, { ...READ, kind: "user" }];
  expect(summed(grants)).toEqual([
    {
      kind: "ticket",
      parts: [
        { rows: "own_area", actions: ["read", "note"] },
        { rows: "all", actions: ["read"] },
      ],
    },
    { kind: "user", parts: [{ rows: "own_area", actions: ["read"] }] },
  ]);
});

test("units stand below their parent; what lost its parent stands at the top", () => {
  const unit = (id: string, parent: string | null) => ({ id, name: id, parent, head: null });
  const tree = asTree([unit("b", "a"), unit("a", null), unit("c", "gone"), unit("d", "b")]);
  expect(tree.map(({ unit: { id }, depth }) => `${id}${depth}`)).toEqual(["a0", "b1", "d2", "c0"]);
});

test("a first password is long, never the same, and easy to read out", () => {
  const drawn = new Set(Array.from({ length: 50 }, drawnPassword));
  expect(drawn.size).toBe(50);
  for (const password of drawn) expect(password).toMatch(/^([a-zA-Z2-9]{4}-){3}[a-zA-Z2-9]{4}$/);
  expect([...drawn].join("")).not.toMatch(/[lIO01]/);
});
