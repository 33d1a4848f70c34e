import type { PoolField } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Popover } from "@bihuan/ui";
import { type ColumnChoice, canBeColumn, chosen, moved, USUAL } from "./columns.ts";
import styles from "./PoolPage.module.css";
import { useFieldLabel } from "./PoolTable.tsx";
import { texts } from "./texts.ts";

interface Props {
  fields: readonly PoolField[];
  columns: readonly ColumnChoice[];
  onChange: (columns: readonly ColumnChoice[]) => void;
}

/** Which columns there are and in which order: those shown first, as they stand. */
export function ColumnChooser({ fields, columns, onChange }: Props) {
  const t = useTexts(texts);
  const possible = fields.filter(canBeColumn);
  const shown = columns.flatMap((one) => possible.find((field) => field.key === one.key) ?? []);
  const others = possible.filter((field) => !shown.includes(field));
  return (
    <Popover label={t("columns")} icon="columns" className={styles.wideOnly}>
      <ul className={styles.chooser}>
        {[...shown, ...others].map((field) => (
          <Line key={field.key} field={field} columns={columns} onChange={onChange} />
        ))}
      </ul>
      <Button look="quiet" onClick={() => onChange(USUAL)}>
        {t("usualColumns")}
      </Button>
    </Popover>
  );
}

interface LineProps {
  field: PoolField;
  columns: readonly ColumnChoice[];
  onChange: (columns: readonly ColumnChoice[]) => void;
}

function Line({ field, columns, onChange }: LineProps) {
  const t = useTexts(texts);
  const label = useFieldLabel()(field);
  const at = columns.findIndex((one) => one.key === field.key);
  const toggle = () =>
    onChange(at < 0 ? [...columns, chosen(field.key)] : columns.filter((one) => one.key !== field.key));
  return (
    <li className={styles.choice}>
      <label>
        <input type="checkbox" checked={at >= 0} onChange={toggle} />
        <span>{label}</span>
      </label>
      {at >= 0 && (
        <span className={styles.order}>
          <Button
            look="quiet"
            icon="up"
            label={t("moveUp", { column: label })}
            disabled={at === 0}
            onClick={() => onChange(moved(columns, field.key, -1))}
          />
          <Button
            look="quiet"
            icon="chevron"
            label={t("moveDown", { column: label })}
            disabled={at === columns.length - 1}
            onClick={() => onChange(moved(columns, field.key, 1))}
          />
        </span>
      )}
    </li>
  );
}
