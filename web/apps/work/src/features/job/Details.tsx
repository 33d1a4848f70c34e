import type { Ticket } from "@bihuan/api";
import type { FormDefinition, JsonObject } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Panel } from "@bihuan/ui";
import { useTicketForm } from "../../shared/acting/useTicketForm.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

const READ_ONLY = { "*": "read" } as const;

/** What is known of the case: the description, then what the form holds. */
export function Details({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const { form } = useTicketForm(ticket);
  return (
    <Panel title={t("details")}>
      {ticket.description && <p className={styles.description}>{ticket.description}</p>}
      {form && <Values form={form} ticket={ticket} />}
    </Panel>
  );
}

function Values({ form, ticket }: { form: FormDefinition; ticket: Ticket }) {
  const stored = ticket.data as JsonObject;
  const state = useFormState({ form, stored, rights: READ_ONLY, zone: useMe().tenant.zone });
  return <FormFields state={state} only={(key) => stored[key] !== undefined && stored[key] !== null} />;
}
