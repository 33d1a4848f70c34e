import type { Action, Ticket, TicketRow } from "@bihuan/api";
import { changesSinceDecision } from "@bihuan/forms";
import { expect, test } from "vitest";
import { codeOf } from "../../../packages/ui/src/scan.ts";
import { columnsOf } from "../src/features/board/columns.ts";
import { timelineOf } from "../src/features/job/timeline.ts";
import { inOrder, type PlacedTask } from "../src/features/tasks/order.ts";
import { lackingEvidence } from "../src/shared/acting/asking.ts";
import { standingsOf } from "../src/shared/acting/standing.ts";
import { distance, mapLink, pointOf } from "../src/shared/place.ts";
import type { Item } from "../src/shared/queue/item.ts";

function task(id: string, due: number | null, metres: number | null, red = false): PlacedTask {
  return { task: { id, opened_at: 0 }, row: { next_due: due, red }, metres } as PlacedTask;
}

test("tasks go by due, then by distance; what promises nothing comes last", () => {
  const tasks = [task("late", 200, 1), task("none", null, 0), task("far", 100, 900), task("near", 100, 50)];
  expect(inOrder(tasks, "due").map((each) => each.task.id)).toEqual(["near", "far", "late", "none"]);
  expect(inOrder(tasks, "near").map((each) => each.task.id)).toEqual(["none", "late", "near", "far"]);
  expect(inOrder([...tasks, task("red", 999, 999, true)], "due")[0]?.task.id).toBe("red");
});

test("distances are those of the globe, and a map is asked for a point, else for an address", () => {
  const suzhou = { latitude: 31.3089, longitude: 120.7643 };
  const wuxi = { latitude: 31.538, longitude: 120.421 };
  expect(distance(suzhou, suzhou)).toBe(0);
  expect(distance(suzhou, wuxi) / 1000).toBeCloseTo(41.4, 0);
  expect(pointOf({ lat: "31.5", lng: "120.4" })).toEqual({ latitude: 31.5, longitude: 120.4 });
  expect(pointOf({ lat: null })).toBeNull();
  expect(mapLink("A&B", suzhou, "")).toContain("to=120.7643,31.3089,A%26B");
  expect(mapLink("A", null, "Road 1")).toContain("keyword=Road%201");
});

test("a label's address and a typed code name the same device", () => {
  expect(codeOf("https://x.example/portal/?device=bh-480rpt8032")).toBe("bh-480rpt8032");
  expect(codeOf("https://x.example/d/bh-480rpt8032/")).toBe("bh-480rpt8032");
  expect(codeOf(" bh-480rpt8032 ")).toBe("bh-480rpt8032");
});

test("an approver sees what changed since somebody last decided, from then to now", () => {
  const changed = (what: Record<string, unknown>) => ({ type: "TicketChanged", what });
  const events = [
    changed({ data: { cost: "1" }, data_before: { cost: null } }),
    { type: "VoteCast", what: {} },
    changed({ data: { cost: "5" }, data_before: { cost: "1" } }),
    changed({ data: { cost: "9", same: "b" }, data_before: { cost: "5", same: "a" } }),
    changed({ data: { same: "a" }, data_before: { same: "b" } }),
  ];
  expect(changesSinceDecision(events)).toMatchObject({ changes: [{ field: "cost", before: "1", after: "9" }] });
  expect(changesSinceDecision(events.slice(0, 1))).toBeNull();
  expect(changesSinceDecision(events.slice(0, 2))?.changes).toEqual([]);
});

test("a board goes by stage, in each the red ones first and then what is due first", () => {
  const row = (id: string, category: string, next_due: number | null, red = false) =>
    ({ id, category, stage: category, type: "x", next_due, red }) as unknown as TicketRow;
  const columns = columnsOf([
    row("w", "waiting", 1),
    row("b", "active", 5),
    row("a", "active", 1),
    row("r", "active", 9, true),
  ]);
  expect(columns.map((column) => column.rows.map((each) => each.id))).toEqual([["r", "a", "b"], ["w"]]);
});

