import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Select } from "@bihuan/ui";
import styles from "./ConditionBuilder.module.css";
import { type Askable, asksOf, firstLeaf, type Group, isGroup, isRaw, type Leaf, type Part } from "./model.ts";
import { texts } from "./texts.ts";
import { ValueEditor } from "./ValueEditor.tsx";

interface Props {
  fields: readonly Askable[];
  group: Group;
  onChange: (group: Group) => void;
  /** Groups stand inside the outermost one only. */
  isInner?: boolean;
}

/** A condition put together by choosing: field, how, value; all or any of them; groups. */
export function ConditionBuilder({ fields, group, onChange, isInner }: Props) {
  const t = useTexts(texts);
  const put = (at: number, part: Part | null) =>
    onChange({ ...group, parts: group.parts.flatMap((one, n) => (n === at ? (part ?? []) : one)) });
  const add = (part: Part) => onChange({ ...group, parts: [...group.parts, part] });
  const first = fields.find((field) => asksOf(field).length > 0);
  return (
    <fieldset className={isInner ? styles.inner : styles.outer} aria-label={t("joined")}>
      {group.parts.length > 1 && <Join group={group} onChange={onChange} />}
      {group.parts.map((part, at) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are known by their place
          key={at}
          part={part}
          fields={fields}
          onChange={(next) => put(at, next)}
        />
      ))}
      {!isInner && group.parts.length === 0 && <p className={styles.hint}>{t("nothing")}</p>}
      <div className={styles.adding}>
        <Button look="quiet" icon="plus" disabled={!first} onClick={() => first && add(firstLeaf(first))}>
          {t("add")}
        </Button>
        {!isInner && (
          <Button
            look="quiet"
            icon="plus"
            disabled={!first}
            onClick={() => first && add({ join: "any", parts: [firstLeaf(first)] })}
          >
            {t("addGroup")}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

function Join({ group, onChange }: { group: Group; onChange: (group: Group) => void }) {
  const t = useTexts(texts);
  return (
    <Select
      aria-label={t("joined")}
      className={styles.join}
      value={group.join}
      onChange={(event) => onChange({ ...group, join: event.target.value === "any" ? "any" : "all" })}
    >
      <option value="all">{t("all")}</option>
      <option value="any">{t("any")}</option>
    </Select>
  );
}

interface LineProps {
  part: Part;
  fields: readonly Askable[];
  onChange: (part: Part | null) => void;
}

function Line({ part, fields, onChange }: LineProps) {
  const t = useTexts(texts);
  const remove = <Button look="quiet" icon="close" label={t("remove")} onClick={() => onChange(null)} />;
  if (isRaw(part)) {
    return (
      <div className={styles.line}>
        <span className={styles.hint}>{t("special")}</span>
        {remove}
      </div>
    );
  }
  if (isGroup(part)) {
    return (
      <div className={styles.grouped}>
        <ConditionBuilder fields={fields} group={part} onChange={onChange} isInner />
        {remove}
      </div>
    );
  }
  return (
    <div className={styles.line}>
      <LeafEditor leaf={part} fields={fields} onChange={onChange} />
      {remove}
    </div>
  );
}

interface LeafProps {
  leaf: Leaf;
  fields: readonly Askable[];
  onChange: (leaf: Leaf) => void;
}

function LeafEditor({ leaf, fields, onChange }: LeafProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const field = fields.find((one) => one.key === leaf.field);
  const choose = (key: string) => {
    const next = fields.find((one) => one.key === key);
    if (next) onChange(firstLeaf(next));
  };
  return (
    <>
      <Select aria-label={t("field")} value={leaf.field} onChange={(event) => choose(event.target.value)}>
        {fields
          .filter((one) => asksOf(one).length > 0)
          .map((one) => (
            <option key={one.key} value={one.key}>
              {pick(one.label, language) || one.key}
            </option>
          ))}
      </Select>
      <Select
        aria-label={t("how")}
        value={leaf.ask}
        onChange={(event) => onChange({ ...leaf, ask: event.target.value, value: null })}
      >
        {(field ? asksOf(field) : []).map((ask) => (
          <option key={ask} value={ask}>
            {t(ask as keyof (typeof texts)["zh"])}
          </option>
        ))}
      </Select>
      {field && <ValueEditor field={field} leaf={leaf} onChange={(value) => onChange({ ...leaf, value })} />}
    </>
  );
}
