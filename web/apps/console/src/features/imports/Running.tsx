import type { ImportRun } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Notice, Panel, Skeleton, Tag } from "@bihuan/ui";
import { useCallback, useState } from "react";
import { useNavigate } from "react-router";
import admin from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { percentOf } from "./asking.ts";
import { Faulty } from "./Checked.tsx";
import styles from "./Imports.module.css";
import { texts } from "./texts.ts";
import { useCancel, useRefused, useRun } from "./useImports.ts";

interface Props {
  id: string;
  list: string;
  onAnother: () => void;
}

/** How far it has come. It goes on while the page is open, and stops where it is when the line breaks. */
export function Running({ id, list, onAnother }: Props) {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const [going, setGoing] = useState(true);
  const stop = useCallback(() => setGoing(false), []);
  const { run, fault } = useRun(id, going, stop);
  const cancel = useCancel(id);
  if (run.isPending) return <Skeleton lines={4} height={22} />;
  if (!run.data) return <Failure error={run.error} onRetry={() => run.refetch()} />;
  const { state } = run.data;
  return (
    <Panel title={t("stepRun")}>
      <div className={styles.body}>
        <Refused error={going ? cancel.error : fault} />
        <Progress run={run.data} going={going} />
        <div className={admin.tags}>
          <Tag tone="good">{t("rowsNew", { n: run.data.made })}</Tag>
          {run.data.changed > 0 && <Tag tone="accent">{t("rowsChanged", { n: run.data.changed })}</Tag>}
          {run.data.skipped > 0 && <Tag>{t("rowsSkipped", { n: run.data.skipped })}</Tag>}
          {run.data.refused > 0 && <Tag tone="danger">{t("rowsFaulty", { n: run.data.refused })}</Tag>}
        </div>
        {state !== "running" && <Left run={run.data} />}
        <div className={admin.end}>
          {state === "running" ? (
            <>
              <Button look="quiet" busy={cancel.isPending} onClick={() => cancel.mutate()}>
                {t("cancel")}
              </Button>
              {!going && (
                <Button look="primary" onClick={() => setGoing(true)}>
                  {t("goOn")}
                </Button>
              )}
            </>
          ) : (
            <>
              <Button look="quiet" onClick={onAnother}>
                {t("next")}
              </Button>
              <Button look="primary" onClick={() => navigate(list)}>
                {t("toList")}
              </Button>
            </>
          )}
        </div>
      </div>
    </Panel>
  );
}

function Progress({ run, going }: { run: ImportRun; going: boolean }) {
  const t = useTexts(texts);
  if (run.state === "done") return <Notice tone="good">{t("done")}</Notice>;
  if (run.state === "cancelled") return <Notice tone="warn">{t("cancelled")}</Notice>;
  const words = t(going ? "running" : "stopped", { done: run.done, rows: run.rows });
  return (
    <div className={styles.progress}>
      <progress max={100} value={percentOf(run.done, run.rows)} aria-label={t("stepRun")} />
      <p role="status">{words}</p>
    </div>
  );
}

function Left({ run }: { run: ImportRun }) {
  const t = useTexts(texts);
  const refused = useRefused(run.id, run.refused > 0);
  const rows = refused.data?.pages.flatMap((page) => page.rows) ?? [];
  if (!run.refused) return null;
  return (
    <>
      <p>{t("faultyLeft", { n: run.refused })}</p>
      <Faulty rows={rows} most={0} />
      {refused.hasNextPage && (
        <Button busy={refused.isFetchingNextPage} onClick={() => refused.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </>
  );
}
