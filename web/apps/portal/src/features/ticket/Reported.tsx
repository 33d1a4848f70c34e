import type { OwnTicket } from "@bihuan/api";
import { type FieldRight, type JsonObject, readForm } from "@bihuan/core";
import { FormFields, RELATIONS, useFormState } from "@bihuan/forms";
import { useMemo } from "react";
import styles from "./TicketPage.module.css";

const READ: Record<string, FieldRight> = { "*": "read" };

/** What was reported, as it stands now: only what says something. */
export function Reported({ ticket }: { ticket: OwnTicket }) {
  const form = useMemo(() => readForm(ticket.form as JsonObject, RELATIONS), [ticket.form]);
  const stored = ticket.data as JsonObject;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const state = useFormState({ form, stored, rights: READ, zone });
  const files = new Set(["files", "signature"]);
  const says = (key: string) => {
    const value = stored[key];
    const isFile = files.has(form.fields.get(key)?.kind.name ?? "");
    return value !== undefined && value !== null && value !== "" && !isFile;
  };
  return (
    <>
      {ticket.description && <p className={styles.words}>{ticket.description}</p>}
      <FormFields state={state} only={says} />
      <Pictures ticket={ticket} />
    </>
  );
}

function Pictures({ ticket }: { ticket: OwnTicket }) {
  if (!ticket.files.length) return null;
  return (
    <ul className={styles.files}>
      {ticket.files.map((file) => (
        <li key={String(file.id)}>{String(file.name)}</li>
      ))}
    </ul>
  );
}
