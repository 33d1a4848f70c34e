import { api, type TaskToHandOver, type Ticket, unwrap } from "@bihuan/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useReducer, useRef, useState } from "react";
import { inTurn, type Outcome } from "../../shared/inTurn.ts";
import { useFresh } from "../../shared/useFresh.ts";

const KEY = ["hand-over"] as const;

/** Who is away and has work that this person may give to others. */
export function usePeopleAway(asks: boolean) {
  useFresh(KEY);
  return useQuery({
    queryKey: [...KEY, "people"],
    queryFn: () => unwrap(api.GET("/api/v1/hand-over")),
    enabled: asks,
  });
}

/** Somebody's open tasks; `me`: one's own. */
export function useTasksOf(person: string) {
  return useQuery({
    queryKey: [...KEY, "tasks", person],
    queryFn: () => unwrap(api.GET("/api/v1/hand-over/{person}", { params: { path: { person } } })),
  });
}

export interface Ask {
  person: string;
  reason: string;
}

/** Each task a command of its own; what became of those that did not go stays beside them. */
export function useHandingOver() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [, look] = useReducer((round: number) => round + 1, 0);
  const outcomes = useRef(new Map<string, Outcome>()).current;
  const begin = async (tasks: readonly TaskToHandOver[], ask: Ask) => {
    const batch = crypto.randomUUID();
    outcomes.clear();
    setBusy(true);
    const send = (task: TaskToHandOver) => handOver(task, ask, `${batch}:${task.id}`);
    await inTurn(tasks, send, (id, outcome) => {
      outcomes.set(id, outcome);
      look();
    });
    for (const name of ["hand-over", "tasks", "tickets", "waiting"])
      await client.invalidateQueries({ queryKey: [name] });
    setBusy(false);
  };
  return { busy, outcomes, begin };
}

function handOver(task: TaskToHandOver, { person, reason }: Ask, key: string): Promise<Ticket> {
  const params = { path: { task: task.id, action: task.how ?? "" }, header: { "Idempotency-Key": key } };
  const body = task.how === "refuse" ? { comment: reason } : { person, comment: reason };
  return unwrap(api.POST("/api/v1/tasks/{task}/actions/{action}", { params, body }));
}
