import type { SheetField, SheetForm } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Select, Tag, TextInput, type Tone } from "@bihuan/ui";
import { kindsFor, type Wish, type Wishes, withWish } from "./draft/fromSheet.ts";
import styles from "./FromSheet.module.css";
import { TILES } from "./kinds.ts";
import { kindTexts } from "./kindTexts.ts";
import { sheetTexts } from "./sheetTexts.ts";

const TONES: Readonly<Record<SheetField["sure"], Tone>> = { high: "good", medium: "neutral", low: "warn" };

interface Props {
  form: SheetForm;
  wishes: Wishes;
  onChange: (wishes: Wishes) => void;
}

/** What was read, field by field: what it was taken for and why, to be corrected or left out. */
export function SheetFields({ form, wishes, onChange }: Props) {
  const t = useTexts(sheetTexts);
  return (
    <section className={styles.found} aria-label={t("found")}>
      {form.sections.map((section, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sections of a sheet have nothing but their place
        <section key={at} className={styles.section}>
          <h3>{section.title || t("noHeading")}</h3>
          <ul className={styles.fields}>
            {section.fields.map((field, no) => {
              const wish = wishes[at]?.[no];
              return (
                wish && (
                  <Field
                    // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same heading
                    key={no}
                    field={field}
                    wish={wish}
                    onChange={(change) => onChange(withWish(wishes, [at, no], change))}
                  />
                )
              );
            })}
          </ul>
        </section>
      ))}
    </section>
  );
}

interface FieldProps {
  field: SheetField;
  wish: Wish;
  onChange: (change: Partial<Wish>) => void;
}

function Field({ field, wish, onChange }: FieldProps) {
  const t = useTexts(sheetTexts);
  const kindName = useKindName();
  const samples = field.samples.slice(0, 3).join("、");
  const columns = field.columns.map((one) => `${one.title}（${kindName(one.kind)}）`).join("、");
  return (
    <li className={styles.field} data-out={!wish.taken}>
      <input
        type="checkbox"
        aria-label={t("take", { title: field.title })}
        checked={wish.taken}
        onChange={(event) => onChange({ taken: event.target.checked })}
      />
      <TextInput
        aria-label={`${t("name")} ${field.title}`}
        value={wish.title}
        disabled={!wish.taken}
        onChange={(event) => onChange({ title: event.target.value })}
      />
      <Select
        aria-label={`${t("kind")} ${field.title}`}
        value={wish.kind}
        disabled={!wish.taken}
        onChange={(event) => onChange({ kind: event.target.value })}
      >
        {kindsFor(field).map((kind) => (
          <option key={kind} value={kind}>
            {kindName(kind)}
          </option>
        ))}
      </Select>
      <p className={styles.why}>
        <Tag tone={TONES[field.sure]}>{t(`sure_${field.sure}`)}</Tag>
        {field.required && <Tag>{t("required")}</Tag>}
        <span>
          {[t(`why_${field.why}`), columns && t("columns", { names: columns }), samples && t("samples", { samples })]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </p>
    </li>
  );
}

/** A kind by the name of its plainest tile. */
function useKindName(): (kind: string) => string {
  const say = useTexts(kindTexts);
  return (kind) => {
    const tile = TILES.find((one) => one.kind === kind);
    return tile ? say(tile.id) : kind;
  };
}
