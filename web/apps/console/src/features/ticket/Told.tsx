import type { Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Panel } from "@bihuan/ui";
import { useEffect, useRef } from "react";
import { usePersonName } from "../../shared/lookups.ts";
import styles from "./TicketPage.module.css";
import { useReadCopies } from "./useTicket.ts";
import { texts } from "./waitwords.ts";

type Told = Ticket["told"][number];

/** 知会 and 抄送: who was told of what, and when each read it. Whoever was told has read it once the page is open. */
export function ToldPanel({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(texts);
  useReadOnce(ticket, pageKey);
  if (ticket.told.length === 0) return null;
  return (
    <Panel title={t("told")}>
      <ul className={styles.tasks}>
        {ticket.told.map((one) => (
          <li key={`${one.step} ${one.at}`} className={styles.told}>
            <Message one={one} />
            <ul className={styles.readers} aria-label={t("readers")}>
              {one.people.map((reader) => (
                <Reader key={reader.person} person={reader.person} at={reader.read_at} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Message({ one }: { one: Told }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const words = one.text === null ? "" : pick(one.text, language);
  const label = pick(one.label, language);
  return (
    <div>
      <strong>{t(one.kind === "cc" ? "copied" : "notified", { label })}</strong>
      {words && words !== label && <p>{words}</p>}
      <p className={styles.quiet}>{format.instant(one.at)}</p>
    </div>
  );
}

function Reader({ person, at }: { person: string; at: number | null }) {
  const t = useTexts(texts);
  const format = useFormats();
  const name = usePersonName()(person) ?? "…";
  const said = at === null ? t("unread", { name }) : t("read", { name, at: format.instant(at) });
  return <li className={styles.quiet}>{said}</li>;
}

/** Opening the page is reading it: said once, and again only for what was told since. */
function useReadOnce(ticket: Ticket, pageKey: string): void {
  const { mutate } = useReadCopies(pageKey);
  const said = useRef(0);
  const newest = Math.max(0, ...ticket.told.filter((one) => one.unread).map((one) => one.at));
  useEffect(() => {
    if (newest <= said.current) return;
    said.current = newest;
    mutate();
  }, [newest, mutate]);
}
