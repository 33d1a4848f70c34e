import type { Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Panel, showToast, Tag } from "@bihuan/ui";
import { usePersonName } from "../../shared/lookups.ts";
import type { Item } from "../../shared/queue/item.ts";
import { outbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import styles from "./JobPage.module.css";
import { hasSaid } from "./receipts.ts";
import { texts } from "./texts.ts";

type Told = Ticket["told"][number];

interface Props {
  ticket: Ticket;
  /** When the ticket was read from the server, ms by the phone's clock. */
  readAt: number;
  outgoing: readonly Item[];
}

/** 知会 and 抄送: who was told of what, and when each read it. */
export function ToldPanel({ ticket, readAt, outgoing }: Props) {
  const t = useTexts(texts);
  const me = useMe().id;
  if (ticket.told.length === 0) return null;
  const said = hasSaid(outgoing, readAt);
  return (
    <Panel title={t("told")}>
      <ul className={styles.stack}>
        {ticket.told.map((one) => (
          <li key={`${one.step} ${one.at}`} className={styles.stack}>
            <Message one={one} />
            <ul className={styles.readers} aria-label={t("readers")}>
              {one.people.map(({ person, read_at }) => (
                <Reader key={person} person={person} at={read_at} isKept={said && person === me} />
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

function Reader({ person, at, isKept }: { person: string; at: number | null; isKept: boolean }) {
  const t = useTexts(texts);
  const format = useFormats();
  const name = usePersonName()(person) ?? t("somebody");
  return (
    <li className={styles.reader}>
      <span>{name}</span>
      {at !== null && <Tag tone="good">{t("readAt", { at: format.instant(at) })}</Tag>}
      {at === null && <Tag tone={isKept ? "warn" : "neutral"}>{t(isKept ? "readKept" : "notRead")}</Tag>}
    </li>
  );
}

/** 已阅 by one tap, in reach of the thumb; null where this person was told nothing, or has said so. */
export function useReading({ ticket, readAt, outgoing }: Props) {
  const t = useTexts(texts);
  const owner = useMe().id;
  const kept = useKept();
  if (!ticket.told.some(({ unread }) => unread) || hasSaid(outgoing, readAt)) return null;
  const say = async () => {
    const label = t("haveRead");
    const work = { kind: "read", ticket: ticket.id } as const;
    const id = await kept(outbox.add({ owner, chain: ticket.id, about: ticket.number, label, work }));
    if (id) showToast(t("helpSaved", { label }));
  };
  return (
    <Button look="primary" icon="check" onClick={say}>
      {t("haveRead")}
    </Button>
  );
}
