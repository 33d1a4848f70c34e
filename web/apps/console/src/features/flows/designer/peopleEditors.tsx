// Who: sources of people, roles and people that may hand in, and what happens where nobody is found.
import type { Json, JsonObject } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { ManyOf, OneOf } from "../../../shared/admin/parts.tsx";
import { replaced } from "../model/edit.ts";
import { earlierOf, isObject } from "../model/flow.ts";
import { kindOfSource, labelOf, namesIn, SOURCES, type SourceKind, saySources, word } from "../model/words.ts";
import { texts } from "../texts.ts";
import styles from "./Designer.module.css";
import { type Around, type EditorProps, fieldOptions, withChosen } from "./editing.ts";
import { Pick } from "./plainEditors.tsx";

export function SourcesEditor({ item, setting, label, value, onChange, around }: EditorProps) {
  const t = useTexts(texts);
  const sources = (Array.isArray(value) ? value : isObject(value) ? [value] : []).filter(isObject);
  const write = (next: readonly JsonObject[]) => {
    if (next.length) onChange(next.length === 1 ? (next[0] as Json) : [...next]);
    else onChange(setting.key === "owner" ? "by_hand" : undefined);
  };
  return (
    <fieldset className={styles.group} aria-label={label}>
      <legend>{label}</legend>
      {!sources.length && (
        <p className={styles.quiet}>{around.telling.say(setting.key === "owner" ? "byHand" : "nobody")}</p>
      )}
      {sources.map((source, at) => (
        <Source
          // biome-ignore lint/suspicious/noArrayIndexKey: sources are known by their place
          key={at}
          id={item.id}
          source={source}
          around={around}
          onChange={(next) => write(replaced(sources, at, next))}
        />
      ))}
      <div>
        <Button
          look="quiet"
          icon="plus"
          onClick={() => write([...sources, { role: around.roles[0]?.value ?? "lead" }])}
        >
          {t("addSource")}
        </Button>
      </div>
    </fieldset>
  );
}

interface SourceProps {
  id: string;
  source: JsonObject;
  around: Around;
  onChange: (source: JsonObject | null) => void;
}

const BEGIN: Readonly<Record<SourceKind, (around: Around) => JsonObject>> = {
  role: ({ roles }) => ({ role: roles[0]?.value ?? "lead" }),
  people: () => ({ people: [] }),
  submitter: () => ({ submitter: true }),
  department_head: () => ({ department_head: 1 }),
  manager: () => ({ manager: 1 }),
  previous_handler: () => ({ previous_handler: true }),
  field: ({ fields }) => ({ field: fieldOptions(fields, "person", "department")[0]?.value ?? "" }),
  on_duty: ({ roles }) => ({ on_duty: roles[0]?.value ?? "lead" }),
  chosen: ({ fields }) => ({ chosen: fieldOptions(fields, "person")[0]?.value ?? "" }),
  matrix: () => ({ matrix: { by: [], rows: [] } }),
};

function Source({ id, source, around, onChange }: SourceProps) {
  const t = useTexts(texts);
  const { telling } = around;
  const kind = kindOfSource(source);
  const name = saySources(source, telling);
  // A table of people is written elsewhere: it is kept, not begun here.
  const kinds = SOURCES.filter((one) => one !== "matrix" || kind === "matrix");
  const options = kinds.map((one) => ({ value: one as string, label: word(telling.say, `source_${one}`) }));
  return (
    <div className={styles.source}>
      <Pick
        label={t("sourceKind")}
        value={kind ?? ""}
        options={withChosen(options, [kind ?? ""])}
        onChange={(next) => onChange(BEGIN[next as SourceKind](around))}
      />
      {kind && <SourceValue id={id} kind={kind} source={source} around={around} onChange={onChange} />}
      <Button look="quiet" icon="close" label={t("dropSource", { name })} onClick={() => onChange(null)} />
    </div>
  );
}

function SourceValue({ id, kind, source, around, onChange }: SourceProps & { kind: SourceKind }) {
  const t = useTexts(texts);
  const { telling } = around;
  const value = source[kind];
  const put = (next: Json) => onChange({ ...source, [kind]: next });
  if (kind === "role" || kind === "on_duty") {
    return (
      <Pick
        label={t("chooseRole")}
        value={String(value)}
        options={withChosen(around.roles, [String(value)])}
        onChange={put}
      />
    );
  }
  if (kind === "people") {
    return <ManyOf label={t("choosePeople")} value={namesIn(value)} options={around.people} onChange={put} />;
  }
  if (kind === "department_head" || kind === "manager") {
    const levels = Array.from({ length: 9 }, (_, n) => ({ value: String(n + 1), label: String(n + 1) }));
    return <Pick label={t("level")} value={String(value)} options={levels} onChange={(next) => put(Number(next))} />;
  }
  if (kind === "field" || kind === "chosen") {
    const kinds = kind === "field" ? ["person", "department"] : ["person"];
    const options = withChosen(fieldOptions(around.fields, ...kinds), [String(value)]);
    return <Pick label={t("chooseField")} value={String(value)} options={options} onChange={put} />;
  }
  if (kind === "previous_handler") {
    const steps = earlierOf(telling.body, id).map((one) => ({ value: one.id, label: labelOf(one, telling) }));
    const options = [{ value: "", label: telling.say("source_previous_handler") }, ...steps];
    return (
      <Pick
        label={t("chooseStepOf")}
        value={value === true ? "" : String(value)}
        options={options}
        onChange={(next) => put(next || true)}
      />
    );
  }
  return kind === "matrix" ? <p className={styles.quiet}>{saySources(source, telling)}</p> : null;
}

/** Roles and people; none of either means everybody. */
export function WhoEditor({ label, value, onChange, around }: EditorProps) {
  const t = useTexts(texts);
  const who = isObject(value) ? value : {};
  const write = (patch: JsonObject) => {
    const next = { ...who, ...patch };
    const filled = Object.fromEntries(Object.entries(next).filter(([, list]) => namesIn(list).length > 0));
    onChange(Object.keys(filled).length ? (filled as JsonObject) : undefined);
  };
  return (
    <fieldset className={styles.group} aria-label={label}>
      <legend>{label}</legend>
      {!value && <p className={styles.quiet}>{around.telling.say("everybody")}</p>}
      <ManyOf
        label={t("chooseRole")}
        options={around.roles}
        value={namesIn(who.roles)}
        onChange={(roles) => write({ roles })}
      />
      <ManyOf
        label={t("choosePeople")}
        options={around.people}
        value={namesIn(who.people)}
        onChange={(people) => write({ people })}
      />
    </fieldset>
  );
}

export function IfEmptyEditor({ label, item, setting, value, onChange, around }: EditorProps) {
  const t = useTexts(texts);
  const { say } = around.telling;
  const none = { value: "", label: say(item.kind === "approve" ? "if_empty_admin" : "if_empty_none") };
  const options = [
    none,
    ...(setting.options ?? []).map((one) => ({ value: one, label: word(say, `if_empty_${one}`) })),
  ];
  const shown = isObject(value) ? "person" : String(value ?? "");
  const pick = (next: string) =>
    onChange(next === "person" ? { person: around.people[0]?.value ?? "" } : next || undefined);
  return (
    <>
      <Pick label={label} value={shown} options={options} onChange={pick} />
      {isObject(value) && (
        <OneOf
          label={t("choosePeople")}
          value={String(value.person ?? "")}
          options={around.people}
          onChange={(person) => onChange({ person })}
        />
      )}
    </>
  );
}
