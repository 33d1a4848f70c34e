import {
  ANSWERS,
  answersOf,
  byId,
  type FieldDefinition,
  type JsonObject,
  type OptionDefinition,
  progressOf,
} from "@bihuan/core";
import { pick, useTexts } from "@bihuan/i18n";
import { Button, TextArea } from "@bihuan/ui";
import { type Change, changed } from "../change.ts";
import type { ControlInput } from "../controlInput.ts";
import { FileControl } from "../FileControl.tsx";
import { sayProblem } from "../wording.ts";
import { Progress } from "./ChecklistShown.tsx";
import styles from "./Rows.module.css";
import { rowsIn, stateOfRow } from "./rowState.ts";
import { texts } from "./texts.ts";

/** One large answer after the other, so that a thumb does it; why, and a photo, where something is not in order. */
export default function ChecklistControl(input: ControlInput) {
  const { field, state } = input;
  const t = useTexts(texts);
  const given = byId(rowsIn(field, state));
  const change = (cells: (row: JsonObject, item: string) => JsonObject) =>
    state.set(field.key, (now) => {
      const standing = byId(now);
      return field.options.map(({ value }) => {
        const row = standing.get(value) ?? {};
        return { ...row, ...cells(row, value), id: value };
      });
    });
  const isOpen = field.options.some((item) => !given.get(item.value)?.answer);
  return (
    <div className={styles.checks} aria-describedby={input.describedBy}>
      <div className={styles.checksHead}>
        <Progress {...progressOf(field, [...given.values()])} />
        {field.settings.all_ok === true && (
          <Button icon="check" disabled={!isOpen} onClick={() => change((row) => (row.answer ? {} : { answer: "ok" }))}>
            {t("allOk")}
          </Button>
        )}
      </div>
      <ol>
        {field.options.map((item, at) => (
          <Item
            key={item.value}
            {...{ input, item, at }}
            row={given.get(item.value) ?? {}}
            onChange={(cells) => change((row, value) => (value === item.value ? cells(row) : {}))}
          />
        ))}
      </ol>
    </div>
  );
}

interface ItemProps {
  input: ControlInput;
  item: OptionDefinition;
  at: number;
  row: JsonObject;
  /** What becomes other in the row, made of how it stands at that moment. */
  onChange: (cells: (row: JsonObject) => JsonObject) => void;
}

function Item({ input, item, at, row, onChange }: ItemProps) {
  const { field, state, language } = input;
  const t = useTexts(texts);
  const fault = state.problemAt(`${field.key}.${at}`);
  const says = fault ? `${input.id}-${item.value}-says` : undefined;
  return (
    <li className={styles.check} data-answer={row.answer ?? undefined} data-item={item.value}>
      <fieldset aria-describedby={says}>
        <legend>
          {pick(item.label, language)}
          {item.optional && <span className={styles.quiet}> {t("optional")}</span>}
        </legend>
        <div className={styles.answers}>
          {answersOf(field).map((answer) => (
            <button
              key={answer}
              type="button"
              className={styles.answer}
              data-answer={answer}
              aria-pressed={row.answer === answer}
              onClick={() => onChange((now) => ({ answer: now.answer === answer ? null : answer }))}
            >
              {pick(ANSWERS[answer] ?? {}, language)}
            </button>
          ))}
        </div>
        {row.answer === "not_ok" && <Why {...{ input, item, row, onChange }} />}
        {fault && (
          <span id={says} className={styles.fault}>
            {sayProblem(fault, language)}
          </span>
        )}
      </fieldset>
    </li>
  );
}

/** What is wrong, in words and pictures. */
function Why({ input, item, row, onChange }: Omit<ItemProps, "at">) {
  const { state, language, id } = input;
  const t = useTexts(texts);
  const set = (key: string, part: Change) => onChange((now) => ({ [key]: changed(part, now[key] ?? null) }));
  return (
    <div className={styles.why}>
      <TextArea
        rows={2}
        aria-label={`${pick(item.label, language)} ${t("remark")}`}
        placeholder={t("remark")}
        value={String(row.remark ?? "")}
        onChange={(event) => set("remark", event.target.value || null)}
      />
      <FileControl
        field={photosOf(item)}
        state={stateOfRow(state, row, {}, set)}
        language={language}
        id={`${id}-${item.value}-photos`}
        describedBy={undefined}
        invalid={false}
      />
    </div>
  );
}

/** The photos of an item as a field of their own. */
function photosOf(item: OptionDefinition): FieldDefinition {
  const never = { holds: () => false, reads: new Set<string>() };
  return {
    key: "photos",
    kind: { name: "files", ruleType: "files", defaults: {}, clean: (value) => value },
    label: item.label,
    section: "",
    settings: { accept: ["photo"] },
    options: [],
    linkage: { show: never, require: never, readonly: never },
    unique: false,
    columns: [],
  };
}
