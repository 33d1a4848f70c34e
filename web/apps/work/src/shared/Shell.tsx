import { useTexts } from "@bihuan/i18n";
import { Icon, type IconName, Toasts } from "@bihuan/ui";
import { onlineManager } from "@tanstack/react-query";
import { type ReactNode, useSyncExternalStore } from "react";
import { Link, useRoute } from "wouter";
import type { Item } from "./queue/item.ts";
import { unsent, useOutbox } from "./queue/outbox.ts";
import styles from "./Shell.module.css";
import { texts } from "./texts.ts";

interface Place {
  to: string;
  icon: IconName;
  text: "tasks" | "report" | "approvals" | "mine";
}

const PLACES: readonly Place[] = [
  { to: "/", icon: "task", text: "tasks" },
  { to: "/report", icon: "plus", text: "report" },
  { to: "/approvals", icon: "check", text: "approvals" },
  { to: "/mine", icon: "user", text: "mine" },
];

/** The page, and below it where to go, in reach of the thumb. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTexts(texts);
  const online = useSyncExternalStore(
    (tell) => onlineManager.subscribe(tell),
    () => onlineManager.isOnline(),
  );
  const waiting = unsent(useOutbox());
  return (
    <div className={styles.shell}>
      <main className={styles.main}>
        {!online && (
          <p className={styles.offline} role="status">
            {t("offline")}
          </p>
        )}
        {children}
      </main>
      <nav className={styles.bar} aria-label={t("navigation")}>
        {PLACES.map((place) => (
          <Tab key={place.to} place={place} waiting={place.to === "/mine" ? waiting : []} />
        ))}
      </nav>
      <Toasts />
    </div>
  );
}

function Tab({ place, waiting }: { place: Place; waiting: readonly Item[] }) {
  const t = useTexts(texts);
  const [here] = useRoute(place.to);
  const refused = waiting.some((item) => item.state === "refused");
  return (
    <Link href={place.to} className={styles.tab} aria-current={here ? "page" : undefined}>
      <span className={styles.icon}>
        <Icon name={place.icon} size={22} />
        {waiting.length > 0 && <span className={refused ? styles.refused : styles.count}>{waiting.length}</span>}
      </span>
      {t(place.text)}
    </Link>
  );
}
