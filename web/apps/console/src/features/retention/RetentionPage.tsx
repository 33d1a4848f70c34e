import type { Retention } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Panel, Skeleton, showToast, Tag } from "@bihuan/ui";
import { useState } from "react";
import { Link } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { HoldForm, LiftForm, PurgeForm, YearsForm } from "./Forms.tsx";
import { texts } from "./texts.ts";
import { useRetention, useSetPurging } from "./useRetention.ts";

type Kept = Retention["types"][number];
type Held = Retention["held"][number];

/** How long what is kept, what is held, and what is due. */
export default function RetentionPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const standing = useRetention();
  const { data } = standing;
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      {standing.isPending && <Skeleton lines={8} height={22} />}
      {standing.isError && !data && <Failure error={standing.error} onRetry={() => standing.refetch()} />}
      {data && (
        <>
          <Types types={data.types} />
          <Due data={data} />
          <Holds held={data.held} />
          <Panel title={t("backups")}>
            <p className={styles.quiet}>{t("backupsHint")}</p>
          </Panel>
        </>
      )}
    </div>
  );
}

function Types({ types }: { types: Kept[] }) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const [changing, setChanging] = useState<Kept | null>(null);
  return (
    <Panel title={t("types")}>
      <div className={styles.card}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t("type")}</th>
              <th>{t("years")}</th>
              <th>{t("due")}</th>
              <th>{t("soon")}</th>
              <th>
                <span aria-hidden="true" />
              </th>
            </tr>
          </thead>
          <tbody>
            {types.map((one) => (
              <tr key={one.type}>
                <td>{pick(one.label, language)}</td>
                <td>
                  {t("yearsCount", { count: String(one.years) })} {one.duty && <Tag tone="accent">{t("duty")}</Tag>}
                </td>
                <td className={one.due ? undefined : styles.quiet}>
                  {t("dueCount", { count: format.number(one.due) })}
                </td>
                <td className={one.soon ? undefined : styles.quiet}>
                  {t("soonCount", { count: format.number(one.soon) })}
                </td>
                <td>
                  <Button look="quiet" onClick={() => setChanging(one)}>
                    {t("change")}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {changing && (
        <YearsForm kept={changing} label={pick(changing.label, language)} onClose={() => setChanging(null)} />
      )}
    </Panel>
  );
}

function Due({ data: { due, next_at } }: { data: Retention }) {
  const t = useTexts(texts);
  const format = useFormats();
  const purging = useSetPurging();
  const [asking, setAsking] = useState(false);
  const turn = () => purging.mutate(next_at === null, { onSuccess: () => showToast(t("saved")) });
  return (
    <Panel title={t("purging")}>
      <div className={styles.form}>
        <p>{next_at === null ? t("purgingOff") : t("purgingOn", { at: format.exact(next_at) })}</p>
        <span className={styles.actions}>
          <Button busy={purging.isPending} onClick={turn}>
            {t(next_at === null ? "turnOn" : "turnOff")}
          </Button>
          {due.length > 0 && (
            <Button look="danger" onClick={() => setAsking(true)}>
              {t("purgeNow")}
            </Button>
          )}
        </span>
        <Refused error={purging.error} />
        {due.length === 0 && <p className={styles.quiet}>{t("nothingDue")}</p>}
        <span className={styles.tags}>
          {due.map((one) => (
            <span key={one.id}>
              <Link to={`/tickets/${one.number}`}>{one.number}</Link>{" "}
              <span className={styles.quiet}>{t("archivedAt", { at: format.exact(one.archived_at) })}</span>
            </span>
          ))}
        </span>
      </div>
      {asking && <PurgeForm onClose={() => setAsking(false)} />}
    </Panel>
  );
}

function Holds({ held }: { held: Held[] }) {
  const t = useTexts(texts);
  const format = useFormats();
  const [holding, setHolding] = useState(false);
  const [lifting, setLifting] = useState<Held | null>(null);
  return (
    <Panel title={t("holds")} extra={<Button onClick={() => setHolding(true)}>{t("hold")}</Button>}>
      <p className={styles.quiet}>{held.length ? t("holdsHint") : t("none")}</p>
      {held.length > 0 && (
        <div className={styles.card}>
          <table className={styles.table}>
            <tbody>
              {held.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link to={`/tickets/${one.number}`}>{one.number}</Link>
                  </td>
                  <td>{one.reason}</td>
                  <td>{t("by", { name: one.held_by ?? "–", at: format.exact(one.held_at) })}</td>
                  <td>
                    <Button look="quiet" onClick={() => setLifting(one)}>
                      {t("lift")}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {holding && <HoldForm onClose={() => setHolding(false)} />}
      {lifting && <LiftForm ticket={lifting.id} number={lifting.number} onClose={() => setLifting(null)} />}
    </Panel>
  );
}
