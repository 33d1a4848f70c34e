import { api, type DataTable, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useCommand } from "@bihuan/session";
import { showToast } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormDialog, TextField } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";
import { type TableView, viewsOf } from "./useTable.ts";

interface Props {
  table: DataTable;
  view: Omit<TableView, "key" | "label">;
  onClose: () => void;
  onSaved: (key: string) => void;
}

/** Keep what is looked at in the table's definition, for everybody who sees the table. */
export function SaveViewDialog({ table, view, onClose, onSaved }: Props) {
  const t = useTexts(texts);
  const [name, setName] = useState("");
  const client = useQueryClient();
  const views = viewsOf(table);
  const key = freeKey(views);
  const save = useCommand({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/tables", {
          body: {
            body: { ...table.body, views: [...views, { ...view, key, label: { zh: name, en: name } }] },
            base_version: table.version,
          },
        }),
      ),
    onSuccess: async () => {
      showToast(t("viewSaved"));
      await client.invalidateQueries({ queryKey: ["tables"] });
      onSaved(key);
      onClose();
    },
  });
  return (
    <FormDialog
      title={t("saveView")}
      error={save.error}
      busy={save.isPending}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField label={t("viewName")} required value={name} onChange={setName} />
    </FormDialog>
  );
}

function freeKey(views: readonly TableView[]): string {
  const taken = new Set(views.map((view) => view.key));
  let number = views.length + 1;
  while (taken.has(`view${number}`)) number += 1;
  return `view${number}`;
}
