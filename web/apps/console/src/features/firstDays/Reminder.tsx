import { useTexts } from "@bihuan/i18n";
import { Link } from "react-router";
import styles from "./FirstDays.module.css";
import { texts } from "./texts.ts";
import { useUpkeep } from "./useFirstDays.ts";

/** On every page of the administrator, until the phrase is confirmed and a backup is there. The demo needs neither. */
export function Reminder() {
  const t = useTexts(texts);
  const upkeep = useUpkeep().data;
  if (!upkeep || upkeep.demo || (upkeep.recovery_confirmed && !upkeep.backup_due && !upkeep.evidence_due)) {
    return null;
  }
  const wanting = [
    ...(upkeep.recovery_confirmed ? [] : [t("phrase")]),
    ...(upkeep.backup_due ? [t(upkeep.backed_up_at ? "backupDue" : "backupNever")] : []),
    ...(upkeep.evidence_due ? [t("evidenceDue")] : []),
  ];
  return (
    <p className={styles.reminder} role="status">
      {t("reminder")}
      {wanting.join(" · ")} <Link to="/start">{t("see")}</Link>
    </p>
  );
}
