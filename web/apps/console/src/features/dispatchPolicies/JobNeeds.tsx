import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Select, TextInput } from "@bihuan/ui";
import { useUnits } from "../../shared/admin/organisation.ts";
import { ConditionField } from "../../shared/conditions/ConditionField.tsx";
import { type Body, freeKey, type JobNeed, replaced, skillsOf, without } from "./body.ts";
import { Count } from "./Count.tsx";
import styles from "./DispatchPolicies.module.css";
import { texts } from "./texts.ts";
import { useFields } from "./usePolicies.ts";
import { useSayCondition } from "./useSayCondition.ts";
import { listed, type Say } from "./words.ts";

/** Which skill, which certificate and how long tickets of a kind take. */
export function JobNeeds({ body, onChange }: { body: Body; onChange: ((body: Body) => void) | null }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const say = useSayCondition();
  const skill = useSkillName();
  const jobs = body.jobs ?? [];
  if (!jobs.length && !onChange) return null;
  const taken = jobs.map((one) => one.key);
  return (
    <section className={styles.card} aria-label={t("jobs")}>
      <h2 className={styles.name}>{t("jobs")}</h2>
      <p className={styles.quiet}>{t("jobsHint")}</p>
      <ul className={styles.words}>
        {jobs.map((need, at) => (
          <li key={need.key}>
            {t("needs", {
              condition: say(need.when) || t("allTickets"),
              what: listed(needWords(need, skill, t), language) || t("noSkill"),
            })}
            {onChange && (
              <Need
                need={need}
                no={at + 1}
                onChange={(next) => onChange({ ...body, jobs: next ? replaced(jobs, at, next) : without(jobs, at) })}
              />
            )}
          </li>
        ))}
      </ul>
      {onChange && (
        <div>
          <Button
            icon="plus"
            onClick={() => onChange({ ...body, jobs: [...jobs, { key: freeKey("need", taken), minutes: 60 }] })}
          >
            {t("addNeed")}
          </Button>
        </div>
      )}
    </section>
  );
}

/** A skill is written by its name or by its id. */
function useSkillName(): (skill: string) => string {
  const units = useUnits("skills").data ?? [];
  return (skill) => units.find((one) => one.id === skill)?.name ?? skill;
}

function needWords(need: JobNeed, skillName: (skill: string) => string, t: Say): string[] {
  return [
    ...skillsOf(need).map(({ skill, level }) => t("skillAt", { skill: skillName(skill), level })),
    ...(need.certificates ?? []),
    ...(need.minutes ? [t("takes", { minutes: need.minutes })] : []),
  ];
}

interface NeedProps {
  need: JobNeed;
  no: number;
  onChange: (need: JobNeed | null) => void;
}

function Need({ need, no, onChange }: NeedProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const fields = useFields().tickets;
  const name = t("need", { no });
  const change = (when: JobNeed["when"]) => {
    const { when: _, ...rest } = need;
    onChange(when === undefined ? rest : { ...rest, when });
  };
  return (
    <div className={styles.fields}>
      <NeededSkill need={need} onChange={onChange} />
      <Control label={t("certificates")}>
        {({ id }) => (
          <TextInput
            id={id}
            defaultValue={listed(need.certificates ?? [], language)}
            onBlur={(event) => onChange({ ...need, certificates: parted(event.target.value) })}
          />
        )}
      </Control>
      <Count
        label={t("duration")}
        least={1}
        value={need.minutes ?? 60}
        onChange={(minutes) => onChange({ ...need, minutes })}
      />
      <div className={styles.head}>
        <ConditionField title={name} tree={need.when} fields={fields} onChange={change} />
        <Button look="quiet" icon="close" label={t("dropNeed", { no })} onClick={() => onChange(null)} />
      </div>
    </div>
  );
}

/** The first skill; further ones, which bundles may write, stay as they are. */
function NeededSkill({ need, onChange }: { need: JobNeed; onChange: (need: JobNeed) => void }) {
  const t = useTexts(texts);
  const units = useUnits("skills").data ?? [];
  const [first, ...others] = skillsOf(need);
  const write = (skill: string, level: number) =>
    onChange({ ...need, skills: [...(skill ? [{ skill, level }] : []), ...others.map((one) => ({ ...one }))] });
  const options = units.map((one) => one.name);
  return (
    <>
      <Control label={t("skill")}>
        {({ id }) => (
          <Select id={id} value={first?.skill ?? ""} onChange={(event) => write(event.target.value, first?.level ?? 1)}>
            <option value="">{t("noSkill")}</option>
            {[...new Set([...(first ? [first.skill] : []), ...options])].map((one) => (
              <option key={one} value={one}>
                {units.find((unit) => unit.id === one)?.name ?? one}
              </option>
            ))}
          </Select>
        )}
      </Control>
      {first && (
        <Count
          label={t("level")}
          least={1}
          value={first.level}
          onChange={(level) => write(first.skill, Math.min(5, level))}
        />
      )}
    </>
  );
}

function parted(text: string): string[] {
  return text
    .split(/[,，、]/)
    .map((one) => one.trim())
    .filter(Boolean);
}
