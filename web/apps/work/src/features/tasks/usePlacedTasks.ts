import { may, prefetchNear, useMe } from "@bihuan/session";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { standingsOf } from "../../shared/acting/standing.ts";
import { peopleQuery } from "../../shared/lookups.ts";
import { distance, findPlace, mayFindPlace, type Point, pointOf } from "../../shared/place.ts";
import { useOutbox } from "../../shared/queue/outbox.ts";
import { readsKept } from "../../shared/store/reads.ts";
import { customerQuery, fetchJob, ticketQuery } from "../../shared/useJob.ts";
import { type TaskRow, useTasks } from "../../shared/useTasks.ts";
import type { PlacedTask } from "./order.ts";

/** My tasks with how far each is; their cards are fetched meanwhile, so that they open without a network. */
export function usePlacedTasks() {
  const client = useQueryClient();
  const tasks = useTasks();
  const [here, setHere] = useState<Point | null>(null);
  const [isKept, setKept] = useState(false);
  const rows = tasks.data;
  const seesPeople = may(useMe(), "read", "user");
  useEffect(() => {
    if (!navigator.onLine || !rows) return;
    const cards = rows.map(({ task, row }) => fetchJob(client, task.number, row?.version));
    // Whom work can be given to is known where there is no network, too.
    if (seesPeople) {
      const near = () => prefetchNear(client, client.getQueryData(peopleQuery.queryKey)?.items ?? []);
      void client.prefetchQuery(peopleQuery).then(near);
    }
    const keep = async () => {
      const all = await Promise.allSettled(cards);
      await readsKept();
      setKept(all.every(({ status }) => status === "fulfilled"));
    };
    void keep();
  }, [client, rows, seesPeople]);
  useEffect(() => {
    mayFindPlace().then(async (may) => may && setHere(await findPlace()));
  }, []);
  const metres = ({ task }: TaskRow) => {
    const ticket = client.getQueryData(ticketQuery(task.number).queryKey);
    const card = client.getQueryData(customerQuery(ticket?.customer).queryKey);
    const site = pointOf(card?.sites.find((one) => one.id === ticket?.site)?.point);
    return here && site ? distance(here, site) : null;
  };
  const outgoing = useOutbox();
  const standing = ({ task }: TaskRow) => {
    const card = client.getQueryState(ticketQuery(task.number).queryKey);
    if (!card?.data) return undefined;
    const own = outgoing.filter((item) => item.chain === task.ticket);
    return standingsOf(card.data, card.dataUpdatedAt, own).find((one) => one.task.id === task.id);
  };
  const placed: PlacedTask[] = (rows ?? []).map((row) => ({ ...row, metres: metres(row), standing: standing(row) }));
  return { tasks, placed, isKept, here, locate: async () => setHere(await findPlace()) };
}
