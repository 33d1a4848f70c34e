import { useTexts } from "@bihuan/i18n";
import { Control } from "@bihuan/ui";
import { Select } from "antd";
import { usePeople } from "../../shared/lookups.ts";
import { texts } from "./texts.ts";

/** Somebody to give the work to; typing narrows the list. */
export function PersonChoice({ value, onChoose }: { value: string | null; onChoose: (person: string) => void }) {
  const t = useTexts(texts);
  const people = usePeople();
  const options = people.data
    ?.filter((person) => person.state === "active" && !person.customer)
    .map((person) => ({ value: person.id, label: person.name ?? person.login ?? person.id }));
  return (
    <Control label={t("person")} required>
      {({ id }) => (
        <Select
          id={id}
          autoFocus
          showSearch={{ optionFilterProp: "label" }}
          loading={people.isPending}
          placeholder={t("chooseOne")}
          options={options ?? []}
          value={value}
          onChange={onChoose}
          getPopupContainer={(holder) => holder.closest("dialog") ?? document.body}
        />
      )}
    </Control>
  );
}
