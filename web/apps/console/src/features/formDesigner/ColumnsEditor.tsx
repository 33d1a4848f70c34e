import type { Json } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Select } from "@bihuan/ui";
import { useDesign } from "./design.ts";
import { columnsOf, type FieldBody, freeKey, withField } from "./draft/body.ts";
import styles from "./Inspector.module.css";
import { KindIcon } from "./KindIcon.tsx";
import { freshField, IN_TABLE, TILES, tileOf } from "./kinds.ts";
import { type KindText, kindTexts } from "./kindTexts.ts";
import { texts } from "./texts.ts";

/** The columns of a sub-table in their order; each opens by itself. */
export function ColumnsEditor({ field, problem }: { field: FieldBody; problem: string | undefined }) {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  const { body, change, select } = useDesign();
  const columns = columnsOf(field);
  const put = (next: readonly FieldBody[]) => change(withField(body, field.key, { columns: next as unknown as Json }));
  const add = (kind: string) => {
    const tile = TILES.find((one) => one.kind === kind);
    if (!tile) return;
    const key = freeKey(
      "column",
      columns.map((one) => one.key),
    );
    put([
      ...columns,
      freshField({ ...tile, preset: {} }, key, { zh: say(kind as KindText) }, (no) => ({ zh: say("option", { no }) })),
    ]);
    select({ at: "field", key: field.key, column: key });
  };
  return (
    <Control label={t("columns")} group problem={problem}>
      {() => (
        <div className={styles.lines}>
          {columns.map((column, at) => (
            <ColumnLine
              key={column.key}
              column={column}
              onOpen={() => select({ at: "field", key: field.key, column: column.key })}
              onUp={at > 0 ? () => put(raised(columns, at)) : null}
              onRemove={() => put(columns.filter((one) => one !== column))}
            />
          ))}
          <Select aria-label={t("addColumn")} value="" onChange={(event) => add(event.target.value)}>
            <option value="">{t("addColumn")}</option>
            {IN_TABLE.map((kind) => (
              <option key={kind} value={kind}>
                {say(kind)}
              </option>
            ))}
          </Select>
        </div>
      )}
    </Control>
  );
}

interface LineProps {
  column: FieldBody;
  onOpen: () => void;
  onUp: (() => void) | null;
  onRemove: () => void;
}

function ColumnLine({ column, onOpen, onUp, onRemove }: LineProps) {
  const t = useTexts(texts);
  const name = pick({ ...column.label }, useLanguage());
  return (
    <div className={styles.option}>
      <button type="button" className={styles.columnName} onClick={onOpen}>
        <KindIcon shape={tileOf(column).shape} />
        {name}
      </button>
      <Button look="quiet" icon="up" label={t("optionUp", { name })} disabled={!onUp} onClick={() => onUp?.()} />
      <Button look="quiet" icon="close" label={t("optionRemove", { name })} onClick={onRemove} />
    </div>
  );
}

/** The columns with one of them a place further up. */
function raised(columns: readonly FieldBody[], at: number): FieldBody[] {
  const next = [...columns];
  next.splice(at - 1, 2, columns[at] as FieldBody, columns[at - 1] as FieldBody);
  return next;
}
