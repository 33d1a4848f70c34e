import { useFormats, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Icon, Panel, Skeleton, Tag } from "@bihuan/ui";
import { Link } from "react-router";
import { Head } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { DemoPanel } from "./DemoPanel.tsx";
import styles from "./FirstDays.module.css";
import { Phrase } from "./Phrase.tsx";
import { texts } from "./texts.ts";
import { type Step, type Upkeep, useSteps, useUpkeep } from "./useFirstDays.ts";

const WHERE: Partial<Record<Step, string>> = {
  people: "/people",
  customers: "/customers",
  devices: "/devices",
  types: "/bundles",
  policies: "/policies",
  firstTicket: "/new",
};

/** The administrator's first page: what is set up, what comes next, what must be kept safe. */
export default function StartPage() {
  const t = useTexts(texts);
  useTitle(t("start"));
  const upkeep = useUpkeep();
  return (
    <div className={styles.page}>
      <Head title={t("start")} hint={t("startHint")} />
      {upkeep.data && !upkeep.data.demo && (
        <p>
          <Link to="/first" className={styles.quick}>
            {t("quick")}
          </Link>
        </p>
      )}
      <Steps />
      {upkeep.isPending && <Skeleton lines={4} />}
      {upkeep.isError && <Failure error={upkeep.error} onRetry={() => upkeep.refetch()} />}
      {upkeep.data && <Safety upkeep={upkeep.data} />}
      {upkeep.data && <DemoPanel upkeep={upkeep.data} />}
    </div>
  );
}

function Steps() {
  const t = useTexts(texts);
  return (
    <Panel>
      <ol className={styles.steps}>
        {useSteps().map(({ step, done }) => (
          <li key={step} className={styles.step} data-done={done === true}>
            <span className={styles.mark}>{done && <Icon name="check" />}</span>
            <span className={styles.what}>
              <strong>{t(step)}</strong>
              <span className={styles.quiet}>{t(`${step}Hint`)}</span>
            </span>
            <Tag tone={done ? "good" : "neutral"}>{t(done ? "done" : "todo")}</Tag>
            {WHERE[step] ? (
              <Link to={WHERE[step]} className={styles.go} aria-label={`${t("open")} ${t(step)}`}>
                {t("open")}
              </Link>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Safety({ upkeep }: { upkeep: Upkeep }) {
  const t = useTexts(texts);
  const format = useFormats();
  const slug = useMe().tenant.slug;
  const at = upkeep.backed_up_at;
  const backup = at ? t("backupDone", { at: format.exact(at) }) : t("backupNever");
  const left = upkeep.evidence_left_at;
  const evidence = left ? t("evidenceDone", { at: format.exact(left) }) : t("evidenceSoon");
  return (
    <Panel title={t("upkeep")}>
      <ul className={styles.safety}>
        <li data-warn={!upkeep.recovery_confirmed}>
          <strong>{t(upkeep.recovery_confirmed ? "phraseDone" : "phrase")}</strong>
          {!upkeep.recovery_confirmed && <span className={styles.quiet}>{t("phraseHint")}</span>}
          {!upkeep.recovery_confirmed && !upkeep.demo && <Phrase />}
        </li>
        <li data-warn={upkeep.backup_due}>
          <strong>{backup}</strong>
          <span className={styles.quiet}>{t("backupHint", { slug })}</span>
        </li>
        <li data-warn={upkeep.evidence_due}>
          <strong>{evidence}</strong>
          <span className={styles.quiet}>{t("evidenceHint")}</span> <Link to="/evidence">{t("toEvidence")}</Link>
        </li>
      </ul>
    </Panel>
  );
}
