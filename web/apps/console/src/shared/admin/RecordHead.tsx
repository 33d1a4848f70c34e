import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, showToast, Tag } from "@bihuan/ui";
import type { ReactNode } from "react";
import { type MasterRecord, useArchive } from "./masters.ts";
import { Head, Refused } from "./parts.tsx";
import { fieldTexts } from "./words.ts";

interface Props {
  kind: string;
  path: string;
  record: MasterRecord;
  onChange: () => void;
  children?: ReactNode;
}

/** A record's name and what can be done with it. */
export function RecordHead({ kind, path, record, onChange, children }: Props) {
  const t = useTexts(fieldTexts);
  const me = useMe();
  const archive = useArchive(path, record);
  const away = record.archived === true;
  const turn = () => archive.mutate(!away, { onSuccess: () => showToast(t("saved")) });
  return (
    <>
      <Head title={String(record.name ?? "")}>
        {away && <Tag tone="warn">{t("archived")}</Tag>}
        {children}
        {may(me, "update", kind) && <Button onClick={onChange}>{t("change")}</Button>}
        {may(me, "archive", kind) && (
          <Button look="quiet" busy={archive.isPending} onClick={turn}>
            {t(away ? "restore" : "archive")}
          </Button>
        )}
      </Head>
      <Refused error={archive.error} />
    </>
  );
}
