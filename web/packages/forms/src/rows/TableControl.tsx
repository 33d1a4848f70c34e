import { byId, type FieldDefinition, type Json, type JsonObject } from "@bihuan/core";
import { pick, useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { type FocusEvent, type KeyboardEvent, useRef } from "react";
import { type Change, changed } from "../change.ts";
import type { ControlInput, TableInput } from "../controlInput.ts";
import { sayProblem } from "../wording.ts";
import styles from "./Rows.module.css";
import { isUntouched, newRow, rowsIn, stateOfRow, typedRows } from "./rowState.ts";
import { TableFoot } from "./TableShown.tsx";
import { texts } from "./texts.ts";

/** Rows to be filled in: a table on a desk, cards on a phone. Enter goes to the next row and makes one at the end. */
export default function TableControl(input: TableInput) {
  const { field, state, language, describedBy } = input;
  const t = useTexts(texts);
  const body = useRef<HTMLDivElement>(null);
  const rows = rowsIn(field, state);
  const columns = shownColumns(input);
  const may = mayShape(input);
  const change = (next: (rows: readonly JsonObject[]) => readonly JsonObject[]) =>
    state.set(field.key, (now) => typedRows(field, next([...byId(now).values()])));
  const full = rows.length >= Number(field.settings.max_rows);
  const add = () => {
    if (full) return;
    const row = newRow(field);
    change((standing) => [...standing, row]);
    focusCell(body.current, rows.length, 0);
  };
  const enter = (event: KeyboardEvent, row: number, cell: number) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (row + 1 < rows.length) focusCell(body.current, row + 1, cell);
    else if (may) add();
  };
  // An empty row at the end that somebody leaves was not meant.
  const leave = (event: FocusEvent) => {
    if (event.currentTarget.contains(event.relatedTarget)) return;
    const last = rows.findLastIndex((row) => !isUntouched(field, row));
    if (may && last + 1 < rows.length && last + 1 >= stored(input)) change((standing) => standing.slice(0, last + 1));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the controls inside were left
    <div ref={body} className={styles.table} aria-describedby={describedBy} onBlur={leave}>
      {rows.length > 0 && (
        <table>
          <Heads columns={columns} language={language} withEnds={may} />
          <tbody>
            {rows.map((row, at) => (
              <Row
                key={String(row.id)}
                {...{ input, row, at, columns, may, change, last: at + 1 === rows.length, onEnter: enter }}
              />
            ))}
          </tbody>
          <TableFoot field={field} columns={columns} rows={computedRows(input)} extra={may ? 2 : 1} />
        </table>
      )}
      {may && (
        <Button icon="plus" className={styles.add} disabled={full} onClick={add}>
          {t("addRow")}
        </Button>
      )}
      {full && may && <span className={styles.quiet}>{t("full", { most: String(field.settings.max_rows) })}</span>}
    </div>
  );
}

/** How many rows stood there before: those are no slip of the keyboard. */
function stored({ field, state }: ControlInput): number {
  return field.key in state.changes ? 0 : rowsIn(field, state).length;
}

function shownColumns({ field, state }: ControlInput): FieldDefinition[] {
  const rights = state.evaluation.parts[field.key] ?? {};
  return field.columns.filter((column) => column.key in rights);
}

/** Whether rows may be added, removed and moved, or only some columns filled in. */
function mayShape({ field, state }: ControlInput): boolean {
  return state.mayShape(field.key);
}

/** The rows as they are judged: with what is worked out. */
function computedRows({ field, state }: ControlInput): Map<string, JsonObject> {
  const rows = (state.evaluation.values[field.key] ?? []) as readonly JsonObject[];
  return new Map(rows.map((row) => [String(row.id), row]));
}

/** The cell is there once what was just added has been drawn. */
function focusCell(body: HTMLElement | null, row: number, cell: number): void {
  requestAnimationFrame(() => {
    const line = body?.querySelectorAll("tbody tr")[row];
    const cells = [...(line?.querySelectorAll<HTMLElement>("td[data-typed]") ?? [])];
    const typed = line?.querySelectorAll("td")[cell];
    const place = typed instanceof HTMLElement && cells.includes(typed) ? typed : cells[0];
    place?.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
  });
}

