import { api, type OneTableRecord, refusedFields, type TableRecord, unwrap } from "@bihuan/api";
import type { FormDefinition, Json, JsonObject } from "@bihuan/core";
import { FormFields, focusFirstFault, useFormState } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useCommand, useMe } from "@bihuan/session";
import { Button, Dialog } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";

interface Props {
  table: string;
  title: string;
  form: FormDefinition;
  /** The record that is changed; null for a new one. */
  record: TableRecord | null;
  /** The reader's right on each field. */
  rights?: Readonly<Record<string, "read" | "edit">>;
  /** What stands in a new record already. */
  given?: Readonly<Record<string, Json>>;
  onClose: () => void;
  onSaved: (record: OneTableRecord) => void;
}

/** A record being written, above the page. */
export function RecordEditor({ table, title, form, record, rights, given, onClose, onSaved }: Props) {
  const t = useTexts(texts);
  const stored = (record?.values ?? {}) as JsonObject;
  const state = useFormState({
    form,
    stored,
    typed: given ?? {},
    rights: rights ? { "*": "hidden", ...rights } : {},
    zone: useMe().tenant.zone,
  });
  const page = useRef<HTMLFormElement>(null);
  const client = useQueryClient();
  const save = useCommand({
    mutationFn: (data: Record<string, unknown>) => send(table, record, data),
    onSuccess: async (saved) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["table-records", table] }),
        client.invalidateQueries({ queryKey: ["table-record"] }),
      ]);
      onSaved(saved);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (state.check()) save.mutate(state.changes);
    else requestAnimationFrame(() => focusFirstFault(page.current));
  };
  return (
    <Dialog title={title} closeLabel={t("close")} onClose={onClose}>
      <form ref={page} className={styles.editor} onSubmit={submit} noValidate>
        <ActionFault error={save.error} />
        <FormFields state={state} refused={refusedFields(save.error)} />
        <div className={styles.end}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={save.isPending || state.arriving}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function send(table: string, record: TableRecord | null, data: Record<string, unknown>): Promise<OneTableRecord> {
  if (!record) {
    return unwrap(api.POST("/api/v1/tables/{table}/records", { params: { path: { table } }, body: { data } }));
  }
  return unwrap(
    api.PATCH("/api/v1/tables/{table}/records/{record}", {
      params: { path: { table, record: record.id } },
      body: { data, seen: record.version },
    }),
  );
}
