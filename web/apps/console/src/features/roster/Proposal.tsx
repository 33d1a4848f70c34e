import { useFormats, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Notice, showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "./Roster.module.css";
import { texts } from "./texts.ts";
import { type Change, type RosterBody, type Unmet, type useProposal, usePublishPlan } from "./useRoster.ts";
import { useShiftNames } from "./Week.tsx";

type Found = NonNullable<ReturnType<typeof useProposal>["data"]>;
const REASONS = ["skill", "by_hand", "on_duty", "rest", "days_in_a_row", "no_shift"] as const;

/** What would change; whoever plans takes what he wants of it and publishes that. */
export function Proposal({ found, body, onDone }: { found: Found; body: RosterBody; onDone: () => void }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const publish = usePublishPlan();
  const changes = found.changes as unknown as Change[];
  const [dropped, setDropped] = useState<ReadonlySet<number>>(new Set());
  const taken = changes.filter((_, at) => !dropped.has(at));
  const toggle = (at: number) =>
    setDropped(new Set(dropped.has(at) ? [...dropped].filter((one) => one !== at) : [...dropped, at]));
  const done = () => {
    showToast(t("published"));
    onDone();
  };
  return (
    <section className={styles.panel} aria-labelledby="proposal">
      <h2 id="proposal">{t("proposal")}</h2>
      <p className={styles.quiet}>{changes.length ? t("proposalHint") : t("nothing")}</p>
      <ul>
        {changes.map((change, at) => (
          <li key={`${change.person}${change.day}`}>
            <OneChange
              change={change}
              names={found.names}
              body={body}
              on={!dropped.has(at)}
              onToggle={() => toggle(at)}
            />
          </li>
        ))}
      </ul>
      <StillMissing unmet={found.unmet as unknown as Unmet[]} names={found.names} body={body} />
      <div className={styles.actions}>
        {changes.length > 0 && (
          <Button
            look="primary"
            busy={publish.isPending}
            disabled={!taken.length}
            onClick={() => publish.mutate({ changes: taken, bases: found.bases }, { onSuccess: done })}
          >
            {t("publish", { count: taken.length })}
          </Button>
        )}
        <Button onClick={onDone}>{t("drop")}</Button>
      </div>
      {publish.error && <Notice>{say(publish.error)}</Notice>}
    </section>
  );
}

interface OneProps {
  change: Change;
  names: Record<string, string>;
  body: RosterBody;
  on: boolean;
  onToggle: () => void;
}

function OneChange({ change, names, body, on, onToggle }: OneProps) {
  const t = useTexts(texts);
  const name = useShiftNames(body);
  const said = (shifts: string[]) => shifts.map(name).join(" + ") || t("off");
  return (
    <label>
      <input type="checkbox" checked={on} onChange={onToggle} />
      {t("change", {
        person: names[change.person] ?? "",
        day: change.day,
        before: said(change.before),
        after: said(change.after),
      })}
    </label>
  );
}

function StillMissing({ unmet, names, body }: { unmet: Unmet[]; names: Record<string, string>; body: RosterBody }) {
  const t = useTexts(texts);
  const format = useFormats();
  const need = useNeedNames(body);
  if (!unmet.length) return null;
  const reason = (key: string) =>
    key === "leave" ? t("on_leave") : t(REASONS.find((one) => one === key) ?? "on_duty");
  return (
    <>
      <h3>{t("unmet")}</h3>
      <ul>
        {unmet.map((one) => (
          <li key={`${one.need}${one.start}`}>
            {t("gap", {
              need: need(one.need),
              time: `${format.instant(one.start)} – ${format.instant(one.end)}`,
              present: one.present,
              least: one.least,
            })}
            {Object.entries(one.why).map(([key, people]) => (
              <span key={key} className={styles.quiet}>
                {people.length
                  ? t("why", { reason: reason(key), people: people.map((person) => names[person] ?? "").join("、") })
                  : reason(key)}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

function useNeedNames(body: RosterBody): (need: string) => string {
  return useShiftNames({ shifts: (body.needs ?? []).map((one) => ({ ...one, hours: "" })) });
}
