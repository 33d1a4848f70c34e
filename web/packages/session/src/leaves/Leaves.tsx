import type { Leave } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Notice, Panel, Skeleton, State, showToast, Tag, type Tone, useNow } from "@bihuan/ui";
import { useState } from "react";
import { useMe } from "../session.ts";
import { useSayProblem } from "../words.ts";
import { LeaveForm } from "./LeaveForm.tsx";
import styles from "./Leaves.module.css";
import { inOrder, isKnown, type Standing, standingOf, toldAs } from "./leave.ts";
import { texts } from "./texts.ts";
import { useLeaveRights, useLeaves, useWithdrawLeave } from "./useLeaves.ts";

const TONES: Readonly<Record<Standing, Tone>> = { now: "warn", later: "accent", over: "neutral" };

/** Somebody's leave: what is entered, and by those who may, one more or one withdrawn. */
export function Leaves({ user }: { user: string }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const now = useNow();
  const leaves = useLeaves(user);
  const { enter } = useLeaveRights(user);
  const [entering, setEntering] = useState(false);
  const listed = inOrder(leaves.data ?? [], now);
  return (
    <Panel
      title={t("title")}
      extra={
        enter && (
          <Button icon="plus" onClick={() => setEntering(true)}>
            {t("enter")}
          </Button>
        )
      }
    >
      <p className={styles.quiet}>{t("about")}</p>
      {leaves.isPending && <Skeleton lines={2} />}
      {leaves.isError && !leaves.data && (
        <Notice>
          {say(leaves.error)} <Button onClick={() => leaves.refetch()}>{t("retry")}</Button>
        </Notice>
      )}
      {leaves.data && !listed.length && <State icon="clock" title={t("none")} hint={t("noneHint")} />}
      {listed.length > 0 && (
        <ul className={styles.list}>
          {listed.map((leave) => (
            <Line key={leave.id} user={user} leave={leave} standing={standingOf(leave, now)} mayEnd={enter} />
          ))}
        </ul>
      )}
      {entering && <LeaveForm user={user} onClose={() => setEntering(false)} />}
    </Panel>
  );
}

interface LineProps {
  user: string;
  leave: Leave;
  standing: Standing;
  mayEnd: boolean;
}

function Line({ user, leave, standing, mayEnd }: LineProps) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const zone = useMe().tenant.zone;
  const withdraw = useWithdrawLeave(user);
  const begun = standing === "now";
  const told = toldAs(leave, zone);
  const end = () => withdraw.mutate(leave.id, { onSuccess: () => showToast(t(begun ? "ended" : "withdrawn")) });
  return (
    <li className={styles.line}>
      <span className={styles.grow}>
        <strong>{t("span", told)}</strong>
        <span className={styles.quiet}>
          {isKnown(leave.kind) ? t(leave.kind) : leave.kind}
          {leave.note && ` · ${leave.note}`}
        </span>
      </span>
      <Tag tone={TONES[standing]}>{t(standing)}</Tag>
      {mayEnd && standing !== "over" && (
        <Button look="quiet" label={t(begun ? "endNowOf" : "withdrawOf", told)} busy={withdraw.isPending} onClick={end}>
          {t(begun ? "endNow" : "withdraw")}
        </Button>
      )}
      {withdraw.error && <Notice>{say(withdraw.error)}</Notice>}
    </li>
  );
}
