import { api, type Ticket, type Trace, unwrap } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";
import { useTicketTypes } from "../../shared/lookups.ts";
import { type StageOf, stepsOf } from "./progress.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { useTrace } from "./useTicket.ts";

/** How far it has come: the stages of its flow, with the moment at which each began. */
export function Progress({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const stages = useStages(ticket);
  const trace: Trace | undefined = useTrace(pageKey, ticket.version).data;
  if (!stages) return null;
  return (
    <ol className={styles.progress} aria-label={t("progress")}>
      {stepsOf(stages, ticket, trace?.events ?? []).map(({ stage, state, at }) => (
        <li key={stage.key} className={styles[state]} aria-current={state === "now" ? "step" : undefined}>
          <span className={styles.stageName}>{pick(stage.label, language)}</span>
          <span className={styles.stageAt}>{at === null ? "" : format.instant(at)}</span>
        </li>
      ))}
    </ol>
  );
}

function useStages(ticket: Ticket): StageOf[] | null {
  const flow = useTicketTypes().data?.find((type) => type.key === ticket.type)?.flow;
  // Customers read no flows.
  const known = may(useMe(), "read", "flow");
  const found = useQuery({
    queryKey: ["flow", flow],
    queryFn: () => unwrap(api.GET("/api/v1/flows/{key}", { params: { path: { key: flow ?? "" } } })),
    enabled: known && flow !== undefined,
    staleTime: 300_000,
    retry: false,
  });
  const stages = found.data?.body.stages;
  return Array.isArray(stages) ? (stages as StageOf[]) : null;
}