test("a job's history tells visits and notes, newest first", () => {
  const ticket = {
    created_at: 1,
    visits: [{ id: "v", person: "p", offered_at: 2, accepted_at: 5, departed_at: null }],
    notes: [{ id: "n", at: 3, author: "q", text: "hello", files: ["f"] }],
  } as unknown as Ticket;
  expect(timelineOf(ticket).map((entry) => [entry.what, entry.at])).toEqual([
    ["acceptedBy", 5],
    ["noted", 3],
    ["offeredTo", 2],
    ["opened", 1],
  ]);
});

const offer = (key: string, leads_to: string | null) => ({ key, leads_to, needs_person: false });
const VISIT = {
  tasks: [
    {
      id: "k",
      visit: { state: "accepted" },
      actions: [offer("depart", "en_route"), offer("refuse", null)],
      ahead: {
        en_route: [offer("arrive", "on_site"), offer("refuse", null)],
        on_site: [offer("finish", null)],
      },
    },
  ],
} as unknown as Ticket;

function step(action: string, state: Item["state"] = "kept", sentAt = 0): Item {
  return { id: action, state, sentAt, work: { kind: "action", task: "k", action, body: {} } } as unknown as Item;
}

function stands(readAt: number, ...items: Item[]) {
  const [one] = standingsOf(VISIT, readAt, items);
  return [one?.visit, one?.actions.map((action) => action.key).join(), one?.ahead, one?.ended];
}

test("the next steps are offered by what was done on the phone, before the server knows", () => {
  expect(stands(0)).toEqual(["accepted", "depart,refuse", false, false]);
  expect(stands(0, step("depart"))).toEqual(["en_route", "arrive,refuse", true, false]);
  expect(stands(0, step("depart"), step("arrive"))).toEqual(["on_site", "finish", true, false]);
  expect(stands(0, step("depart"), step("arrive"), step("finish"))).toEqual(["on_site", "", true, true]);
  expect(stands(0, step("depart"), step("refuse"))).toEqual(["en_route", "", true, true]);
});

test("who asks others in waits for them, and goes on beside those who decide with him", () => {
  const asking = ["agree", "consult", "sign_parallel", "transfer"].map((key) => offer(key, null));
  const decision = { tasks: [{ id: "k", visit: null, actions: asking }] } as unknown as Ticket;
  const after = (action: string) => standingsOf(decision, 0, [step(action)])[0];
  expect(after("consult")).toMatchObject({ actions: [], waits: true, ended: false });
  expect(after("sign_parallel")).toMatchObject({ ahead: true, ended: false });
  expect(after("sign_parallel")?.actions).toHaveLength(4);
  expect(after("transfer")).toMatchObject({ actions: [], ended: true });
});

test("what the server has told already is not done twice; what it turned down, and what follows, has not happened", () => {
  expect(stands(9, step("depart", "sent", 5))).toEqual(["accepted", "depart,refuse", false, false]);
  expect(stands(3, step("depart", "sent", 5))).toEqual(["en_route", "arrive,refuse", true, false]);
  expect(stands(0, step("depart", "refused"), step("arrive"))).toEqual(["accepted", "depart,refuse", false, false]);
  // The answer was lost, but a later look shows that it had arrived: the ticket stands behind it already.
  expect(stands(0, step("accept"), step("depart"))).toEqual(["en_route", "arrive,refuse", true, false]);
});

test("a step that asks for a photo is not content with a video", () => {
  const action = (evidence: Record<string, number>) => ({ evidence }) as unknown as Action;
  expect(lackingEvidence(action({ photo: 2 }), ["image/jpeg", "video/mp4"])).toBe(1);
  expect(lackingEvidence(action({ photo: 1, audio: 1 }), ["image/jpeg", "audio/webm"])).toBe(0);
  expect(lackingEvidence(action({ any: 2 }), ["application/pdf"])).toBe(1);
});
