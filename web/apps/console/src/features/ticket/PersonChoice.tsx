import { useTexts } from "@bihuan/i18n";
import { Control, Select as Plain } from "@bihuan/ui";
import { Select } from "antd";
import { usePeople } from "../../shared/lookups.ts";
import { texts } from "./texts.ts";

/** Somebody to give the work to; typing narrows the list. */
export function PersonChoice({ value, onChoose }: { value: string | null; onChoose: (person: string) => void }) {
  const t = useTexts(texts);
  const choice = useChoice();
  return (
    <Control label={t("person")} required>
      {({ id }) => <Select id={id} autoFocus {...choice} value={value} onChange={onChoose} />}
    </Control>
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

function useChoice() {
  const t = useTexts(texts);
  const people = usePeople();
  const options = people.data
    ?.filter((person) => person.state === "active" && !person.customer)
    .map((person) => ({ value: person.id, label: person.name ?? person.login ?? person.id }));
  return {
    showSearch: { optionFilterProp: "label" },
    loading: people.isPending,
    placeholder: t("chooseOne"),
    options: options ?? [],
    getPopupContainer: (holder: HTMLElement) => holder.closest("dialog") ?? document.body,
  };
}
