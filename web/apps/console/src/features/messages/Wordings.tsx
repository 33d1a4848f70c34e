import type { NoticeWording } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Skeleton, Tag } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Failure } from "../../shared/Failure.tsx";
import { texts } from "./texts.ts";
import { useWordings } from "./useMessages.ts";
import { titleIn, WordingEditor } from "./WordingEditor.tsx";

/** Every kind of notice: what it says and which way it goes. */
export function Wordings() {
  const t = useTexts(texts);
  const language = useLanguage();
  const wordings = useWordings();
  const [open, setOpen] = useState<NoticeWording | null>(null);
  if (wordings.isPending) return <Skeleton lines={10} height={22} />;
  if (!wordings.data) return <Failure error={wordings.error} onRetry={() => wordings.refetch()} />;
  return (
    <>
      <p className={styles.quiet}>{t("kindsHint")}</p>
      <div className={styles.card}>
        <table className={styles.table}>
          <tbody>
            {wordings.data.map((wording) => (
              <tr key={wording.kind}>
                <td>
                  <strong>{pick(wording.label, language)}</strong>
                  <br />
                  <span className={styles.quiet}>{titleIn(wording.texts, language)}</span>
                </td>
                <td>
                  <span className={styles.tags}>
                    {!wording.enabled && <Tag tone="warn">{t("off")}</Tag>}
                    <Tag>{wording.number ? t("numbered", { number: wording.number }) : t("asShipped")}</Tag>
                  </span>
                </td>
                <td>
                  <Button look="quiet" onClick={() => setOpen(wording)}>
                    {t("edit")}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open && <WordingEditor wording={open} onClose={() => setOpen(null)} />}
    </>
  );
}
