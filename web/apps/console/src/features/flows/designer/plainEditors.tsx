// Settings with one answer: chosen from a list, typed, or several of a list.
import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Control, Select, TextInput } from "@bihuan/ui";
import { ManyOf, OneOf, type Option } from "../../../shared/admin/parts.tsx";
import { LengthInput } from "../../../shared/lengths/LengthInput.tsx";
import { earlierOf, isObject, listOf, named, nameOf, stagesOf } from "../model/flow.ts";
import { labelOf, namesIn, word } from "../model/words.ts";
import { texts } from "../texts.ts";
import { type EditorProps, fieldOptions, withChosen } from "./editing.ts";

interface PickProps {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}

/** One of a list; there is always one. */
export function Pick({ label, value, options, onChange }: PickProps) {
  return (
    <Control label={label}>
      {({ id }) => (
        <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

export function StageEditor({ label, value, onChange, around: { telling } }: EditorProps) {
  const options = stagesOf(telling.body).map((stage) => ({
    value: stage.key,
    label: nameOf(stage.label, telling.language, stage.key),
  }));
  return (
    <Pick
      label={label}
      value={String(value ?? "")}
      options={withChosen(options, [String(value ?? "")])}
      onChange={onChange}
    />
  );
}

export function ChoiceEditor({ label, setting, value, onChange, around: { telling } }: EditorProps) {
  const options = (setting.options ?? []).map((one) => ({
    value: one,
    label: word(telling.say, `${setting.key}_${one}`),
  }));
  const shown = String(value ?? setting.usual ?? "");
  return (
    <Pick
      label={label}
      value={shown}
      options={options}
      onChange={(next) => onChange(next === setting.usual ? undefined : next)}
    />
  );
}

export function FlagEditor({ label, setting, value, onChange, around: { telling } }: EditorProps) {
  const { say } = telling;
  const answers = [
    { value: "true", label: say("yes") },
    { value: "false", label: say("no") },
  ];
  const options = setting.usual === undefined ? [{ value: "", label: say("usual") }, ...answers] : answers;
  const pick = (next: string) => onChange(next === "" || next === String(setting.usual) ? undefined : next === "true");
  return <Pick label={label} value={String(value ?? setting.usual ?? "")} options={options} onChange={pick} />;
}

export function NumberEditor({ label, item, setting, value, onChange }: EditorProps) {
  return (
    <Control label={label}>
      {({ id }) => (
        <TextInput
          id={id}
          type="number"
          min={1}
          value={String(value ?? setting.usual ?? "")}
          onChange={(event) =>
            onChange(event.target.value === "" ? undefined : Number(event.target.value), `${item.id}.${setting.key}`)
          }
        />
      )}
    </Control>
  );
}

export function KeyEditor({ label, item, setting, value, onChange }: EditorProps) {
  return (
    <Control label={label}>
      {({ id }) => (
        <TextInput
          id={id}
          maxLength={60}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.target.value || undefined, `${item.id}.${setting.key}`)}
        />
      )}
    </Control>
  );
}

export function LabelEditor({ label, item, setting, value, onChange, around: { telling } }: EditorProps) {
  const write = (text: string) =>
    onChange(text ? named(value, telling.language, text) : undefined, `${item.id}.${setting.key}`);
  return (
    <Control label={label}>
      {({ id }) => (
        <TextInput
          id={id}
          maxLength={200}
          value={nameOf(value, telling.language)}
          onChange={(event) => write(event.target.value)}
        />
      )}
    </Control>
  );
}

export function LengthEditor({ label, item, setting, value, onChange }: EditorProps) {
  return (
    <Control label={label}>
      {({ id }) => (
        <LengthInput
          id={id}
          written={typeof value === "string" ? value : ""}
          onChange={(next) => onChange(next || undefined, `${item.id}.${setting.key}`)}
        />
      )}
    </Control>
  );
}

function Many({ label, value, onChange, options }: EditorProps & { options: readonly Option[] }) {
  const chosen = namesIn(value);
  return (
    <ManyOf
      label={label}
      options={withChosen(options, chosen)}
      value={chosen}
      onChange={(next) => onChange(next.length ? next : undefined)}
    />
  );
}

export function RolesEditor(props: EditorProps) {
  return <Many {...props} options={props.around.roles} />;
}

/** Earlier steps. An approval may go back to the start unless somebody says otherwise: none is an answer, too. */
export function StepsEditor({ label, item, value, onChange, around: { telling } }: EditorProps) {
  const earlier = earlierOf(telling.body, item.id);
  const usual = item.kind === "approve" ? namesIn(telling.body.root[0]?.id) : [];
  const chosen = value === undefined ? usual : namesIn(value);
  const options = earlier.map((one) => ({ value: one.id, label: labelOf(one, telling) }));
  return <ManyOf label={label} options={withChosen(options, chosen)} value={chosen} onChange={onChange} />;
}

export function MultiEditor({ label, item, setting, value, onChange, around: { telling } }: EditorProps) {
  const options = (setting.options ?? []).map((one) => ({
    value: one,
    label: word(telling.say, `${setting.key}_${one}`),
  }));
  // All of them are the usual for a decision that is not the submitter's own.
  const chosen =
    value === undefined ? (setting.usual === undefined ? options.map((one) => one.value) : []) : namesIn(value);
  return <ManyOf label={label} options={options} value={item ? chosen : []} onChange={onChange} />;
}

const MOVES = ["depart", "arrive", "begin"];

export function VisitEditor({ label, value, onChange, around: { telling } }: EditorProps) {
  const chosen = value === "full" ? MOVES : value === undefined || value === "simple" ? [] : namesIn(value);
  const options = MOVES.map((one) => ({ value: one, label: word(telling.say, `visit_${one}`) }));
  const write = (next: string[]) =>
    onChange(
      next.length === MOVES.length ? "full" : next.length ? MOVES.filter((one) => next.includes(one)) : undefined,
    );
  return <ManyOf label={label} options={options} value={chosen} onChange={write} />;
}

export function FieldsEditor(props: EditorProps) {
  return <Many {...props} options={fieldOptions(props.around.fields)} />;
}

export function RowsEditor({ label, value, onChange, around }: EditorProps) {
  const tables = new Set(around.fields.filter((one) => one.key.includes(".")).map((one) => one.key.split(".")[0]));
  const options = fieldOptions(around.fields.filter((one) => tables.has(one.key)));
  return (
    <OneOf
      label={label}
      value={namesIn(value)[0] ?? ""}
      options={options}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}

export function TypeEditor({ label, value, onChange, around }: EditorProps) {
  return (
    <OneOf
      label={label}
      value={String(value ?? "")}
      options={around.types}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}

export function CalendarEditor({ label, value, onChange, around }: EditorProps) {
  const options = [{ value: "", label: around.telling.say("calendar_usual") }, ...around.calendars];
  return (
    <Pick
      label={label}
      value={String(value ?? "")}
      options={options}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}

/** Teams that are drawn; those with a type or a title of their own are kept as they are. */
export function TeamsEditor(props: EditorProps) {
  const { value, around, label } = props;
  const isOwn = isObject(value) || listOf(value).length > 0;
  if (isOwn) return <Kept {...props} />;
  return (
    <ManyOf
      label={label}
      options={withChosen(around.teams, namesIn(value))}
      value={namesIn(value)}
      onChange={(next) => props.onChange(next.length ? next : undefined)}
    />
  );
}

export function TeamEditor(props: EditorProps) {
  if (isObject(props.value)) return <Kept {...props} />;
  const { label, value, onChange, around } = props;
  return (
    <OneOf
      label={label}
      value={namesIn(value)[0] ?? ""}
      options={around.teams}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}

/** What is written more cleverly than can be chosen here: shown, kept, and taken away if somebody wants. */
export function Kept({ label, value }: EditorProps) {
  const t = useTexts(texts);
  return (
    <Control label={label} help={t("kept")} group>
      {() => <code>{typeof value === "string" ? value : JSON.stringify(value as Json)}</code>}
    </Control>
  );
}

export function JoinEditor({ label, item, setting, value, onChange, around: { telling } }: EditorProps) {
  const { say } = telling;
  const count = item.kind === "parallel" ? listOf(item.lanes).length : 9;
  const some = Array.from({ length: Math.max(0, count - 2) }, (_, n) => n + 2);
  const options = [
    { value: "all", label: say("join_all") },
    { value: "any", label: say("join_any") },
    ...some.map((n) => ({ value: String(n), label: say("join_some", { count: n }) })),
  ];
  const write = (next: string) =>
    onChange(next === setting.usual ? undefined : /^\d+$/.test(next) ? Number(next) : next);
  return (
    <Pick
      label={label}
      value={String(value ?? setting.usual)}
      options={withChosen(options, [String(value ?? "all")])}
      onChange={write}
    />
  );
}
