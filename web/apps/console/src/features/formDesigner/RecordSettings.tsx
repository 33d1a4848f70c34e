import { api, unwrap } from "@bihuan/api";
import type { Json } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Chip, Control, Select } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useTables } from "../../shared/tables.ts";
import type { FieldBody, Patch } from "./draft/body.ts";
import styles from "./Inspector.module.css";
import { kindTexts } from "./kindTexts.ts";

interface Props {
  label: string;
  field: FieldBody;
  set: (patch: Patch, strand?: string) => void;
  problem: string | undefined;
}

interface Taken {
  field: string;
  type: string;
  label: Record<string, string>;
}

/** What a form may read of a record (core/forms/kinds/references.py). */
const TYPES: ReadonlySet<string> = new Set(["text", "number", "instant", "boolean", "person", "department"]);

/** The table whose records are chosen from; what was taken from another means nothing here. */
export function TableChoice({ label, field, set, problem }: Props) {
  const say = useTexts(kindTexts);
  const language = useLanguage();
  const tables = useTables().data?.filter((table) => !table.archived || table.key === field.table) ?? [];
  return (
    <Control label={label} required problem={problem} help={tables.length ? undefined : say("noTables")}>
      {({ id, describedBy, invalid }) => (
        <Select
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          value={String(field.table ?? "")}
          onChange={(event) => set({ table: event.target.value || undefined, takes: undefined })}
        >
          <option value="">–</option>
          {tables.map((table) => (
            <option key={table.key} value={table.key}>
              {pick(table.label, language)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

/** Which fields of the record this form may read. What the table has lost meanwhile can still be let go of. */
export function TakenFields({ label, field, set, problem }: Props) {
  const language = useLanguage();
  const table = typeof field.table === "string" ? field.table : "";
  const offered = useOffered(table);
  const taken = (Array.isArray(field.takes) ? field.takes : []) as unknown as readonly Taken[];
  const known = new Set(offered.map((one) => one.field));
  const toggle = (one: Taken) => {
    const others = taken.filter((each) => each.field !== one.field);
    const next = others.length < taken.length ? others : [...taken, one];
    set({ takes: next.length ? (next as unknown as Json) : undefined });
  };
  const shown = [...offered, ...taken.filter((one) => !known.has(one.field))];
  if (!shown.length) return null;
  return (
    <Control label={label} group problem={problem}>
      {() => (
        <div className={styles.chips}>
          {shown.map((one) => (
            <Chip key={one.field} on={taken.some((each) => each.field === one.field)} onToggle={() => toggle(one)}>
              {pick(one.label, language) || one.field}
            </Chip>
          ))}
        </div>
      )}
    </Control>
  );
}

function useOffered(table: string): Taken[] {
  const fields = useQuery({
    queryKey: ["tables", table, "fields"],
    queryFn: () => unwrap(api.GET("/api/v1/tables/{table}/fields", { params: { path: { table } } })),
    enabled: table !== "",
  });
  return (fields.data ?? []).flatMap(({ key, type, label }) =>
    type && TYPES.has(type) ? [{ field: key, type, label }] : [],
  );
}
