import { type FieldDefinition, instantOf, type Json, wallOf } from "@bihuan/core";
import { formatsFor, type Language, pick, useLanguage } from "@bihuan/i18n";
import { Chip, Select, TextArea, TextInput } from "@bihuan/ui";
import { useContext } from "react";
import type { ControlInput } from "./controlInput.ts";
import { FileControl, StoredFiles } from "./FileControl.tsx";
import styles from "./FormFields.module.css";
import { FormServicesContext } from "./services.ts";

const FEW = 6;

/** Whether a field is several buttons rather than one control. */
export function GROUPED(kind: string, choices: number): boolean {
  return kind === "multi_choice" || (kind === "choice" && choices <= FEW) || kind === "files" || kind === "signature";
}

/** The control of one field: typed, chosen, attached, or only shown. */
export function controlFor(input: ControlInput) {
  const { field, state } = input;
  if (state.evaluation.readonly.has(field.key)) return <Shown {...input} />;
  switch (field.kind.name) {
    case "long_text":
      return <TextArea {...typed(input)} />;
    case "choice":
      return field.options.length <= FEW ? <OneOfFew {...input} /> : <OneOfMany {...input} />;
    case "multi_choice":
      return <Several {...input} />;
    case "date_time":
      return <Moment {...input} />;
    case "files":
    case "signature":
      return <FileControl {...input} />;
    case "number":
    case "amount":
      return <Numeric {...input} />;
    default:
      return field.kind.isReference ? <Named {...input} /> : <TextInput {...typed(input)} />;
  }
}

/** What stands in the control: what was typed, else what was stored or computed. */
function current({ field, state }: ControlInput): Json {
  return state.changes[field.key] ?? (field.key in state.changes ? null : (state.evaluation.values[field.key] ?? null));
}

function attributes({ id, describedBy, invalid, field, state }: ControlInput) {
  return {
    id,
    name: field.key,
    "aria-describedby": describedBy,
    "aria-invalid": invalid || undefined,
    "aria-required": state.evaluation.required.has(field.key) || undefined,
  };
}

function typed(input: ControlInput) {
  return {
    ...attributes(input),
    value: String(current(input) ?? ""),
    onChange: (event: { target: { value: string } }) => input.state.set(input.field.key, event.target.value || null),
  };
}

function Numeric(input: ControlInput) {
  const { unit, currency } = input.field.settings;
  const behind = typeof unit === "object" && unit ? pick(unit as Record<string, string>, input.language) : currency;
  return (
    <span className={styles.unit}>
      <TextInput inputMode="decimal" autoComplete="off" {...typed(input)} />
      {behind ? String(behind) : null}
    </span>
  );
}

function offered({ field, state }: ControlInput) {
  const open = state.evaluation.options[field.key] ?? [];
  return field.options.filter((option) => open.includes(option.value));
}

function OneOfFew(input: ControlInput) {
  const { field, state, language } = input;
  const value = current(input);
  return (
    <div className={styles.chips}>
      {offered(input).map((option) => (
        <Chip
          key={option.value}
          on={value === option.value}
          onToggle={() => state.set(field.key, value === option.value ? null : option.value)}
        >
          {pick(option.label, language)}
        </Chip>
      ))}
    </div>
  );
}

function OneOfMany(input: ControlInput) {
  return (
    <Select {...typed(input)}>
      <option value="" />
      {offered(input).map((option) => (
        <option key={option.value} value={option.value}>
          {pick(option.label, input.language)}
        </option>
      ))}
    </Select>
  );
}

function Several(input: ControlInput) {
  const { field, state, language } = input;
  const value = current(input);
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const toggle = (option: string) =>
    state.set(field.key, chosen.includes(option) ? chosen.filter((item) => item !== option) : [...chosen, option]);
  return (
    <div className={styles.chips}>
      {offered(input).map((option) => (
        <Chip key={option.value} on={chosen.includes(option.value)} onToggle={() => toggle(option.value)}>
          {pick(option.label, language)}
        </Chip>
      ))}
    </div>
  );
}

/** Typed as the wall clock of the tenant's zone, kept as an instant. */
function Moment(input: ControlInput) {
  const { field, state } = input;
  const value = current(input);
  const shown = typeof value === "number" ? new Date(wallOf(value, state.zone)).toISOString().slice(0, 16) : "";
  const take = (text: string) => state.set(field.key, text ? instantOf(Date.parse(`${text}Z`), state.zone) : null);
  return (
    <TextInput
      {...attributes(input)}
      type="datetime-local"
      value={shown}
      onChange={(event) => take(event.target.value)}
    />
  );
}

function Named(input: ControlInput) {
  const choices = useContext(FormServicesContext).references(input.field.kind.name);
  if (!choices) return <TextInput {...typed(input)} />;
  return (
    <Select {...typed(input)}>
      <option value="" />
      {choices.map((choice) => (
        <option key={choice.id} value={choice.id}>
          {choice.label}
        </option>
      ))}
    </Select>
  );
}

function Shown({ field, state }: ControlInput) {
  return (
    <output className={styles.value}>
      <FieldValue field={field} value={state.evaluation.values[field.key] ?? null} zone={state.zone} />
    </output>
  );
}

interface ValueProps {
  field: FieldDefinition;
  value: Json;
  zone: string;
}

/** A value of a field as people read it. */
export function FieldValue({ field, value, zone }: ValueProps) {
  const language = useLanguage();
  const { references } = useContext(FormServicesContext);
  const files = value === null ? [] : (field.kind.filesIn?.(value) ?? []);
  if (files.length) return <StoredFiles ids={files} />;
  return <>{textOf({ field, value, zone }, language, references) || "–"}</>;
}

function textOf(
  { field, value, zone }: ValueProps,
  language: Language,
  references: (kind: string) => readonly { id: string; label: string }[] | null,
): string {
  if (value === null) return "";
  const listed = Array.isArray(value) ? value : [value];
  const word = (item: Json) => {
    const option = field.options.find((each) => each.value === item);
    if (option) return pick(option.label, language);
    if (field.kind.name === "date_time") return formatsFor(language, zone).instant(Number(item));
    return references(field.kind.name)?.find((each) => each.id === item)?.label ?? String(item);
  };
  return listed.map(word).join(language === "zh" ? "、" : ", ");
}
