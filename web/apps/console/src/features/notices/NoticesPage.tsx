import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Chip, Notice, Skeleton, State, showToast } from "@bihuan/ui";
import { useState } from "react";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { NoticeItem } from "./NoticeItem.tsx";
import styles from "./NoticesPage.module.css";
import { Preferences } from "./Preferences.tsx";
import { texts } from "./texts.ts";
import { useMarkAllRead, useNotices, useUnread } from "./useNotices.ts";

/** What this person was told, newest first. */
export default function NoticesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const [unread, setUnread] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const notices = useNotices(unread);
  const items = notices.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.page}>
      <h1>{t("title")}</h1>
      <div className={styles.bar}>
        <Chip on={unread} onToggle={() => setUnread(!unread)}>
          {t("onlyUnread")}
        </Chip>
        <MarkAll />
        <Button look="quiet" onClick={() => setChoosing(true)}>
          {t("howTold")}
        </Button>
      </div>
      {notices.isPending && <Skeleton lines={8} height={22} />}
      {notices.isError && !notices.data && <Failure error={notices.error} onRetry={() => notices.refetch()} />}
      {notices.isSuccess && !items.length && <Nothing unread={unread} />}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map((notice) => (
            <NoticeItem key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
      {notices.hasNextPage && (
        <Button busy={notices.isFetchingNextPage} onClick={() => notices.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
      {choosing && <Preferences onClose={() => setChoosing(false)} />}
    </div>
  );
}

function MarkAll() {
  const t = useTexts(texts);
  const say = useSayProblem();
  const count = useUnread().data ?? 0;
  const mark = useMarkAllRead();
  return (
    <>
      <Button
        icon="check"
        busy={mark.isPending}
        disabled={!count}
        onClick={() => mark.mutate(undefined, { onSuccess: () => showToast(t("allRead")) })}
      >
        {t("readAll")}
      </Button>
      {mark.error && <Notice>{say(mark.error)}</Notice>}
    </>
  );
}

function Nothing({ unread }: { unread: boolean }) {
  const t = useTexts(texts);
  if (unread) return <State icon="check" title={t("noUnread")} hint={t("noUnreadHint")} />;
  return <State icon="bell" title={t("none")} hint={t("noneHint")} />;
}
