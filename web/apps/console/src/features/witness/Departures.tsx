import { tenantBase } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Panel, showToast, Tag, type Tone } from "@bihuan/ui";
import styles from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";
import { type Departure, useRetry } from "./useWitnesses.ts";

const TONES: Record<Departure["state"], Tone> = { waiting: "quiet", left: "good", failed: "danger" };

/** What left when and for whom, with what they answered. */
export function Departures({ departures, manages }: { departures: Departure[]; manages: boolean }) {
  const t = useTexts(texts);
  return (
    <Panel title={t("departures")}>
      {departures.length === 0 && <p className={styles.quiet}>{t("departuresNone")}</p>}
      {departures.length > 0 && (
        <div className={styles.card}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{t("when")}</th>
                <th>{t("to")}</th>
                <th>{t("size")}</th>
                <th>{t("state")}</th>
                <th>{t("receipt")}</th>
              </tr>
            </thead>
            <tbody>
              {departures.map((one) => (
                <Line key={one.id} one={one} manages={manages} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Line({ one, manages }: { one: Departure; manages: boolean }) {
  const t = useTexts(texts);
  const format = useFormats();
  const retry = useRetry();
  const again = () => retry.mutate(one.id, { onSuccess: () => showToast(t("sent")) });
  return (
    <tr>
      <td>{format.exact(one.left_at ?? one.asked_at)}</td>
      <td>
        {one.label} <span className={styles.quiet}>{t(one.kind)}</span>
      </td>
      <td>{format.number(one.size)}</td>
      <td>
        <span className={styles.tags}>
          <Tag tone={TONES[one.state]}>{t(one.state)}</Tag>
          {one.fault && <span className={styles.quiet}>{one.fault}</span>}
          {one.next_try_at !== null && one.attempts > 0 && (
            <span className={styles.quiet}>{t("nextTry", { at: format.instant(one.next_try_at) })}</span>
          )}
          {manages && one.state === "failed" && (
            <Button look="quiet" busy={retry.isPending} onClick={again}>
              {t("retry")}
            </Button>
          )}
        </span>
        <Refused error={retry.error} />
      </td>
      <td>
        <Receipt one={one} />
      </td>
    </tr>
  );
}

function Receipt({ one }: { one: Departure }) {
  const t = useTexts(texts);
  const format = useFormats();
  const path = `${tenantBase()}/api/v1/witness/departures/${encodeURIComponent(one.id)}`;
  return (
    <span className={styles.tags}>
      {one.stamped_at && <span>{t("stampedAt", { at: format.exact(one.stamped_at) })}</span>}
      {one.state === "left" && <a href={`${path}/note`}>{t("note")}</a>}
      {one.state === "left" && one.kind === "tsa" && <a href={`${path}/token`}>{t("token")}</a>}
      {one.receipt && <span className={styles.quiet}>{one.receipt}</span>}
    </span>
  );
}
