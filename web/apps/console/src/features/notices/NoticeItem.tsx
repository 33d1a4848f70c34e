import type { NoticeToMe } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Tag } from "@bihuan/ui";
import { Link } from "react-router";
import styles from "./NoticesPage.module.css";
import { texts } from "./texts.ts";
import { useMarkRead } from "./useNotices.ts";

/** Where one does what a notice asks, if not on its ticket's own page. */
const PLACES: Readonly<Record<string, string>> = { time_doubtful: "/times" };

/** One notice: what it is about, its words, the way to its ticket. Following it marks it read. */
export function NoticeItem({ notice }: { notice: NoticeToMe }) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const mark = useMarkRead();
  const isNew = notice.read_at === null;
  const label = pick(notice.label, language);
  const title = notice.title ?? label;
  const seen = () => isNew && mark.mutate(notice.id);
  return (
    <li className={styles.item} data-unread={isNew || undefined}>
      <p className={styles.head}>
        {isNew && (
          <Tag tone="accent" dot>
            {t("unread")}
          </Tag>
        )}
        {notice.urgent && <Tag tone="danger">{t("urgent")}</Tag>}
        <span className={styles.kind}>{label}</span>
        <time className={styles.at} dateTime={new Date(notice.at).toISOString()} title={format.exact(notice.at)}>
          {format.instant(notice.at)}
        </time>
      </p>
      <p className={styles.title}>
        {notice.path && !notice.withheld ? (
          <Link to={PLACES[notice.kind] ?? notice.path} onClick={seen}>
            {title}
          </Link>
        ) : (
          title
        )}
      </p>
      {notice.withheld && <p className={styles.text}>{t("withheld")}</p>}
      {notice.text && <p className={styles.text}>{notice.text}</p>}
      {isNew && (
        <Button look="quiet" icon="check" className={styles.mark} busy={mark.isPending} onClick={seen}>
          {t("read")}
        </Button>
      )}
    </li>
  );
}
