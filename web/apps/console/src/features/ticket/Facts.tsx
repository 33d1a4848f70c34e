import { api, type Ticket, unwrap } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Panel } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { usePersonName, useTypeLabel } from "../../shared/lookups.ts";
import { coreOf } from "../../shared/tickets.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";

export function Facts({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const format = useFormats();
  const name = usePersonName();
  const typeLabel = useTypeLabel();
  const core = coreOf(ticket);
  const channel = useChannelLabel(core.source?.channel);
  const facts: [string, ReactNode][] = [
    [t("number"), ticket.number],
    [t("type"), typeLabel(ticket.type)],
    [t("priority"), core.priority],
    [t("assignee"), name(core.assignee) ?? t("nobody")],
    [t("submitter"), name(core.submitter)],
    [t("channel"), channel],
    [t("created"), format.exact(ticket.created_at)],
    [t("updated"), core.updated_at && format.exact(core.updated_at)],
  ];
  return (
    <Panel title={t("facts")}>
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
}

function useChannelLabel(key: string | undefined): string | undefined {
  const language = useLanguage();
  const channels = useQuery({
    queryKey: ["channels"],
    queryFn: () => unwrap(api.GET("/api/v1/channels")),
    staleTime: 300_000,
    retry: false,
  });
  const found = channels.data?.find((channel) => channel.key === key);
  return found ? pick(found.label, language) : key;
}
