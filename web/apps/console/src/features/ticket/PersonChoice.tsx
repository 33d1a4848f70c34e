import { useTexts } from "@bihuan/i18n";
import { useColleagues, useNearPeople } from "@bihuan/session";
import { Button, Control, Select as Plain } from "@bihuan/ui";
import { Select } from "antd";
import { usePeople, usePersonName } from "../../shared/lookups.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";

/** Somebody to give the work to; typing narrows the list. */
export function PersonChoice({ value, onChoose }: { value: string | null; onChoose: (person: string) => void }) {
  const t = useTexts(texts);
  const choice = useChoice();
  return (
    <>
      <Control label={t("person")} required>
        {({ id }) => <Select id={id} autoFocus {...choice} value={value} onChange={onChoose} />}
      </Control>
      <Stars people={value ? [value] : []} />
    </>
  );
}

export type Joint = "all" | "any" | "sequence";

interface PeopleProps {
  people: readonly string[];
  joint: Joint;
  onChange: (next: { people?: string[]; joint?: Joint }) => void;
}

/** People to ask in, and how they answer together once they are several. */
export function PeopleChoice({ people, joint, onChange }: PeopleProps) {
  const t = useTexts(texts);
  const choice = useChoice();
  const ways: Joint[] = ["all", "any", "sequence"];
  return (
    <>
      <Control label={t("people")} required>
        {({ id }) => (
          <Select
            id={id}
            autoFocus
            {...choice}
            mode="multiple"
            value={[...people]}
            onChange={(chosen: string[]) => onChange({ people: chosen })}
          />
        )}
      </Control>
      <Stars people={people} />
      {people.length > 1 && (
        <Control label={t("joint")}>
          {({ id }) => (
            <Plain id={id} value={joint} onChange={(event) => onChange({ joint: event.target.value as Joint })}>
              {ways.map((way) => (
                <option key={way} value={way}>
                  {t(`joint_${way}`)}
                </option>
              ))}
            </Plain>
          )}
        </Control>
      )}
    </>
  );
}

/** Whoever was chosen can be kept at the top of every list of people, on the phone, too. */
function Stars({ people }: { people: readonly string[] }) {
  const t = useTexts(texts);
  const { isStarred, star } = useColleagues();
  const nameOf = usePersonName();
  return (
    <div className={styles.stars}>
      {people.map((person) => (
        <Button
          key={person}
          look="quiet"
          icon="star"
          className={isStarred(person) ? styles.starred : ""}
          aria-pressed={isStarred(person)}
          onClick={() => star(person, !isStarred(person))}
        >
          {t(isStarred(person) ? "unstar" : "star", { name: nameOf(person) ?? "" })}
        </Button>
      ))}
    </div>
  );
}

function useChoice() {
  const t = useTexts(texts);
  const people = usePeople();
  const { grouped } = useColleagues();
  const near = useNearPeople(people.data);
  const open = [...(people.data ?? []), ...near].filter((person) => person.state === "active" && !person.customer);
  const groups = grouped(open);
  const options = (["starred", "recent", "others"] as const)
    .filter((group) => groups[group].length > 0)
    .map((group) => ({
      label: t(group),
      options: groups[group].map((person) => ({ value: person.id, label: person.name ?? person.login ?? person.id })),
    }));
  return {
    showSearch: { optionFilterProp: "label" },
    loading: people.isPending,
    placeholder: t("chooseOne"),
    options,
    getPopupContainer: (holder: HTMLElement) => holder.closest("dialog") ?? document.body,
  };
}
