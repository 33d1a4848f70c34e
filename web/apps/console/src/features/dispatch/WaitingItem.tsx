import type { Dispatch } from "@bihuan/api";
import { type Translate, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Notice, showToast, Tag, type Tone } from "@bihuan/ui";
import { Link, useNavigate } from "react-router";
import { known, MOVES } from "../../shared/dispatch/rounds.ts";
import { useTypeLabel } from "../../shared/lookups.ts";
import { Priority } from "../../shared/Stage.tsx";
import { Due } from "../../shared/time/Due.tsx";
import styles from "./Dispatch.module.css";
import { texts } from "./texts.ts";
import { type Ask, useAskPolicy, type WaitingTask } from "./useDispatch.ts";

interface Props {
  task: WaitingTask;
  names: Record<string, string>;
  now: number;
}

export function WaitingItem({ task, names, now }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const typeLabel = useTypeLabel();
  const language = useLanguage();
  const people = listed(task.people, names, language);
  const helpers = listed(task.helpers, names, language);
  const need = needOf(task, people || t("someone"), t);
  return (
    <li className={styles.item}>
      <div className={styles.about}>
        <Link to={`/tickets/${task.number}`} className={styles.title}>
          {task.title}
        </Link>
        <p className={styles.quiet}>
          {task.number} · {typeLabel(task.type)} · {t("since", { time: format.instant(task.opened_at) })}
        </p>
        <p className={styles.head}>
          <Priority value={task.priority ?? undefined} />
          <Due row={{ next_due: task.due }} now={now} />
          {task.failures > 0 && <Tag>{t("failures", { count: task.failures })}</Tag>}
        </p>
        <p className={styles.head}>
          <Tag tone={need.tone} dot>
            {need.text}
          </Tag>
          {task.until !== null && (
            <span className={styles.quiet}>{t("until", { time: format.instant(task.until) })}</span>
          )}
          {helpers && <span className={styles.quiet}>{t("helpers", { names: helpers })}</span>}
        </p>
      </div>
      <Actions task={task} />
    </li>
  );
}

function needOf(task: WaitingTask, names: string, t: Translate<(typeof texts)["zh"]>): { tone: Tone; text: string } {
  if (task.needs === "nobody_fits") return { tone: "danger", text: t("nobodyFits") };
  if (task.needs === "rounds_used_up") return { tone: "danger", text: t("usedUp") };
  if (task.needs === "no_policy") return { tone: "warn", text: t("noPolicy") };
  if (task.state === "recommended") return { tone: "accent", text: t("recommended", { names }) };
  if (task.state === "pool") return { tone: "neutral", text: t("pooled", { names }) };
  if (task.state === "offer") return { tone: "neutral", text: t("offered", { names }) };
  return { tone: "warn", text: t("needed") };
}

function Actions({ task }: { task: WaitingTask }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const language = useLanguage();
  const navigate = useNavigate();
  const asking = useAskPolicy(task.id);
  const ask = (what: Ask) =>
    asking.mutate(what, { onSuccess: (answer) => showToast(outcome(answer, task.id, t, language)) });
  const busy = (what: Ask) => asking.isPending && asking.variables === what;
  return (
    <div className={styles.actions}>
      <Button disabled={asking.isPending} busy={busy("recommend")} onClick={() => ask("recommend")}>
        {t("askRecommend")}
      </Button>
      <Button disabled={asking.isPending} busy={busy("decide")} onClick={() => ask("decide")}>
        {t("decide")}
      </Button>
      <Button look="primary" icon="user" onClick={() => navigate(`/tickets/${task.number}?do=assign`)}>
        {t("byHand")}
      </Button>
      {asking.error && <Notice>{say(asking.error)}</Notice>}
    </div>
  );
}

/** What came of asking the policy, to be said in passing. */
function outcome(answer: Dispatch, task: string, t: Translate<(typeof texts)["zh"]>, language: string): string {
  const last = answer.rounds.findLast((round) => round.task === task);
  const move = known(MOVES, last?.move ?? "", "dispatcher");
  if (!last || move === "dispatcher") return t("nobody");
  return t(move, { names: listed(last.people, answer.names, language) });
}

function listed(people: readonly string[], names: Record<string, string>, language: string): string {
  return people.flatMap((person) => names[person] ?? []).join(language === "zh" ? "、" : ", ");
}
