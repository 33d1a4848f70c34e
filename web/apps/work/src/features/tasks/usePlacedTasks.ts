import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { distance, findPlace, mayFindPlace, type Point, pointOf } from "../../shared/place.ts";
import { customerQuery, fetchJob, ticketQuery } from "../../shared/useJob.ts";
import { type TaskRow, useTasks } from "../../shared/useTasks.ts";
import type { PlacedTask } from "./order.ts";

/** My tasks with how far each is; their cards are fetched meanwhile, so that they open without a network. */
export function usePlacedTasks() {
  const client = useQueryClient();
  const tasks = useTasks();
  const [here, setHere] = useState<Point | null>(null);
  const [, setFetched] = useState(0);
  const rows = tasks.data;
  useEffect(() => {
    if (!navigator.onLine) return;
    for (const { task, row } of rows ?? []) {
      fetchJob(client, task.number, row?.version).then(
        () => setFetched((count) => count + 1),
        () => undefined,
      );
    }
  }, [client, rows]);
  useEffect(() => {
    mayFindPlace().then(async (may) => may && setHere(await findPlace()));
  }, []);
  const metres = ({ task }: TaskRow) => {
    const ticket = client.getQueryData(ticketQuery(task.number).queryKey);
    const card = client.getQueryData(customerQuery(ticket?.customer).queryKey);
    const site = pointOf(card?.sites.find((one) => one.id === ticket?.site)?.point);
    return here && site ? distance(here, site) : null;
  };
  const placed: PlacedTask[] = (rows ?? []).map((row) => ({ ...row, metres: metres(row) }));
  return { tasks, placed, here, locate: async () => setHere(await findPlace()) };
}