function Heads({
  columns,
  language,
  withEnds,
}: {
  columns: readonly FieldDefinition[];
  language: "zh" | "en";
  withEnds: boolean;
}) {
  const t = useTexts(texts);
  return (
    <thead>
      <tr>
        <th scope="col" className={styles.number}>
          #
        </th>
        {columns.map((column) => (
          <th key={column.key} scope="col">
            {pick(column.label, language)}
            {column.required && <span className={styles.star}>*</span>}
          </th>
        ))}
        {withEnds && (
          <th scope="col">
            <span className={styles.unseen}>{t("ends")}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

interface RowProps {
  input: TableInput;
  row: JsonObject;
  at: number;
  last: boolean;
  columns: readonly FieldDefinition[];
  may: boolean;
  change: (next: (rows: readonly JsonObject[]) => readonly JsonObject[]) => void;
  onEnter: (event: KeyboardEvent, row: number, cell: number) => void;
}

function Row({ input, row, at, last, columns, may, change, onEnter }: RowProps) {
  const t = useTexts(texts);
  const { state, field } = input;
  const options = Object.fromEntries(
    columns.map((column) => [column.key, column.options.filter(({ retired }) => !retired).map(({ value }) => value)]),
  );
  const set = (key: string, part: Change) =>
    change((rows) =>
      rows.map((each) => (each.id === row.id ? { ...each, [key]: changed(part, each[key] ?? null) } : each)),
    );
  const move = (by: number) => change((rows) => moved(rows, String(row.id), by));
  const keys = (event: KeyboardEvent, cell: number) => {
    if (may && event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      move(event.key === "ArrowUp" ? -1 : 1);
    } else onEnter(event, at, cell);
  };
  const number = String(at + 1);
  const fault = state.problemAt(`${field.key}.${at}`, true);
  return (
    <tr data-faulty={fault ? true : undefined}>
      <td className={styles.number}>{number}</td>
      {columns.map((column, cell) => (
        <Cell
          key={column.key}
          {...{ input, column, at }}
          state={stateOfRow(state, row, options, set)}
          computed={computedRows(input).get(String(row.id))?.[column.key] ?? null}
          onKeyDown={(event) => keys(event, cell + 1)}
        />
      ))}
      {may && (
        <td className={styles.ends}>
          <Button look="quiet" icon="up" label={t("moveUp", { number })} disabled={at === 0} onClick={() => move(-1)} />
          <Button
            look="quiet"
            icon="chevron"
            label={t("moveDown", { number })}
            disabled={last}
            onClick={() => move(1)}
          />
          <Button
            look="quiet"
            icon="close"
            label={t("removeRow", { number })}
            onClick={() => change((rows) => rows.filter((each) => each.id !== row.id))}
          />
        </td>
      )}
    </tr>
  );
}

function moved(rows: readonly JsonObject[], id: string, by: number): JsonObject[] {
  const next = [...rows];
  const at = rows.findIndex((row) => row.id === id);
  if (at < 0) return next;
  const [row] = next.splice(at, 1);
  if (row) next.splice(Math.max(0, Math.min(rows.length - 1, at + by)), 0, row);
  return next;
}

interface CellProps {
  input: TableInput;
  column: FieldDefinition;
  at: number;
  state: ControlInput["state"];
  computed: Json;
  onKeyDown: (event: KeyboardEvent) => void;
}

function Cell({ input, column, at, state, computed, onKeyDown }: CellProps) {
  const { field, language } = input;
  const label = pick(column.label, language);
  const right = input.state.evaluation.parts[field.key]?.[column.key];
  const fixed = Boolean(column.linkage.compute) || (right !== "edit" && right !== "required");
  const fault = input.state.problemAt(`${field.key}.${at}.${column.key}`);
  const id = `${input.id}-${at}-${column.key}`;
  const described = fault ? `${id}-says` : undefined;
  const shown: ControlInput = { field: column, state, language, id, describedBy: described, invalid: Boolean(fault) };
  const values = { ...state.evaluation.values, ...(column.linkage.compute ? { [column.key]: computed } : {}) };
  const readonly = { ...state, evaluation: { ...state.evaluation, values, readonly: new Set([column.key]) } };
  return (
    <td data-label={label} data-typed={fixed ? undefined : true} data-number={column.kind.ruleType === "number"}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the controls inside lead from row to row */}
      <span className={styles.cell} onKeyDown={fixed ? undefined : onKeyDown}>
        {input.controlOf({ ...shown, state: fixed ? readonly : state, cell: `${label} ${at + 1}` })}
      </span>
      {fault && (
        <span id={described} className={styles.fault}>
          {sayProblem(fault, language)}
        </span>
      )}
    </td>
  );
}
