import type { ChildTicket, Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Notice, showToast } from "@bihuan/ui";
import { useUnits } from "../../../shared/admin/organisation.ts";
import { usePersonName } from "../../../shared/lookups.ts";
import styles from "../Links.module.css";
import { RelativeLine } from "./RelativeLine.tsx";
import { texts } from "./texts.ts";
import { useUntieChild } from "./useChildren.ts";

interface Props {
  child: ChildTicket;
  ticket: Ticket;
  mayUntie: boolean;
}

/** One child: how it stands, who has it, when it ended, and what came of it. */
export function Child({ child, ticket, mayUntie }: Props) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const format = useFormats();
  const name = usePersonName();
  const team = useUnits("teams").data?.find((unit) => unit.id === child.team)?.name;
  const untie = useUntieChild(ticket.number);
  const handler = name(child.handler ?? child.assignee);
  const id = child.id;
  const step = pick(child.step_label, useLanguage());
  const more = [
    ...(step ? [t("byStep", { step })] : []),
    ...(team ? [t("team", { name: team })] : []),
    ...(handler ? [t("handler", { name: handler })] : []),
    ...(child.ended_at ? [t("ended", { at: format.instant(child.ended_at) })] : []),
  ];
  return (
    <>
      <RelativeLine relative={child} more={more}>
        <Results child={child} />
        {untie.error && <Notice>{say(untie.error)}</Notice>}
      </RelativeLine>
      {mayUntie && id && (
        <Button
          look="quiet"
          icon="close"
          label={t("untie")}
          onClick={() => untie.mutate(id, { onSuccess: () => showToast(t("untied")) })}
        />
      )}
    </>
  );
}

function Results({ child }: { child: ChildTicket }) {
  const language = useLanguage();
  const words = useWords();
  if (!child.results.length) return null;
  return (
    <dl className={styles.results}>
      {child.results.map(({ key, label, value }) => (
        <div key={key}>
          <dt>{pick(label, language) || key}</dt>
          <dd>{words(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function useWords(): (value: unknown) => string {
  const t = useTexts(texts);
  const words = (value: unknown): string => {
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (Array.isArray(value)) return value.map(words).join("、");
    return String(value ?? "");
  };
  return words;
}
