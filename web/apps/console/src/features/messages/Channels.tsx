import type { NoticeChannel } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Panel, Skeleton, State, showToast, Tag } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { FormDialog } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { ChannelEditor } from "./ChannelEditor.tsx";
import { kindOf } from "./kinds.ts";
import { TestDialog } from "./TestDialog.tsx";
import { texts } from "./texts.ts";
import { useChannels, useRemoveChannel } from "./useMessages.ts";

type Open = { what: "edit" | "test" | "remove"; channel: NoticeChannel } | { what: "add" } | null;

/** By what notices leave the product. */
export function Channels() {
  const t = useTexts(texts);
  const channels = useChannels();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const keys = channels.data?.map(({ key }) => key) ?? [];
  const add = (
    <Button look="primary" icon="plus" onClick={() => setOpen({ what: "add" })}>
      {t("add")}
    </Button>
  );
  return (
    <>
      {channels.isPending && <Skeleton lines={6} height={22} />}
      {channels.isError && !channels.data && <Failure error={channels.error} onRetry={() => channels.refetch()} />}
      {channels.data?.length === 0 && (
        <State icon="bell" title={t("none")} hint={t("noneHint")}>
          {add}
        </State>
      )}
      {channels.data?.map((channel) => (
        <OneChannel key={channel.key} channel={channel} onOpen={(what) => setOpen({ what, channel })} />
      ))}
      {channels.data && channels.data.length > 0 && <div>{add}</div>}
      {open?.what === "add" && <ChannelEditor channel={null} taken={keys} onClose={close} />}
      {open?.what === "edit" && <ChannelEditor channel={open.channel} taken={keys} onClose={close} />}
      {open?.what === "test" && <TestDialog channel={open.channel} onClose={close} />}
      {open?.what === "remove" && <Removal channel={open.channel} onClose={close} />}
    </>
  );
}

interface OneProps {
  channel: NoticeChannel;
  onOpen: (what: "edit" | "test" | "remove") => void;
}

function OneChannel({ channel, onOpen }: OneProps) {
  const t = useTexts(texts);
  const kind = kindOf(channel.kind);
  return (
    <Panel
      title={pick(channel.label, useLanguage())}
      extra={
        <span className={styles.actions}>
          <Button onClick={() => onOpen("test")}>{t("test")}</Button>
          <Button look="quiet" onClick={() => onOpen("edit")}>
            {t("edit")}
          </Button>
          <Button look="quiet" onClick={() => onOpen("remove")}>
            {t("remove")}
          </Button>
        </span>
      }
    >
      <span className={styles.tags}>
        <Tag tone={channel.enabled ? "good" : "quiet"} dot>
          {t(channel.enabled ? "on" : "off")}
        </Tag>
        <Tag>{kind ? t(kind.key) : channel.kind}</Tag>
        <LastTest channel={channel} />
      </span>
    </Panel>
  );
}

function LastTest({ channel }: { channel: NoticeChannel }) {
  const t = useTexts(texts);
  const format = useFormats();
  const test = channel.last_test;
  if (!test) return null;
  if (test.outcome === "delivered") return <Tag tone="good">{t("testGood", { at: format.instant(test.at) })}</Tag>;
  return <Tag tone="danger">{t("testBad", { reason: test.reason ?? test.detail ?? test.outcome })}</Tag>;
}

function Removal({ channel, onClose }: { channel: NoticeChannel; onClose: () => void }) {
  const t = useTexts(texts);
  const name = pick(channel.label, useLanguage());
  const remove = useRemoveChannel();
  const submit = () =>
    remove.mutate(channel.key, {
      onSuccess: () => {
        showToast(t("removed", { name }));
        onClose();
      },
    });
  return (
    <FormDialog
      title={t("remove")}
      submit={t("remove")}
      error={remove.error}
      busy={remove.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t("removeSure", { name })}</p>
    </FormDialog>
  );
}
