import type { Witnesses } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Notice, Panel, Skeleton, showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Departures } from "./Departures.tsx";
import { Destinations } from "./Destinations.tsx";
import { PlanForm } from "./Forms.tsx";
import { texts } from "./texts.ts";
import { useSendNow, useWitnesses } from "./useWitnesses.ts";

const DAY_MS = 86_400_000;
const VERIFIER = "python bihuan_verify.py EXPORT --checkpoint earlier.eml";
const OPENSSL = "openssl ts -verify -in checkpoint.tsr -data checkpoint.note -CAfile roots.pem";

/** Which checkpoints have left this machine, when and for whom. */
export default function EvidencePage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const standing = useWitnesses();
  const manages = may(useMe(), "manage", "ledger");
  const send = useSendNow();
  const sendNow = () => send.mutate(null, { onSuccess: () => showToast(t("sent")) });
  const { data } = standing;
  const inUse = data?.destinations.some((one) => one.enabled) ?? false;
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {manages && inUse && (
          <Button look="primary" busy={send.isPending} onClick={sendNow}>
            {t("sendNow")}
          </Button>
        )}
      </Head>
      <Refused error={send.error} />
      {standing.isPending && <Skeleton lines={8} height={22} />}
      {standing.isError && !data && <Failure error={standing.error} onRetry={() => standing.refetch()} />}
      {data && <Standing data={data} manages={manages} />}
    </div>
  );
}

function Standing({ data, manages }: { data: Witnesses; manages: boolean }) {
  const t = useTexts(texts);
  return (
    <>
      {data.overdue_since !== null && (
        <Notice>
          {t("overdue", { days: String(Math.floor((Date.now() - data.overdue_since) / DAY_MS)) })} {t("overdueHint")}
        </Notice>
      )}
      <Summary data={data} manages={manages} />
      <Destinations data={data} manages={manages} />
      <Departures departures={data.departures} manages={manages} />
      <Panel title={t("check")}>
        <div className={styles.form}>
          <code className={styles.secret}>{VERIFIER}</code>
          <p className={styles.quiet}>{t("checkHint")}</p>
          <code className={styles.secret}>{OPENSSL}</code>
        </div>
      </Panel>
    </>
  );
}

function Summary({ data: { newest, last_left: last, plan }, manages }: { data: Witnesses; manages: boolean }) {
  const t = useTexts(texts);
  const format = useFormats();
  const [changing, setChanging] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(newest?.note ?? "");
    showToast(t("copied"));
  };
  const counted = (size: number) => format.number(size);
  const planned = plan.next_at
    ? t("planAt", {
        hour: String(plan.hour),
        next: format.instant(plan.next_at),
        days: String(plan.overdue_days),
      })
    : t("planNone", { hour: String(plan.hour) });
  return (
    <div className={styles.pair}>
      <Panel title={t("newest")}>
        <div className={styles.form}>
          <p>{newest ? t("sizeAt", { size: counted(newest.size), at: format.exact(newest.at) }) : t("newestNone")}</p>
          {newest && <Button onClick={copy}>{t("copy")}</Button>}
        </div>
      </Panel>
      <Panel title={t("lastLeft")}>
        <p>
          {last?.left_at
            ? t("leftTo", { at: format.exact(last.left_at), label: last.label, size: counted(last.size) })
            : t("lastLeftNone")}
        </p>
      </Panel>
      <Panel title={t("plan")}>
        <div className={styles.form}>
          <p>{planned}</p>
          {manages && <Button onClick={() => setChanging(true)}>{t("changePlan")}</Button>}
        </div>
      </Panel>
      {changing && <PlanForm plan={plan} onClose={() => setChanging(false)} />}
    </div>
  );
}
