import type { ActionInput, Ticket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Notice } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { distance, findPlace, type Point, pointOf } from "../place.ts";
import { customerQuery } from "../useJob.ts";
import styles from "./acting.module.css";
import { texts } from "./texts.ts";

interface Place {
  /** undefined while it is looked for. */
  point: Point | null | undefined;
  body: Pick<ActionInput, "position">;
}

/** The phone's place, for an action that says where it was done. It can be sent without one at any time. */
export function usePlace(wanted: boolean): Place {
  const [point, setPoint] = useState<Point | null | undefined>(undefined);
  useEffect(() => {
    if (wanted) findPlace().then(setPoint);
  }, [wanted]);
  return { point, body: point ? { position: { ...point } } : {} };
}

/** What came of looking for the place: how sure it is, and how far from the site. */
export function PlaceFound({ place: { point }, ticket }: { place: Place; ticket: Ticket }) {
  const t = useTexts(texts);
  const format = useFormats();
  const card = useQuery(customerQuery(ticket.customer)).data;
  const site = pointOf(card?.sites.find((one) => one.id === ticket.site)?.point);
  if (point === undefined) return <p className={styles.quiet}>{t("locating")}</p>;
  if (point === null) return <Notice tone="warn">{t("notLocated")}</Notice>;
  const metres = site && format.number(Math.round(distance(point, site)));
  return (
    <Notice tone="good">
      {metres ? t("locatedFrom", { metres }) : t("located", { accuracy: Math.round(point.accuracy ?? 0) })}
    </Notice>
  );
}
