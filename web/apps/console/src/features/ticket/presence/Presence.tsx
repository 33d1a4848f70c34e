import { api, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Avatar } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Busy } from "./busy.ts";
import styles from "./Presence.module.css";
import { texts } from "./texts.ts";

const MOST_SHOWN = 5;

/** Who else has this ticket open, and who is writing into it. */
export function Presence({ ticket, state }: { ticket: string; state: "viewing" | Busy }) {
  const t = useTexts(texts);
  const people = usePresence(ticket, state) ?? [];
  if (!people.length) return null;
  return (
    <ul className={styles.people} aria-label={t("here")}>
      {people.slice(0, MOST_SHOWN).map((one) => (
        <li key={one.person} className={styles.person} data-state={one.state}>
          <span className={styles.face}>
            <Avatar name={one.name ?? ""} />
          </span>
          {t(one.state, { name: one.name ?? "" })}
        </li>
      ))}
      {people.length > MOST_SHOWN && (
        <li className={styles.person}>{t("more", { count: people.length - MOST_SHOWN })}</li>
      )}
    </ul>
  );
}

/** Says every few seconds that this tab is here, as long as somebody sees it, and takes leave when it goes. */
function usePresence(ticket: string, state: "viewing" | Busy) {
  const [tab] = useState(() => crypto.getRandomValues(new Uint32Array(2)).join("-"));
  const looksOn = useMe().viewing_as !== null;
  const found = useQuery({
    queryKey: ["presence", ticket, tab, state],
    queryFn: () => tell(ticket, tab, state),
    refetchInterval: ({ state: { data } }) => data?.again_in ?? 10_000,
    refetchOnWindowFocus: true,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    placeholderData: (before) => before,
    enabled: !looksOn,
  });
  useEffect(() => {
    const leave = () => void tell(ticket, tab, "left").catch(() => {});
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      if (!looksOn) leave();
    };
  }, [ticket, tab, looksOn]);
  return found.data?.people;
}

function tell(key: string, tab: string, state: "viewing" | Busy | "left") {
  const request = { params: { path: { key } }, body: { tab, state }, keepalive: state === "left" };
  return unwrap(api.POST("/api/v1/tickets/{key}/presence", request));
}
