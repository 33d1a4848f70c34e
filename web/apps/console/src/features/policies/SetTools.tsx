import { useLanguage, useTexts } from "@bihuan/i18n";
import { Chip, Control, TextInput } from "@bihuan/ui";
import { ManyOf } from "../../shared/admin/parts.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import styles from "./Policies.module.css";
import { named } from "./setting.ts";
import { texts } from "./texts.ts";
import type { Draft } from "./usePolicies.ts";
import { labelOf } from "./words.ts";

/** What a set is called, for which types it is, and whether it is in force. */
export function SetTools({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const types = useTicketTypes();
  const { body } = draft;
  const options =
    types.data?.map((type) => ({ value: type.key, label: labelOf(type.label, type.key, language) })) ?? [];
  return (
    <section className={styles.section}>
      <div className={styles.fields}>
        <Control label={t("setName")}>
          {({ id }) => (
            <TextInput
              id={id}
              maxLength={60}
              value={labelOf(body.label, body.key, language)}
              onChange={(event) =>
                onChange({ ...draft, body: { ...body, label: named(body.label, language, event.target.value) } })
              }
            />
          )}
        </Control>
        <ManyOf
          label={t("forTypes")}
          options={options}
          value={draft.types}
          onChange={(chosen) => onChange({ ...draft, types: chosen })}
        />
        <Chip on={draft.active} onToggle={() => onChange({ ...draft, active: !draft.active })}>
          {t("inForce")}
        </Chip>
      </div>
      {!draft.types.length && <p className={styles.quiet}>{t("allTypesHint")}</p>}
    </section>
  );
}
