import type { ClaimedTime } from "@bihuan/api";
import { instantOf, wallOf } from "@bihuan/core";
import { pick, type Translate, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe, useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Notice, showToast, Tag, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import styles from "./Claims.module.css";
import { useSettle } from "./useClaims.ts";
import { claimTexts } from "./words.ts";

type Say = Translate<(typeof claimTexts)["zh"]>;
const DOUBTS = ["unmeasured", "clock_off", "before_offer", "before_previous", "in_future", "long_ago"] as const;
const DEEDS = [
  "VisitAccepted",
  "VisitDeparted",
  "VisitArrived",
  "WorkBegan",
  "TaskFinished",
  "VoteCast",
  "NoteAdded",
  "CallLogged",
] as const;

/** One claimed time: who did what, when by the phone, when it came in, and why it is doubtful. */
export function Claim({ claim, ticket }: { claim: ClaimedTime; ticket: string }) {
  const t = useTexts(claimTexts);
  const [asking, setAsking] = useState(false);
  return (
    <div className={styles.claim}>
      <p className={styles.head}>
        <strong>{t("did", { who: claim.person_name ?? t("somebody"), what: deed(claim.what, t) })}</strong>
        <Tag tone={claim.is_open ? "warn" : "neutral"} dot>
          {claim.is_open ? t("open") : t(claim.settled_at === null ? "counted" : "settled")}
        </Tag>
      </p>
      <Told claim={claim} />
      {claim.may_settle && (
        <div>
          <Button look={claim.is_open ? "primary" : "plain"} aria-haspopup="dialog" onClick={() => setAsking(true)}>
            {claim.is_open ? t("settle") : t("again")}
          </Button>
        </div>
      )}
      {asking && (
        <Dialog title={t("settleTitle")} closeLabel={t("close")} onClose={() => setAsking(false)}>
          <Settle claim={claim} ticket={ticket} onDone={() => setAsking(false)} />
        </Dialog>
      )}
    </div>
  );
}

/** The times beside each other, what speaks against them, and who settled them. */
function Told({ claim }: { claim: ClaimedTime }) {
  const t = useTexts(claimTexts);
  const format = useFormats();
  const language = useLanguage();
  const clocks = claim.clocks.map((clock) => pick(clock.label as Record<string, string>, language)).filter(Boolean);
  return (
    <>
      <dl className={styles.times}>
        <Fact name={t("claimed")} value={format.instant(claim.claimed)} />
        <Fact name={t("received")} value={format.instant(claim.received)} />
        <Fact name={t("counts")} value={format.instant(claim.counts_from)} />
        {clocks.length > 0 && <Fact name={t("clocks")} value={clocks.join(language === "zh" ? "、" : ", ")} />}
      </dl>
      <ul className={styles.doubts}>
        {DOUBTS.filter((doubt) => claim.doubts.includes(doubt)).map((doubt) => (
          <li key={doubt}>{t(doubt)}</li>
        ))}
      </ul>
      {claim.settled_at !== null && (
        <p className={styles.quiet}>
          {t("settledBy", { who: claim.settled_by_name ?? t("somebody"), time: format.instant(claim.settled_at) })}
          {claim.reason && ` · ${claim.reason}`}
        </p>
      )}
    </>
  );
}

function deed(what: string, t: Say): string {
  const known = DEEDS.find((one) => one === what);
  return known ? t(known) : t("otherDeed");
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Settle({ claim, ticket, onDone }: { claim: ClaimedTime; ticket: string; onDone: () => void }) {
  const t = useTexts(claimTexts);
  const say = useSayProblem();
  const zone = useMe().tenant.zone;
  const told = minuteOf(claim.told, zone);
  const [at, setAt] = useState(told);
  const [reason, setReason] = useState("");
  const settle = useSettle(ticket, claim.no);
  const other = at !== told;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = other ? { at: instantOf(Date.parse(`${at}Z`), zone) } : {};
    const onSuccess = () => {
      showToast(t("done"));
      onDone();
    };
    settle.mutate({ ...chosen, reason }, { onSuccess });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p className={styles.quiet}>{t("settleHint")}</p>
      <When claim={claim} at={at} onChange={setAt} />
      <Reason needed={other} value={reason} onChange={setReason} />
      {settle.error && <Notice>{say(settle.error)}</Notice>}
      <div className={styles.end}>
        <Button type="submit" look="primary" busy={settle.isPending}>
          {other ? t("setRight") : t("confirm")}
        </Button>
      </div>
    </form>
  );
}

function When({ claim, at, onChange }: { claim: ClaimedTime; at: string; onChange: (at: string) => void }) {
  const t = useTexts(claimTexts);
  const zone = useMe().tenant.zone;
  return (
    <Control label={t("when")} required>
      {({ id }) => (
        <TextInput
          id={id}
          type="datetime-local"
          required
          min={minuteOf(claim.offered, zone)}
          max={minuteOf(claim.received, zone)}
          value={at}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

function Reason(props: { needed: boolean; value: string; onChange: (reason: string) => void }) {
  const t = useTexts(claimTexts);
  return (
    <Control label={t("reason")} required={props.needed} help={props.needed ? t("reasonHint") : undefined}>
      {({ id, describedBy }) => (
        <TextArea
          id={id}
          aria-describedby={describedBy}
          required={props.needed}
          maxLength={2000}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

/** The wall clock of the company's zone, as a control for times has it. */
function minuteOf(at: number, zone: string): string {
  return new Date(wallOf(at, zone)).toISOString().slice(0, 16);
}
