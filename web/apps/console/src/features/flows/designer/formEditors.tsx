// What a step does with the form: rights field by field, what its buttons ask for, values that it sets.
import type { Json, JsonObject } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Select, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { replaced } from "../model/edit.ts";
import { isObject, listOf, named, nameOf } from "../model/flow.ts";
import { STANDARD } from "../model/settings.ts";
import { RIGHTS, word } from "../model/words.ts";
import { texts } from "../texts.ts";
import styles from "./Designer.module.css";
import { type EditorProps, fieldOptions, withChosen } from "./editing.ts";
import { Pick } from "./plainEditors.tsx";

/** A table: each field of the form, and what one may do with it at this step. */
export function RightsEditor({ label, value, onChange, around }: EditorProps) {
  const { telling, fields } = around;
  const { say } = telling;
  const rights = isObject(value) ? value : {};
  const [open, setOpen] = useState(false);
  const put = (key: string, right: string) => {
    const { [key]: _, ...others } = rights;
    const next = right ? { ...others, [key]: right } : others;
    onChange(Object.keys(next).length ? next : undefined);
  };
  const rows = [{ key: "*", name: say("otherFields") }, ...withGone(fields, rights)];
  const shown = open ? rows : rows.filter((row) => row.key === "*" || rights[row.key] !== undefined);
  return (
    <fieldset className={styles.group} aria-label={label}>
      <legend>{label}</legend>
      <table className={styles.rights}>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              <td>
                <RightChoice row={row} rights={rights} onPut={put} say={say} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div>
        <Button look="quiet" icon={open ? "up" : "chevron"} aria-expanded={open} onClick={() => setOpen(!open)}>
          {say("allFields")} · {fields.length}
        </Button>
      </div>
    </fieldset>
  );
}

interface RightProps {
  row: { key: string; name: string };
  rights: JsonObject;
  onPut: (key: string, right: string) => void;
  say: EditorProps["around"]["telling"]["say"];
}

function RightChoice({ row, rights, onPut, say }: RightProps) {
  const t = useTexts(texts);
  const usual = row.key === "*" ? "" : word(say, String(rights["*"] ?? "read"));
  return (
    <Select
      aria-label={t("rightOf", { field: row.name })}
      value={String(rights[row.key] ?? "")}
      onChange={(event) => onPut(row.key, event.target.value)}
    >
      <option value="">{usual ? say("aside", { text: usual }) : "–"}</option>
      {RIGHTS.map((right) => (
        <option key={right} value={right}>
          {say(right)}
        </option>
      ))}
    </Select>
  );
}

/** The fields of the form, and those that the step names and the form has no more. */
function withGone(fields: EditorProps["around"]["fields"], rights: JsonObject) {
  const known = new Set(fields.map((field) => field.key));
  const gone = Object.keys(rights).filter((key) => key !== "*" && !known.has(key));
  return [...fields, ...gone.map((key) => ({ key, name: key }))];
}

const NEEDS = ["none", "optional", "required"];

/** The buttons of a step that say or ask for something of their own. */
export function ActionsEditor({ item, label, value, onChange, around }: EditorProps) {
  const t = useTexts(texts);
  const { say } = around.telling;
  const actions = listOf(value);
  const written = new Set(actions.map((one) => String(one.key)));
  const left = (STANDARD[item.kind] ?? []).filter((key) => !written.has(key));
  const write = (next: JsonObject[], touched?: string) => onChange(next.length ? next : undefined, touched);
  return (
    <fieldset className={styles.group} aria-label={label}>
      <legend>{label}</legend>
      {actions.map((action, at) => (
        <ActionEditor
          key={String(action.key)}
          item={item.id}
          action={action}
          around={around}
          onChange={(next, touched) => write(replaced(actions, at, next), touched)}
        />
      ))}
      {left.length > 0 && (
        <Select
          aria-label={t("addAction")}
          value=""
          onChange={(event) => write([...actions, { key: event.target.value }])}
        >
          <option value="" disabled>
            {t("addAction")}
          </option>
          {left.map((key) => (
            <option key={key} value={key}>
              {word(say, `action_${key}`)}
            </option>
          ))}
        </Select>
      )}
    </fieldset>
  );
}

