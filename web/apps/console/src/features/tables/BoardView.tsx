import { api, type TableField, type TableRecord, unwrap } from "@bihuan/api";
import type { FormDefinition } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useCommand, useSayProblem } from "@bihuan/session";
import { Button, showToast } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { Link } from "react-router";
import columns from "../../shared/columns.module.css";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";
import { isEmpty, Value } from "./values.tsx";

const MOST_FACTS = 3;
const KIND = "application/x-bihuan-record";

interface Props {
  table: string;
  by: TableField;
  /** The fields that a card shows beside its title. */
  shown: readonly TableField[];
  records: readonly TableRecord[];
  names: Readonly<Record<string, string>>;
  form: FormDefinition | undefined;
  movable: boolean;
}

interface Lane {
  value: string | null;
  label: string;
}

/** Records in columns by what was chosen; moved by dragging, or by the buttons of a card. */
export function BoardView({ table, by, shown: facts, records, names, form, movable }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const move = useMove(table, by.key);
  const lanes: Lane[] = by.options.map((one) => ({ value: one.value, label: pick(one.label, language) }));
  const of = (lane: Lane) => records.filter((record) => (record.values[by.key] ?? null) === lane.value);
  const rest: Lane = { value: null, label: t("noField") };
  const shown = of(rest).length ? [rest, ...lanes] : lanes;
  const to = (record: TableRecord, lane: Lane | undefined) => lane && movable && move.mutate({ record, lane });
  return (
    <div className={columns.columns}>
      {shown.map((lane, place) => (
        <Column key={lane.value ?? ""} lane={lane} onDrop={(id) => to(byId(records, id), lane)}>
          {of(lane).map((record) => (
            <li
              key={record.id}
              className={styles.boardCard}
              draggable={movable}
              onDragStart={(event) => event.dataTransfer.setData(KIND, record.id)}
            >
              <Link to={`/data/${table}/${record.id}`} draggable={false}>
                {record.title ?? t("untitled")}
              </Link>
              <Facts fields={facts} record={record} names={names} form={form} />
              {movable && (
                <span className={styles.moves}>
                  <Button
                    look="quiet"
                    icon="back"
                    label={t("moveUp", { title: record.title ?? "" })}
                    disabled={!shown[place - 1]?.value}
                    onClick={() => to(record, shown[place - 1])}
                  />
                  <Button
                    look="quiet"
                    icon="chevron"
                    label={t("moveDown", { title: record.title ?? "" })}
                    disabled={!shown[place + 1]}
                    onClick={() => to(record, shown[place + 1])}
                  />
                </span>
              )}
            </li>
          ))}
        </Column>
      ))}
    </div>
  );
}

/** What matters most of a record, without what is empty. */
function Facts(props: Pick<Props, "names" | "form"> & { fields: readonly TableField[]; record: TableRecord }) {
  const language = useLanguage();
  const said = props.fields.filter((field) => !isEmpty(props.record.values[field.key])).slice(0, MOST_FACTS);
  if (!said.length) return null;
  return (
    <dl className={styles.cardFacts}>
      {said.map((field) => (
        <div key={field.key}>
          <dt>{pick(field.label, language)}</dt>
          <dd>
            <Value field={field} value={props.record.values[field.key]} names={props.names} form={props.form} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function byId(records: readonly TableRecord[], id: string): TableRecord {
  const found = records.find((record) => record.id === id);
  if (!found) throw new Error("a card of another board");
  return found;
}

function Column(props: { lane: Lane; onDrop: (id: string) => void; children: React.ReactNode[] }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const id = event.dataTransfer.getData(KIND);
    if (id) props.onDrop(id);
  };
  return (
    <section
      className={`${columns.column} ${styles.column}`}
      aria-label={props.lane.label}
      data-over={over || undefined}
      onDragOver={(event) => event.preventDefault()}
      onDragEnter={() => setOver(true)}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node) && setOver(false)}
      onDrop={drop}
    >
      <h2>
        {props.lane.label} <span className={styles.count}>{props.children.length}</span>
      </h2>
      <ul className={styles.cards}>{props.children}</ul>
    </section>
  );
}

function useMove(table: string, field: string) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ record, lane }: { record: TableRecord; lane: Lane }) =>
      unwrap(
        api.PATCH("/api/v1/tables/{table}/records/{record}", {
          params: { path: { table, record: record.id } },
          body: { data: { [field]: lane.value }, seen: record.version },
        }),
      ),
    onSuccess: async (_, { record, lane }) => {
      showToast(t("moved", { title: record.title ?? t("untitled"), to: lane.label }));
      await client.invalidateQueries({ queryKey: ["table-records", table] });
    },
    onError: (error) => showToast(say(error)),
  });
}
