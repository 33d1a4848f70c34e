import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { useDesign } from "./design.ts";
import { type FieldBody, fieldOf, fieldsOf, withNewField } from "./draft/body.ts";
import styles from "./Inspector.module.css";
import { KindIcon } from "./KindIcon.tsx";
import { tileOf } from "./kinds.ts";
import { texts } from "./texts.ts";
import { useRemoved } from "./useFormDesign.ts";

/** What was taken out: in this draft, and in earlier versions. It keeps its data, and comes back under its own key. */
export function Bin() {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const { body, change, select, base } = useDesign();
  const removed = useRemoved(base === null ? null : body.form).data ?? [];
  const justNow = base
    ? base.sections.flatMap((one) => one.fields.map((field) => ({ field, section: one.key, at: null })))
    : [];
  const gone = [...justNow, ...removed].filter(({ field }) => !fieldOf(body, field.key));
  const takeBack = (field: FieldBody, section: string) => {
    const home = body.sections.find((one) => one.key === section) ?? body.sections.at(-1);
    if (!home || fieldsOf(body).some((one) => one.key === field.key)) return;
    change(withNewField(body, field, { section: home.key, index: home.fields.length }));
    select({ at: "field", key: field.key });
  };
  return (
    <div className={styles.group}>
      <h3>{t("bin")}</h3>
      <p className={styles.hint}>{t(gone.length ? "binHint" : "binEmpty")}</p>
      <ul className={styles.bin} aria-label={t("bin")}>
        {gone.map(({ field, section, at }) => {
          const name = pick({ ...field.label }, language);
          return (
            <li key={field.key}>
              <KindIcon shape={tileOf(field).shape} />
              <span>
                {name}
                <small>{at === null ? t("removedNow") : t("removedAt", { at: format.instant(at) })}</small>
              </span>
              <Button aria-label={t("takeBackOf", { name })} onClick={() => takeBack(field, section)}>
                {t("takeBack")}
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
