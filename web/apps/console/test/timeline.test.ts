import { describe, expect, it } from "vitest";
import { type Entry, kindOf } from "../src/features/ticket/entries.ts";
import { stepsOf } from "../src/features/ticket/progress.ts";

function entry(type: string, what: Record<string, unknown> = {}, kind = "user"): Entry {
  return { no: 1, type, at: 1, caller: { kind, id: null }, erased: false, what };
}

describe("the kinds of a history", () => {
  it("tell words for the customer from words among colleagues", () => {
    expect(kindOf(entry("NoteAdded", { public: true }))).toBe("publicly");
    expect(kindOf(entry("NoteAdded", { public: false }))).toBe("internally");
    expect(kindOf(entry("CallLogged"))).toBe("publicly");
    expect(kindOf(entry("NoteElsewhere"))).toBe("internally");
  });

  it("tell the work from what the platform did", () => {
    for (const type of ["TicketCreated", "VisitAccepted", "TaskFinished", "TimeClaimed", "PiecesGiven"])
      expect(kindOf(entry(type)), type).toBe("flow");
    for (const type of ["RulesRan", "DispatchDecided", "PoolTaken", "TicketPurged"])
      expect(kindOf(entry(type)), type).toBe("platform");
    expect(kindOf(entry("NoteAdded", { public: false }, "system"))).toBe("platform");
  });
});

describe("the way of a ticket", () => {
  const stages = [
    { key: "reported", category: "new" },
    { key: "in_work", category: "active" },
    { key: "to_accept", category: "waiting" },
    { key: "resolved", category: "resolved" },
    { key: "cancelled", category: "cancelled" },
  ].map((stage) => ({ ...stage, label: { zh: stage.key } }));
  const events = [
    { at: 1, what: { stage: "reported" } },
    { at: 2, what: { stage: "in_work" } },
    { at: 3, what: { stage: "in_work" } },
    { at: 4, what: {} },
  ];
  const states = (stage: string, category: string) =>
    stepsOf(stages, { stage, category }, events).map(({ stage: { key }, state, at }) => [key, state, at]);

  it("shows what was passed, where it stands, and what is ahead", () => {
    expect(states("in_work", "active")).toEqual([
      ["reported", "past", 1],
      ["in_work", "now", 2],
      ["to_accept", "ahead", null],
      ["resolved", "ahead", null],
    ]);
  });

  it("says what was skipped, and ends where a ticket was cancelled", () => {
    expect(states("resolved", "resolved").map(([, state]) => state)).toEqual(["past", "past", "skipped", "now"]);
    expect(states("cancelled", "cancelled").map(([key]) => key)).toEqual(["reported", "in_work", "cancelled"]);
  });
});
