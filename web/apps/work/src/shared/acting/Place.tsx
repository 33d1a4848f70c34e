import type { ActionInput, Ticket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Control, Notice } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { FilePicker, type FilesChange } from "../FilePicker.tsx";
import { distance, type Lack, type Likely, likely, lookForPlace, type Point, pointOf } from "../place.ts";
import { customerQuery } from "../useJob.ts";
import styles from "./acting.module.css";
import { texts } from "./texts.ts";

interface Place {
  /** undefined while it is looked for. */
  found: Point | Lack | undefined;
  body: Pick<ActionInput, "position" | "unplaced">;
}

/** The phone's place, for an action that says where it was done. It can be sent without one at any time. */
export function usePlace(wanted: boolean): Place {
  const [found, setFound] = useState<Point | Lack | undefined>(undefined);
  useEffect(() => {
    if (wanted) lookForPlace().then(setFound);
  }, [wanted]);
  if (!wanted) return { found, body: {} };
  if (found === undefined) return { found, body: { unplaced: "skipped" } };
  return { found, body: typeof found === "string" ? { unplaced: found } : { position: { ...found } } };
}

interface Props {
  place: Place;
  ticket: Ticket;
  files: readonly string[];
  onFiles: (change: FilesChange) => void;
}

/** What came of looking for the place, and what helps where it does not speak for itself: a photo and a reason. */
export function PlaceFound({ place: { found }, ticket, files, onFiles }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const card = useQuery(customerQuery(ticket.customer)).data;
  const place = card?.sites.find((one) => one.id === ticket.site);
  const site = pointOf(place?.point);
  if (found === undefined) return <p className={styles.quiet}>{t("locating")}</p>;
  const how = likely(found, site, Number(place?.fence) || null);
  const metres = typeof found !== "string" && site ? format.number(Math.round(distance(found, site))) : "";
  const accuracy = typeof found === "string" ? 0 : Math.round(found.accuracy ?? 0);
  return (
    <>
      <Notice tone={FINE.has(how) ? "good" : "warn"}>
        {how === "inside" ? t("locatedFrom", { metres }) : t(`place_${how}`, { metres, accuracy })}
      </Notice>
      {!FINE.has(how) && (
        <Control label={t("vouch")} help={t("vouchHint")} group>
          {() => (
            <FilePicker label={t("vouchPhoto")} accept="image/*" chain={ticket.id} {...{ files }} onChange={onFiles} />
          )}
        </Control>
      )}
    </>
  );
}

const FINE: ReadonlySet<Likely> = new Set(["inside", "no_site"]);
