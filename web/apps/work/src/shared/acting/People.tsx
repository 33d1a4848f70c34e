import type { ActionInput, User } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useColleagues, useMe } from "@bihuan/session";
import { Avatar, Button, Control, Icon, Select, Skeleton, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { useChosable } from "./choosable.ts";
import styles from "./People.module.css";
import { texts } from "./texts.ts";

const JOINT = ["all", "any", "sequence"] as const;

interface Props {
  /** Several may be named, who then answer together. */
  many: boolean;
  extra: ActionInput;
  onChange: (next: ActionInput) => void;
}

/** Whom an action names: one's own people first, so that one thumb reaches them. */
export function People({ many, extra, onChange }: Props) {
  const t = useTexts(texts);
  const chosen = many ? (extra.people ?? []) : extra.person ? [extra.person] : [];
  const toggle = (person: string) => {
    if (!many) return onChange({ person });
    onChange({ people: chosen.includes(person) ? chosen.filter((one) => one !== person) : [...chosen, person] });
  };
  return (
    <>
      <Control label={t(many ? "people" : "person")} required group>
        {() => <Choice chosen={chosen} onToggle={toggle} />}
      </Control>
      {many && chosen.length > 1 && (
        <Control label={t("joint")}>
          {({ id }) => (
            <Select
              id={id}
              value={extra.joint ?? "all"}
              onChange={(event) => onChange({ joint: event.target.value as (typeof JOINT)[number] })}
            >
              {JOINT.map((way) => (
                <option key={way} value={way}>
                  {t(`joint_${way}`)}
                </option>
              ))}
            </Select>
          )}
        </Control>
      )}
    </>
  );
}

interface ChoiceProps {
  chosen: readonly string[];
  onToggle: (person: string) => void;
}

/** Colleagues to be named by one tap each: one's own people first. */
export function Choice({ chosen, onToggle }: ChoiceProps) {
  const t = useTexts(texts);
  const me = useMe();
  const [text, setText] = useState("");
  const { people, isPending } = useChosable(text);
  const { grouped } = useColleagues();
  if (isPending) return <Skeleton lines={4} height={32} />;
  if (!people) return <p className={styles.quiet}>{t("noPeople")}</p>;
  const groups = grouped(people.filter(({ id }) => id !== me.id));
  return (
    <div className={styles.people}>
      <TextInput
        type="search"
        aria-label={t("findPerson")}
        placeholder={t("findPerson")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles.list}>
        {(["starred", "recent", "others"] as const).map((group) => (
          <Group key={group} title={t(group)} people={groups[group]} chosen={chosen} onToggle={onToggle} />
        ))}
        {Object.values(groups).every((group) => !group.length) && <p className={styles.quiet}>{t("nobodyFound")}</p>}
      </div>
    </div>
  );
}

function Group({ title, people, chosen, onToggle }: ChoiceProps & { title: string; people: readonly User[] }) {
  if (!people.length) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles.group}>{title}</h3>
      <ul>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} on={chosen.includes(person.id)} onToggle={onToggle} />
        ))}
      </ul>
    </section>
  );
}

function PersonRow({ person, on, onToggle }: { person: User; on: boolean; onToggle: (person: string) => void }) {
  const t = useTexts(texts);
  const { isStarred, star } = useColleagues();
  const name = person.name ?? person.login ?? "";
  const starred = isStarred(person.id);
  return (
    <li className={styles.row}>
      <button type="button" className={styles.person} aria-pressed={on} onClick={() => onToggle(person.id)}>
        <Avatar name={name} />
        <span className={styles.name}>{name}</span>
        {on && <Icon name="check" />}
      </button>
      <Button
        look="quiet"
        icon="star"
        className={starred ? styles.starred : ""}
        label={t(starred ? "unstar" : "star", { name })}
        aria-pressed={starred}
        disabled={!navigator.onLine}
        onClick={() => star(person.id, !starred)}
      />
    </li>
  );
}
