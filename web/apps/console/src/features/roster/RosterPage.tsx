import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Notice, Skeleton, State } from "@bihuan/ui";
import { useState } from "react";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { dayIn, daysLater, weekOf } from "./days.ts";
import { Proposal } from "./Proposal.tsx";
import styles from "./Roster.module.css";
import { texts } from "./texts.ts";
import { type RosterBody, type RosterPerson, useDuties, useGaps, useProposal, useRosterBody } from "./useRoster.ts";
import { Week } from "./Week.tsx";

/** A week of the roster: who is there, where people are missing, and a proposal that somebody may publish. */
export default function RosterPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const zone = useMe().tenant.zone;
  const [day, setDay] = useState(() => dayIn(zone, Date.now()));
  const days = weekOf(day);
  return (
    <div className={styles.page}>
      <header>
        <h1>{t("title")}</h1>
        <p className={styles.quiet}>{t("hint")}</p>
      </header>
      <div className={styles.bar}>
        <Button icon="back" label={t("before")} onClick={() => setDay(daysLater(day, -7))} />
        <Button onClick={() => setDay(dayIn(zone, Date.now()))}>{t("today")}</Button>
        <span className={styles.forward}>
          <Button icon="back" label={t("after")} onClick={() => setDay(daysLater(day, 7))} />
        </span>
        <strong aria-live="polite">{t("week", { from: days[0] ?? "", to: days[6] ?? "" })}</strong>
      </div>
      <OneWeek key={days[0]} days={days} zone={zone} />
    </div>
  );
}

function OneWeek({ days, zone }: { days: string[]; zone: string }) {
  const t = useTexts(texts);
  const plans = may(useMe(), "plan", "roster");
  const [from, to] = [days[0] ?? "", days[6] ?? ""];
  const roster = useRosterBody();
  const duties = useDuties(from, to);
  const failed = roster.error ?? duties.error;
  if (failed && !(roster.data && duties.data)) {
    return <Failure error={failed} onRetry={() => Promise.all([roster.refetch(), duties.refetch()])} />;
  }
  if (!roster.data || !duties.data) return <Skeleton lines={8} height={24} />;
  if (!roster.data.version) return <State icon="clock" title={t("none")} hint={t("noneHint")} />;
  const people = duties.data.people as unknown as RosterPerson[];
  if (!people.length) return <State icon="clock" title={t("nobody")} hint={t("nobodyHint")} />;
  const body = roster.data.body as RosterBody;
  return (
    <>
      <Missing days={days} zone={zone} body={body} people={people} names={duties.data.names} />
      {plans && <Propose from={from} to={to} body={body} />}
    </>
  );
}

interface WeekProps {
  days: string[];
  zone: string;
  body: RosterBody;
  people: RosterPerson[];
  names: Record<string, string>;
}

function Missing(props: WeekProps) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const gaps = useGaps(props.days[0] ?? "", props.days[6] ?? "");
  const found = gaps.data ?? [];
  const labelOf = (need: string) => {
    const label = props.body.needs?.find((one) => one.key === need)?.label;
    return (typeof label === "string" ? label : label && pick(label, language)) || need;
  };
  return (
    <>
      <Week {...props} missing={new Set(found.map((gap) => dayIn(props.zone, gap.start)))} />
      <section className={styles.panel} aria-labelledby="gaps">
        <h2 id="gaps">{t("gaps")}</h2>
        {gaps.isPending && <Skeleton lines={2} height={18} />}
        {gaps.isSuccess && !found.length && <p className={styles.quiet}>{t("noGaps")}</p>}
        <ul>
          {found.map((gap) => (
            <li key={`${gap.need}${gap.start}`}>
              {t("gap", {
                need: labelOf(gap.need),
                time: `${format.instant(gap.start)} – ${format.instant(gap.end)}`,
                present: gap.present,
                least: gap.least,
              })}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Propose({ from, to, body }: { from: string; to: string; body: RosterBody }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const proposal = useProposal(from, to);
  if (proposal.data) return <Proposal found={proposal.data} body={body} onDone={() => proposal.reset()} />;
  return (
    <div className={styles.actions}>
      <Button look="primary" icon="route" busy={proposal.isPending} onClick={() => proposal.mutate()}>
        {t("propose")}
      </Button>
      {proposal.error && <Notice>{say(proposal.error)}</Notice>}
    </div>
  );
}
