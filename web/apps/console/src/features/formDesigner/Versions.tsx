import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Dialog, Skeleton, showToast, Tag } from "@bihuan/ui";
import { Failure } from "../../shared/Failure.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { texts } from "./texts.ts";
import type { Draft } from "./useDraft.ts";
import { useVersion, useVersions } from "./useFormDesign.ts";
import styles from "./Views.module.css";

/** Every version with what it changed; an earlier one becomes the draft, is looked at and published as a new one. */
export function Versions({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const t = useTexts(texts);
  const format = useFormats();
  const { steps, step } = draft;
  const versions = useVersions(steps.now.form, true);
  const read = useVersion(steps.now.form);
  const restore = (version: number) =>
    read.mutate(version, {
      onSuccess: ({ body }) => {
        step({ do: "change", to: body });
        showToast(t("restored", { version }));
        onClose();
      },
    });
  return (
    <Dialog title={t("history")} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.builder} data-wide="true">
        <p className={styles.hint}>{t("historyHint")}</p>
        {versions.isPending && <Skeleton lines={6} />}
        {versions.isError && <Failure error={versions.error} onRetry={() => versions.refetch()} />}
        <ol className={styles.versions} aria-label={t("history")}>
          {versions.data?.map((one) => (
            <li key={one.version}>
              <header>
                <strong>{t("version", { version: one.version })}</strong>
                {one.version === steps.version && <Tag tone="good">{t("current")}</Tag>}
                <span className={styles.hint}>{[format.instant(one.at), one.by].filter(Boolean).join(" · ")}</span>
                {one.version !== steps.version && (
                  <Button
                    aria-label={t("restoreOf", { version: one.version })}
                    busy={read.isPending && read.variables === one.version}
                    onClick={() => restore(one.version)}
                  >
                    {t("restore")}
                  </Button>
                )}
              </header>
              {one.weight === "new" ? (
                <p className={styles.hint}>{t("firstVersion")}</p>
              ) : (
                <ChangeList changes={one.changes} />
              )}
            </li>
          ))}
        </ol>
      </div>
    </Dialog>
  );
}
