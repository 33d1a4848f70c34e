import type { Ticket } from "@bihuan/api";
import type { JsonObject } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Dialog, Panel, Skeleton } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import { useForm } from "../../shared/forms.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import { coreOf } from "../../shared/tickets.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";

const EditForm = lazy(() => import("./merging/EditForm.tsx"));
const READ_ONLY = { "*": "read" } as const;

export function useTicketForm(ticket: Ticket) {
  const types = useTicketTypes();
  const key = types.data?.find((type) => type.key === ticket.type)?.form;
  return useForm(key, coreOf(ticket).form_version);
}

/** What is known of the case: the description, then what the form holds. */
export function Details({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(texts);
  const [edits, setEdits] = useState(false);
  const { form, isPending } = useTicketForm(ticket);
  const description = coreOf(ticket).description;
  const [open, close] = [() => setEdits(true), () => setEdits(false)];
  return (
    <Panel title={t("details")} extra={ticket.editable?.length ? <Button onClick={open}>{t("edit")}</Button> : null}>
      {description && <p className={styles.description}>{description}</p>}
      {form ? <Values form={form} ticket={ticket} /> : isPending && <Skeleton lines={4} />}
      {edits && form && (
        <Dialog title={t("edit")} closeLabel={t("close")} onClose={close}>
          <Suspense fallback={<Skeleton lines={6} />}>
            <EditForm {...{ ticket, pageKey, form, onDone: close }} />
          </Suspense>
        </Dialog>
      )}
    </Panel>
  );
}

function Values({ form, ticket }: { form: NonNullable<ReturnType<typeof useForm>["form"]>; ticket: Ticket }) {
  const stored = ticket.data as JsonObject;
  const state = useFormState({ form, stored, rights: READ_ONLY, zone: useMe().tenant.zone });
  return <FormFields state={state} only={(key) => stored[key] !== undefined && stored[key] !== null} />;
}
