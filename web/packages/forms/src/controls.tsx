import { type FieldDefinition, instantOf, isThing, type Json, wallOf } from "@bihuan/core";
import { pick, useLanguage } from "@bihuan/i18n";
import { Chip, Select, Skeleton, TextArea, TextInput } from "@bihuan/ui";
import { lazy, Suspense, useContext } from "react";
import { amountText } from "./amounts.ts";
import { ScanControl } from "./capture/later.ts";
import type { ControlInput } from "./controlInput.ts";
import { FileControl, StoredFiles } from "./FileControl.tsx";
import styles from "./FormFields.module.css";
import { hasOwnControl, OwnControl } from "./families.tsx";
import { ChecklistShown } from "./rows/ChecklistShown.tsx";
import { ReadingControl, ReadingTag } from "./rows/ReadingControl.tsx";
import { TableShown } from "./rows/TableShown.tsx";
import { FormServicesContext } from "./services.ts";
import { useSpeech } from "./speech.ts";

const TableControl = lazy(() => import("./rows/TableControl.tsx"));
const RecordControl = lazy(() => import("./records/RecordControl.tsx"));
const RecordName = lazy(() => import("./records/RecordControl.tsx").then((one) => ({ default: one.RecordName })));
const ChecklistControl = lazy(() => import("./rows/ChecklistControl.tsx"));
const GivenConsent = lazy(() =>
  import("./consents/ConsentControls.tsx").then((one) => ({ default: one.GivenConsent })),
);
const Capitals = lazy(() => import("./amounts/Capitals.tsx"));
const ListedControl = lazy(() => import("./choices/ListedControl.tsx"));
const ShownIdentity = lazy(() =>
  import("./contacts/ContactControl.tsx").then((one) => ({ default: one.ShownIdentity })),
);
const FEW = 6;
const IN_GROUPS = new Set([
  "date_range",
  "address",
  "gps_point",
  "rating",
  "nps",
  "consent",
  "matrix",
  "multi_choice",
  "files",
  "signature",
  "sub_table",
  "checklist",
]);

/** Whether a field is several buttons rather than one control. */
export function GROUPED({ kind, options, settings }: FieldDefinition): boolean {
  return IN_GROUPS.has(kind.name) || (kind.name === "choice" && looksOf(settings.display, options.length) !== "select");
}

/** How options are laid out: as it was designed, else by how many there are. */
function looksOf(display: Json | undefined, choices: number): string {
  return typeof display === "string" ? display : choices <= FEW ? "chips" : "select";
}

/** The control of one field: typed, chosen, attached, or only shown. */
export function controlFor(input: ControlInput) {
  const { field, state } = input;
  if (state.evaluation.readonly.has(field.key)) return <Shown {...input} />;
  if (hasOwnControl(field.kind.name)) {
    return <OwnControl input={input} value={current(input)} attributes={attributes(input)} />;
  }
  switch (field.kind.name) {
    case "long_text":
      return <TextArea {...typed(input)} />;
    case "choice":
      return <OneOf {...input} />;
    case "multi_choice":
      return field.settings.display === "checkbox" && !input.cell ? <Listed {...input} /> : <Several {...input} />;
    case "date_time":
      return <Moment {...input} />;
    case "scan":
      return (
        <Suspense fallback={<Skeleton lines={2} />}>
          <ScanControl input={input} control={typed(input)} />
        </Suspense>
      );
    case "files":
    case "signature":
      return <FileControl {...input} />;
    case "number":
    case "amount":
      return <Numeric {...input} />;
    case "reading":
      return <ReadingControl {...input} control={typed(input)} value={current(input)} unit={unitOf(input)} />;
    case "sub_table":
      return (
        <Suspense fallback={<Skeleton lines={2} />}>
          <TableControl {...input} controlOf={controlFor} />
        </Suspense>
      );
    case "checklist":
      return (
        <Suspense fallback={<Skeleton lines={4} />}>
          <ChecklistControl {...input} />
        </Suspense>
      );
    case "record":
      return (
        <Suspense fallback={<Skeleton lines={1} />}>
          <RecordControl input={input} value={current(input)} attributes={attributes(input)} />
        </Suspense>
      );
    default:
      return field.kind.isReference ? <Named {...input} /> : <TextInput {...typed(input)} />;
  }
}

