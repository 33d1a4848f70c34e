import { useTexts } from "@bihuan/i18n";
import { showToast } from "@bihuan/ui";
import { useState } from "react";
import { FormDialog, ManyOf } from "../../shared/admin/parts.tsx";
import { usePeople } from "../../shared/lookups.ts";
import { texts } from "./texts.ts";
import { useMakeEngineers } from "./useEngineers.ts";

interface Props {
  known: readonly { user: string; active: boolean }[];
  onClose: () => void;
}

/** Who among the people is to be given work by dispatch; several at once. */
export function NewEngineers({ known, onClose }: Props) {
  const t = useTexts(texts);
  const people = usePeople();
  const [chosen, setChosen] = useState<string[]>([]);
  const make = useMakeEngineers();
  const had = new Set(known.filter((one) => one.active).map((one) => one.user));
  const others = people.data?.filter((one) => one.state === "active" && !had.has(one.id)) ?? [];
  const done = () => {
    showToast(t("added", { count: chosen.length }));
    onClose();
  };
  return (
    <FormDialog
      title={t("add")}
      error={make.error}
      busy={make.isPending}
      onSubmit={() => make.mutate(chosen, { onSuccess: done })}
      onClose={onClose}
    >
      <ManyOf
        label={t("who")}
        help={t("addHint")}
        options={others.map((one) => ({ value: one.id, label: one.name ?? one.id }))}
        value={chosen}
        onChange={setChosen}
      />
    </FormDialog>
  );
}
