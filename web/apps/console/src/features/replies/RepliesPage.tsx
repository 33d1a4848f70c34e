import type { Reply } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Chip, Panel, Skeleton, State, showToast, Tag } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { useUnits } from "../../shared/admin/organisation.ts";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./Replies.module.css";
import { ReplyForm } from "./ReplyForm.tsx";
import { texts } from "./texts.ts";
import { useDeleteReply, useReplyPage, useRestoreReply } from "./useReplies.ts";

/** Preset replies: those of the company and its departments, and one's own. */
export default function RepliesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const [deleted, setDeleted] = useState(false);
  const [draft, setDraft] = useState<Reply | "new" | null>(null);
  const page = useReplyPage(deleted);
  const items = page.data?.items ?? [];
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        <Button look="primary" icon="plus" disabled={!page.data} onClick={() => setDraft("new")}>
          {t("add")}
        </Button>
      </Head>
      <div className={styles.bar}>
        <Chip on={!deleted} onToggle={() => setDeleted(false)}>
          {t("offered")}
        </Chip>
        <Chip on={deleted} onToggle={() => setDeleted(true)}>
          {t("deleted")}
        </Chip>
      </div>
      {page.isPending && <Skeleton lines={6} height={22} />}
      {page.isError && !page.data && <Failure error={page.error} onRetry={() => page.refetch()} />}
      {page.data && !items.length && (
        <State
          icon="note"
          title={t(deleted ? "noneDeleted" : "none")}
          hint={t(deleted ? "noneDeletedHint" : "noneHint")}
        />
      )}
      {grouped(items).map(([category, replies]) => (
        <Panel key={category} {...(category ? { title: category } : {})}>
          <ul className={styles.list}>
            {replies.map((reply) => (
              <One key={reply.id} reply={reply} onEdit={setDraft} />
            ))}
          </ul>
        </Panel>
      ))}
      {draft && page.data && (
        <ReplyForm
          reply={draft === "new" ? null : draft}
          placeholders={page.data.placeholders}
          shares={page.data.shares}
          categories={[...new Set(items.map(({ category }) => category).filter(Boolean))]}
          onClose={() => setDraft(null)}
        />
      )}
    </div>
  );
}

function One({ reply, onEdit }: { reply: Reply; onEdit: (reply: Reply) => void }) {
  const t = useTexts(texts);
  const remove = useDeleteReply();
  const restore = useRestoreReply();
  const name = reply.title;
  return (
    <li>
      <div className={own.words}>
        <p className={styles.tags}>
          <strong>{name}</strong>
          <Audience reply={reply} />
        </p>
        <p className={own.text}>{reply.text}</p>
        <Refused error={remove.error ?? restore.error} />
      </div>
      {reply.editable && (
        <span className={styles.actions}>
          {reply.deleted ? (
            <Button
              aria-label={`${t("restore")} ${name}`}
              busy={restore.isPending}
              onClick={() => restore.mutate(reply.id, { onSuccess: () => showToast(t("restored", { name })) })}
            >
              {t("restore")}
            </Button>
          ) : (
            <>
              <Button look="quiet" aria-label={`${t("edit")} ${name}`} onClick={() => onEdit(reply)}>
                {t("edit")}
              </Button>
              <Button
                look="quiet"
                aria-label={`${t("remove")} ${name}`}
                busy={remove.isPending}
                onClick={() => remove.mutate(reply.id, { onSuccess: () => showToast(t("removed", { name })) })}
              >
                {t("remove")}
              </Button>
            </>
          )}
        </span>
      )}
    </li>
  );
}

function Audience({ reply }: { reply: Reply }) {
  const t = useTexts(texts);
  const units = useUnits("departments").data;
  if (reply.scope === "everybody") return <Tag tone="accent">{t("everybody")}</Tag>;
  if (reply.scope === "own") return <Tag>{t("own")}</Tag>;
  return reply.departments.map((id) => (
    <Tag key={id} tone="accent">
      {units?.find((unit) => unit.id === id)?.name ?? t("departments")}
    </Tag>
  ));
}

/** In the order of the list: what has no category first. */
function grouped(replies: readonly Reply[]): [string, Reply[]][] {
  const found = new Map<string, Reply[]>();
  for (const reply of replies) found.set(reply.category, [...(found.get(reply.category) ?? []), reply]);
  return [...found];
}