/** What stands in the control: what was typed, else what was stored or computed. */
function current({ field, state }: ControlInput): Json {
  return state.changes[field.key] ?? (field.key in state.changes ? null : (state.evaluation.values[field.key] ?? null));
}

function attributes({ id, describedBy, invalid, field, state, cell }: ControlInput) {
  return {
    id,
    "aria-label": cell,
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

function unitOf({ field, language }: Pick<ControlInput, "field" | "language">): string {
  const { unit, currency } = field.settings;
  if (typeof unit === "object" && unit) return pick(unit as Record<string, string>, language);
  return String(unit ?? currency ?? "");
}

function Numeric(input: ControlInput) {
  // In a table the heading says it.
  const behind = input.cell ? "" : unitOf(input);
  return (
    <>
      <span className={styles.unit}>
        <TextInput inputMode="decimal" autoComplete="off" {...typed(input)} />
        {behind}
      </span>
      {!input.cell && <WrittenOut field={input.field} amount={current(input)} />}
    </>
  );
}

function offered({ field, state }: ControlInput) {
  const open = state.evaluation.options[field.key] ?? [];
  return field.options.filter((option) => open.includes(option.value));
}

/** The amount in capital numerals below it, where the form asks for them. */
function WrittenOut({ field, amount }: { field: FieldDefinition; amount: Json }) {
  if (field.settings.capitals !== true || amount === null) return null;
  return (
    <Suspense>
      <Capitals amount={amount} />
    </Suspense>
  );
}

function OneOf(input: ControlInput) {
  const looks = input.cell ? "select" : looksOf(input.field.settings.display, input.field.options.length);
  if (looks === "radio") return <Listed {...input} />;
  return looks === "chips" ? <OneOfFew {...input} /> : <OneOfMany {...input} />;
}

function Listed(input: ControlInput) {
  return (
    <Suspense fallback={<Skeleton lines={input.field.options.length} />}>
      <ListedControl input={input} value={current(input)} attributes={attributes(input)} />
    </Suspense>
  );
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
    state.set(field.key, (now) => {
      const standing = Array.isArray(now) ? now.map(String) : [];
      return standing.includes(option) ? standing.filter((item) => item !== option) : [...standing, option];
    });
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
  const { tell } = useSpeech(zone);
  if (value === null) return <>–</>;
  if (field.kind.hasColumns) return <TableShown field={field} value={value} zone={zone} />;
  if (field.kind.optionsUnder === "items") return <ChecklistShown field={field} value={value} />;
  if (field.kind.name === "record" || isThing(field.kind.name)) {
    return (
      <Suspense fallback="…">
        <RecordName field={field} value={value} />
      </Suspense>
    );
  }
  const files = field.kind.filesIn?.(value) ?? [];
  if (files.length) return <StoredFiles ids={files} />;
  if (field.kind.name === "amount") {
    return (
      <>
        <span className={styles.amount}>{amountText(field, value)}</span>
        <WrittenOut field={field} amount={value} />
      </>
    );
  }
  const leads = field.kind.link?.(value);
  if (leads) {
    return (
      <a href={leads} target={leads.startsWith("http") ? "_blank" : undefined} rel="noopener noreferrer">
        {tell(field, value)}
      </a>
    );
  }
  if (field.kind.name === "consent") {
    return (
      <Suspense fallback="…">
        <GivenConsent value={value} zone={zone} />
      </Suspense>
    );
  }
  if (field.kind.name === "id_card") {
    return (
      <Suspense fallback="…">
        <ShownIdentity number={String(value)} />
      </Suspense>
    );
  }
  if (field.kind.name !== "reading") return <>{tell(field, value) || "–"}</>;
  return (
    <span className={styles.unit}>
      {`${value} ${unitOf({ field, language })}`.trim()}
      <ReadingTag field={field} value={value} language={language} />
    </span>
  );
}