interface ActionProps {
  item: string;
  action: JsonObject;
  around: EditorProps["around"];
  onChange: (action: JsonObject | null, touched?: string) => void;
}

function ActionEditor({ item, action, around, onChange }: ActionProps) {
  const t = useTexts(texts);
  const { say, language } = around.telling;
  const key = String(action.key);
  const name = nameOf(action.label, language) || word(say, `action_${key}`);
  const evidence = isObject(action.evidence) ? action.evidence : {};
  const photos = (count: string) => {
    const { photo: _, ...others } = evidence;
    const next = Number(count) > 0 ? { ...others, photo: Number(count) } : others;
    const { evidence: __, ...rest } = action;
    onChange(Object.keys(next).length ? { ...rest, evidence: next } : rest);
  };
  const usual = key === "refuse" || key === "return" ? "required" : "optional";
  return (
    <div className={styles.way}>
      <div className={styles.row}>
        <TextInput
          aria-label={t("buttonName")}
          maxLength={40}
          value={name}
          onChange={(event) =>
            onChange({ ...action, label: named(action.label, language, event.target.value) }, `${item}.${key}`)
          }
        />
        <Button look="quiet" icon="close" label={t("dropAction", { name })} onClick={() => onChange(null)} />
      </div>
      <div className={styles.three}>
        {(["comment", "signature"] as const).map((what) => (
          <Pick
            key={what}
            label={t(what)}
            value={String(action[what] ?? (what === "comment" ? usual : "none"))}
            options={NEEDS.map((need) => ({ value: need, label: t(`need_${need}` as "need_none") }))}
            onChange={(need) => onChange({ ...action, [what]: need })}
          />
        ))}
        <Pick
          label={t("evidence")}
          value={String(evidence.photo ?? 0)}
          options={Array.from({ length: 10 }, (_, n) => ({ value: String(n), label: String(n) }))}
          onChange={photos}
        />
      </div>
    </div>
  );
}

/** Values by field: what an automatic step sets. */
export function ValuesEditor({ item, setting, label, value, onChange, around }: EditorProps) {
  const t = useTexts(texts);
  const values = isObject(value) ? value : {};
  const keys = Object.keys(values);
  const options = withChosen([{ value: "priority", label: t("priority") }, ...fieldOptions(around.fields)], keys);
  const write = (next: JsonObject, touched?: string) => onChange(Object.keys(next).length ? next : undefined, touched);
  const left = options.filter((one) => !keys.includes(one.value));
  return (
    <fieldset className={styles.group} aria-label={label}>
      <legend>{label}</legend>
      {keys.map((key) => {
        const name = options.find((one) => one.value === key)?.label ?? key;
        const { [key]: shown, ...others } = values;
        return (
          <div key={key} className={styles.row}>
            <span className={styles.grow}>{name}</span>
            <TextInput
              aria-label={name}
              value={typeof shown === "string" ? shown : JSON.stringify(shown ?? "")}
              onChange={(event) =>
                write(
                  { ...values, [key]: readValue(event.target.value, shown ?? "") },
                  `${item.id}.${setting.key}.${key}`,
                )
              }
            />
            <Button look="quiet" icon="close" label={t("dropValue", { name })} onClick={() => write(others)} />
          </div>
        );
      })}
      <Select aria-label={t("addValue")} value="" onChange={(event) => write({ ...values, [event.target.value]: "" })}>
        <option value="" disabled>
          {t("addValue")}
        </option>
        {left.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </Select>
    </fieldset>
  );
}

/** A text stays a text; what was a number, a list or yes and no is read as such. */
function readValue(typed: string, was: Json): Json {
  if (typeof was === "string") return typed;
  try {
    return JSON.parse(typed) as Json;
  } catch {
    return typed;
  }
}
