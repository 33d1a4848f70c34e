import type { CompanyModule } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, showToast } from "@bihuan/ui";
import styles from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import own from "./Modules.module.css";
import { texts } from "./texts.ts";
import { useSwitch } from "./useModules.ts";

/** What switching off means, and what is under way, before it is done. */
export function SwitchOff({ module, onClose }: { module: CompanyModule; onClose: () => void }) {
  const t = useTexts(texts);
  const change = useSwitch();
  const done = () => {
    showToast(t("switchedOff", { name: module.label }));
    onClose();
  };
  return (
    <Dialog title={t("offTitle", { name: module.label })} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.form}>
        <Refused error={change.error} />
        <p>{module.when_off}</p>
        {module.running.length > 0 && (
          <div className={own.running}>
            <strong>{t("running")}</strong>
            <ul>
              {module.running.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </div>
        )}
        {module.amounts.length > 0 && (
          <p className={styles.quiet}>{t("kept", { amounts: module.amounts.join(" · ") })}</p>
        )}
        <div className={styles.end}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button
            look="primary"
            busy={change.isPending}
            onClick={() => change.mutate({ module, on: false }, { onSuccess: done })}
          >
            {t("off")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
