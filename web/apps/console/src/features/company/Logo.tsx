import { useTexts } from "@bihuan/i18n";
import { logoAddress } from "@bihuan/session";
import { Button, Panel, showToast } from "@bihuan/ui";
import { useId } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import own from "./Company.module.css";
import { texts } from "./texts.ts";
import { useRemoveLogo, useSetLogo } from "./useProfile.ts";

/** The logo; a picture that is chosen is sent at once. */
export function Logo({ path }: { path: string | null }) {
  const t = useTexts(texts);
  const id = useId();
  const send = useSetLogo();
  const remove = useRemoveLogo();
  const choose = (file: File | undefined) => {
    if (file) send.mutate(file, { onSuccess: () => showToast(t("logoSaved")) });
  };
  return (
    <Panel title={t("logo")}>
      <div className={styles.form}>
        <Refused error={send.error ?? remove.error} />
        <div className={own.plate}>
          {path ? <img src={logoAddress(path)} alt={t("logo")} /> : <span className={styles.quiet}>{t("noLogo")}</span>}
        </div>
        <p className={styles.quiet}>{t("logoHint")}</p>
        <div className={styles.actions}>
          <label className={own.choose} htmlFor={id} aria-busy={send.isPending}>
            {send.isPending ? t("sending") : t(path ? "replace" : "choose")}
            <input
              id={id}
              type="file"
              accept="image/png,image/jpeg,image/webp"
              disabled={send.isPending}
              onChange={(event) => {
                choose(event.target.files?.[0]);
                // The same file chosen again is a choice, too.
                event.target.value = "";
              }}
            />
          </label>
          {path && (
            <Button
              look="quiet"
              busy={remove.isPending}
              onClick={() => remove.mutate(undefined, { onSuccess: () => showToast(t("logoRemoved")) })}
            >
              {t("remove")}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
