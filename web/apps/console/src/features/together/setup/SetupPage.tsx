import type { FamilyRules, TicketType } from "@bihuan/api";
import type { FormDefinition } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Arriving } from "@bihuan/session";
import { Button, Control, Panel, Select, Skeleton, State, showToast } from "@bihuan/ui";
import { Select as Many } from "antd";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../../shared/ActionFault.tsx";
import styles from "../../../shared/admin/Admin.module.css";
import { Head } from "../../../shared/admin/parts.tsx";
import { Failure } from "../../../shared/Failure.tsx";
import { useForm } from "../../../shared/forms.tsx";
import { useTicketTypes } from "../../../shared/lookups.ts";
import { useTitle } from "../../../shared/useTitle.ts";
import own from "../Together.module.css";
import { texts } from "./texts.ts";
import { useSaveRules, useSaveSessionRules, useSessionRules } from "./useSetup.ts";

const CORE = ["priority", "region", "customer", "contact", "site", "device", "contract"] as const;
const ENDS = ["block", "warn", "cascade"] as const;

/** How parents and children of each type stand to each other, and whether somebody may be booked twice. */
export default function SetupPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const types = useTicketTypes();
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      <Arriving>
        <SessionRules />
        {types.isError && !types.data && <Failure error={types.error} onRetry={() => types.refetch()} />}
        {types.data?.length === 0 && <State icon="list" title={t("noTypes")} hint={t("noTypesHint")} />}
        {types.data
          ?.filter(({ active }) => active)
          .map((type) => (
            <OfType key={type.key} type={type} />
          ))}
      </Arriving>
    </div>
  );
}

function SessionRules() {
  const t = useTexts(texts);
  const rules = useSessionRules().data;
  const save = useSaveSessionRules();
  if (!rules) return null;
  const choose = (word: string) =>
    save.mutate(word === "refuse" ? "refuse" : "warn", { onSuccess: () => showToast(t("saved")) });
  return (
    <Panel title={t("sessions")}>
      <Control label={t("double")}>
        {({ id }) => (
          <Select id={id} value={rules.double_booking} onChange={(event) => choose(event.target.value)}>
            <option value="warn">{t("doubleWarn")}</option>
            <option value="refuse">{t("doubleRefuse")}</option>
          </Select>
        )}
      </Control>
      <ActionFault error={save.error} />
    </Panel>
  );
}

function OfType({ type }: { type: TicketType }) {
  const language = useLanguage();
  const { form } = useForm(type.form);
  return (
    <Panel title={pick(type.label, language)}>
      {form ? <Rules key={type.version} type={type} form={form} /> : <Skeleton lines={3} />}
    </Panel>
  );
}

function Rules({ type, form }: { type: TicketType; form: FormDefinition }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [rules, setRules] = useState<FamilyRules>(type.children);
  const save = useSaveRules(type);
  const change = (part: Partial<FamilyRules>) => setRules((before) => ({ ...before, ...part }));
  const fields = [...form.fields.values()].map((field) => ({ value: field.key, label: pick(field.label, language) }));
  const core = CORE.map((key) => ({ value: key, label: t(key) }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(rules, { onSuccess: () => showToast(t("saved")) });
  };
  return (
    <form className={own.form} onSubmit={submit}>
      <Control label={t("on_end")}>
        {({ id }) => (
          <Select
            id={id}
            value={rules.on_end}
            onChange={(event) => change({ on_end: event.target.value as FamilyRules["on_end"] })}
          >
            {ENDS.map((end) => (
              <option key={end} value={end}>
                {t(end)}
              </option>
            ))}
          </Select>
        )}
      </Control>
      <Several
        label={t("synced")}
        options={[...core, ...fields.filter(({ value }) => !CORE.some((key) => key === value))]}
        value={rules.synced}
        onChange={(synced) => change({ synced })}
      />
      <Several
        label={t("results")}
        help={t("resultsHint")}
        options={fields}
        value={rules.results ?? []}
        onChange={(results) => change({ results: results.length ? results : null })}
      />
      <ActionFault error={save.error} />
      <div className={own.formEnd}>
        <Button type="submit" look="primary" busy={save.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

interface SeveralProps {
  label: string;
  help?: string;
  options: { value: string; label: string }[];
  value: readonly string[];
  onChange: (value: string[]) => void;
}

function Several({ label, help, options, value, onChange }: SeveralProps) {
  const t = useTexts(texts);
  return (
    <Control label={label} help={help}>
      {({ id }) => (
        <Many
          id={id}
          mode="multiple"
          placeholder={t("none")}
          showSearch={{ optionFilterProp: "label" }}
          options={options}
          value={[...value]}
          onChange={(chosen: string[]) => onChange(chosen)}
        />
      )}
    </Control>
  );
}
