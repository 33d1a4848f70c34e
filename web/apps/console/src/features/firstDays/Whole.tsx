import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useCommand } from "@bihuan/session";
import { Button, Notice, Panel, Tag } from "@bihuan/ui";
import { useRef, useState } from "react";
import { Refused } from "../../shared/admin/parts.tsx";
import { PlanDialog } from "./PlanDialog.tsx";
import { saveConfiguration, useApply, useHistory, usePlan, usePlanBack, useRollBack } from "./useWhole.ts";
import styles from "./Whole.module.css";
import { texts } from "./wholeTexts.ts";

/** The company's configuration as one file: out, in with a plan before it, and back. */
export function Whole() {
  const t = useTexts(texts);
  const [applied, setApplied] = useState<number | null>(null);
  return (
    <Panel title={t("whole")}>
      <p className={styles.quiet}>{t("wholeHint")}</p>
      <Exchange onApplied={setApplied} />
      {applied !== null && <Notice tone="good">{t("applied", { count: applied })}</Notice>}
      <History onApplied={setApplied} />
    </Panel>
  );
}

function Exchange({ onApplied }: { onApplied: (count: number) => void }) {
  const t = useTexts(texts);
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [exact, setExact] = useState(false);
  const save = useCommand({ mutationFn: saveConfiguration });
  const plan = usePlan();
  const apply = useApply();
  const look = (chosen: File, all: boolean) => {
    setFile(chosen);
    setExact(all);
    apply.reset();
    plan.mutate({ file: chosen, exact: all });
  };
  const close = () => {
    setFile(null);
    plan.reset();
    if (picker.current) picker.current.value = "";
  };
  return (
    <div className={styles.exchange}>
      <Button icon="download" busy={save.isPending} onClick={() => save.mutate(undefined)}>
        {t("export")}
      </Button>
      <Button busy={plan.isPending && !plan.data} onClick={() => picker.current?.click()}>
        {t("choose")}
      </Button>
      <input
        ref={picker}
        type="file"
        accept=".zip"
        hidden
        aria-label={t("choose")}
        onChange={({ target }) => target.files?.[0] && look(target.files[0], false)}
      />
      <Refused error={save.error ?? (plan.data ? null : plan.error)} />
      {file && plan.data && (
        <PlanDialog
          plan={plan.data}
          error={apply.error ?? plan.error}
          busy={apply.isPending || plan.isPending}
          onClose={close}
          onApply={(base) =>
            apply.mutate(
              { file, exact, base },
              {
                onSuccess: (done) => {
                  onApplied(done.changed);
                  close();
                },
                // What was looked at is no more what would happen: here is what would.
                onError: () => plan.mutate({ file, exact }),
              },
            )
          }
        >
          <label className={styles.tick}>
            <input type="checkbox" checked={exact} onChange={({ target }) => look(file, target.checked)} />
            {t("exact")}
          </label>
        </PlanDialog>
      )}
    </div>
  );
}

function History({ onApplied }: { onApplied: (count: number) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const history = useHistory();
  const plan = usePlanBack();
  const back = useRollBack();
  const [chosen, setChosen] = useState<string | null>(null);
  const close = () => {
    setChosen(null);
    plan.reset();
    back.reset();
  };
  return (
    <section className={styles.history}>
      <h3>{t("history")}</h3>
      <Refused error={history.error ?? plan.error} />
      {history.data?.length === 0 && <p className={styles.quiet}>{t("noHistory")}</p>}
      <ul className={styles.entries}>
        {history.data?.map((one) => (
          <li key={one.id}>
            <span>
              <strong>{pick(one.label, language)}</strong> {one.undoes && <Tag tone="warn">{t("undone")}</Tag>}
              <span className={styles.quiet}>
                {format.exact(one.at)} · {one.by ?? t("cli")} ·{" "}
                {t("changedPieces", { count: one.changed.length, names: one.changed.slice(0, 3).join("、") })}
              </span>
            </span>
            <Button
              look="quiet"
              busy={plan.isPending && chosen === one.id}
              onClick={() => {
                setChosen(one.id);
                plan.mutate(one.id);
              }}
            >
              {t("rollBack")}
            </Button>
          </li>
        ))}
      </ul>
      {chosen && plan.data && (
        <PlanDialog
          plan={plan.data}
          error={back.error}
          busy={back.isPending}
          onClose={close}
          onApply={(base) =>
            back.mutate(
              { application: chosen, base },
              {
                onSuccess: (done) => {
                  onApplied(done.changed);
                  close();
                },
                onError: () => plan.mutate(chosen),
              },
            )
          }
        />
      )}
    </section>
  );
}
