import { useTexts } from "@bihuan/i18n";
import { Control, showToast, TextArea } from "@bihuan/ui";
import { useState } from "react";
import { usePeople } from "../lookups.ts";
import styles from "./Admin.module.css";
import { DEFAULTS, type MasterField } from "./fields.ts";
import { type MasterRecord, useMasters, useSaveMaster } from "./masters.ts";
import { useUnitOptions } from "./organisation.ts";
import { FormDialog, OneOf, type Option, TextField } from "./parts.tsx";
import { type FieldName, fieldTexts } from "./words.ts";

interface Props {
  title: string;
  path: string;
  fields: readonly MasterField[];
  record: MasterRecord | null;
  onClose: () => void;
  onSaved?: (record: MasterRecord) => void;
}

type Values = Record<string, unknown>;

/** A master's fields; only what was changed is sent, so that masked and hidden ones stay. */
export function RecordForm({ title, path, fields, record, onClose, onSaved }: Props) {
  const t = useTexts(fieldTexts);
  const [values, setValues] = useState<Values>(() => initial(fields, record));
  const save = useSaveMaster(path, record);
  const submit = () =>
    save.mutate(changed(fields, values, record), {
      onSuccess: (saved) => {
        showToast(t("saved"));
        onClose();
        onSaved?.(saved);
      },
    });
  return (
    <FormDialog title={title} error={save.error} busy={save.isPending} onSubmit={submit} onClose={onClose}>
      <div className={styles.pair}>
        {fields.map((field) => (
          <Entry
            key={field.key}
            field={field}
            masked={isMasked(record?.[field.key])}
            values={values}
            onChange={(value) => setValues({ ...values, [field.key]: value })}
          />
        ))}
      </div>
    </FormDialog>
  );
}

interface EntryProps {
  field: MasterField;
  masked: boolean;
  values: Values;
  onChange: (value: unknown) => void;
}

function Entry({ field, masked, values, onChange }: EntryProps) {
  const t = useTexts(fieldTexts);
  const label = t(field.key as FieldName);
  const value = values[field.key];
  const written = typeof value === "string" ? value : "";
  if (field.kind === "bool")
    return (
      <label className={styles.check}>
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        {label}
      </label>
    );
  if (field.kind === "long")
    return (
      <Control label={label}>
        {({ id }) => <TextArea id={id} value={written} onChange={(event) => onChange(event.target.value)} />}
      </Control>
    );
  const common = { label, required: Boolean(field.required) && !masked, value: written, onChange };
  if (field.kind === "ref") return <Reference {...common} field={field} customer={String(values.customer ?? "")} />;
  if (field.kind === "choice") {
    const options = field.options?.map((key) => ({ value: key, label: t(key as FieldName) })) ?? [];
    return <OneOf {...common} options={options} />;
  }
  const help = masked ? t("masked") : field.kind === "tags" ? t("tagsHint") : field.hint && t(field.hint);
  return <TextField {...common} {...(help ? { help } : {})} type={field.kind === "date" ? "date" : "text"} />;
}

interface ReferenceProps {
  label: string;
  required: boolean;
  value: string;
  onChange: (value: string) => void;
  field: MasterField;
  customer: string;
}

function Reference({ field, customer, ...rest }: ReferenceProps) {
  if (field.to === "person") return <PersonRef {...rest} />;
  if (field.to === "customer") return <RecordRef {...rest} path="/customers" />;
  if (field.to === "site") return customer ? <RecordRef {...rest} path={`/customers/${customer}/sites`} /> : null;
  return <UnitRef {...rest} units={field.to === "area" ? "areas" : field.to === "team" ? "teams" : "departments"} />;
}

type RefProps = Omit<ReferenceProps, "field" | "customer">;

function UnitRef({ units, ...rest }: RefProps & { units: "areas" | "teams" | "departments" }) {
  return <OneOf {...rest} options={useUnitOptions(units)} />;
}

function PersonRef(props: RefProps) {
  const people = usePeople();
  return <OneOf {...props} options={people.data?.map(({ id, name }) => ({ value: id, label: name ?? id })) ?? []} />;
}

function RecordRef({ path, ...rest }: RefProps & { path: string }) {
  const found = useMasters(path, "", false);
  const options: Option[] =
    found.data?.pages.flatMap((page) => page.items).map(({ id, name }) => ({ value: id, label: String(name ?? id) })) ??
    [];
  return <OneOf {...rest} options={options} />;
}

function isMasked(value: unknown): boolean {
  return typeof value === "string" && value.includes("*");
}

function initial(fields: readonly MasterField[], record: MasterRecord | null): Values {
  return Object.fromEntries(
    fields.map(({ key, kind, options }) => {
      const value = record ? record[key] : options || key === "currency" ? DEFAULTS[key] : undefined;
      return [key, isMasked(value) ? "" : kind === "tags" ? ((value as string[]) ?? []).join(", ") : (value ?? "")];
    }),
  );
}

/** What is new: an empty text empties the field, but not where something masked stood. */
function changed(fields: readonly MasterField[], values: Values, record: MasterRecord | null): Values {
  const before = initial(fields, record);
  const wanted = fields.filter(({ key }) => (record ? values[key] !== before[key] : values[key] !== ""));
  return Object.fromEntries(wanted.map(({ key, kind }) => [key, sent(kind, values[key])]));
}

function sent(kind: MasterField["kind"], value: unknown): unknown {
  if (kind === "bool") return value === true;
  if (kind !== "tags") return value === "" ? null : value;
  return String(value)
    .split(/[,\uff0c\u3001]/)
    .map((tag) => tag.trim())
    .filter(Boolean);
}
