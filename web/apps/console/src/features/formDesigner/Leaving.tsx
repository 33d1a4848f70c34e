import { useTexts } from "@bihuan/i18n";
import { Button, Dialog } from "@bihuan/ui";
import { useBlocker } from "react-router";
import { texts } from "./texts.ts";
import styles from "./Views.module.css";

/** Whoever goes away from an unpublished draft is asked; the draft stays on this computer unless it is given up. */
export function Leaving({ isDirty, onForget }: { isDirty: boolean; onForget: () => void }) {
  const t = useTexts(texts);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isDirty && currentLocation.pathname !== nextLocation.pathname,
  );
  if (blocker.state !== "blocked") return null;
  const leave = () => blocker.proceed();
  return (
    <Dialog title={t("leaving")} closeLabel={t("close")} onClose={() => blocker.reset()}>
      <p className={styles.hint}>{t("leavingHint")}</p>
      <div className={styles.dialogEnd}>
        <Button
          look="danger"
          onClick={() => {
            onForget();
            leave();
          }}
        >
          {t("leaveForget")}
        </Button>
        <Button onClick={leave}>{t("leaveKeep")}</Button>
        <Button look="primary" onClick={() => blocker.reset()}>
          {t("stay")}
        </Button>
      </div>
    </Dialog>
  );
}
