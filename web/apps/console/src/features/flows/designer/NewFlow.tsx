import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { showToast } from "@bihuan/ui";
import { useState } from "react";
import { useNavigate } from "react-router";
import { FormDialog, OneOf, TextField } from "../../../shared/admin/parts.tsx";
import { freeId } from "../model/edit.ts";
import type { FlowBody } from "../model/flow.ts";
import { texts } from "../texts.ts";
import { readFlow, useForms } from "../useFlows.ts";
import { both } from "./both.ts";
import { keepDraft } from "./draft.ts";
import { BASES, type Base, newFlow } from "./making.ts";

interface Props {
  flows: readonly { key: string; label: Record<string, string> }[];
  onClose: () => void;
}

/** How a new flow begins: its name, its form, and what it is made like. Nothing is published by it. */
export default function NewFlow({ flows, onClose }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const navigate = useNavigate();
  const me = useMe();
  const forms = useForms();
  const [name, setName] = useState("");
  const [form, setForm] = useState("");
  const [base, setBase] = useState("blank");
  const bases = [
    ...BASES.map((one) => ({ value: one as string, label: t(`base_${one}`) })),
    ...flows.map((one) => ({ value: `=${one.key}`, label: t("base_copy", { name: pick(one.label, language) }) })),
  ];
  const create = async () => {
    const key = freeId("flow", new Set(flows.map((one) => one.key)));
    const label = { zh: name, en: name };
    const copied = base.startsWith("=") ? await readFlow(base.slice(1), null) : null;
    const body = copied
      ? { ...(copied.body as unknown as FlowBody), key, label }
      : newFlow(key, label, base as Base, both);
    // A flow that is not published lives in this browser alone.
    if (!keepDraft({ body, form, base: 0, at: Date.now() }, me.id)) return showToast(t("noRoom"));
    navigate(`/flows/${key}`);
  };
  return (
    <FormDialog
      title={t("newFlow")}
      submit={t("create")}
      error={null}
      busy={false}
      onSubmit={() => void create()}
      onClose={onClose}
    >
      <TextField label={t("flowName")} value={name} onChange={setName} required />
      <OneOf
        label={t("form")}
        value={form}
        onChange={setForm}
        required
        options={(forms.data ?? []).map((one) => ({ value: one.key, label: pick(one.label, language) || one.key }))}
      />
      <OneOf label={t("base")} value={base} onChange={setBase} required options={bases} />
    </FormDialog>
  );
}
