import { useTexts } from "@bihuan/i18n";
import { Control } from "@bihuan/ui";
import { Select } from "antd";
import { useUnits } from "../../shared/admin/organisation.ts";
import { usePeople } from "../../shared/lookups.ts";
import { texts } from "./texts.ts";

interface Props {
  label: string;
  help?: string;
  people: readonly string[];
  /** Who is never offered. */
  but?: string | null;
  onChange: (people: string[]) => void;
}

/** Colleagues, one by one or a whole team at once. */
export function People({ label, help, people, but = null, onChange }: Props) {
  const t = useTexts(texts);
  const known = usePeople();
  const ours = known.data?.filter((one) => one.state === "active" && !one.customer && one.id !== but) ?? [];
  const teams = useUnits("teams").data ?? [];
  const inTeam = (team: string) => ours.filter((one) => one.teams?.includes(team)).map(({ id }) => id);
  const manned = teams.filter(({ id }) => inTeam(id).length > 0);
  const box = {
    loading: known.isPending,
    placeholder: t("choose"),
    getPopupContainer: (holder: HTMLElement) => holder.closest("dialog") ?? document.body,
  };
  return (
    <>
      <Control label={label} help={help} required>
        {({ id }) => (
          <Select
            id={id}
            {...box}
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            options={ours.map((one) => ({ value: one.id, label: one.name ?? one.login ?? one.id }))}
            value={[...people]}
            onChange={(chosen: string[]) => onChange(chosen)}
          />
        )}
      </Control>
      {manned.length > 0 && (
        <Control label={t("addTeam")}>
          {({ id }) => (
            <Select
              id={id}
              {...box}
              value={null}
              options={manned.map((team) => ({ value: team.id, label: team.name }))}
              onChange={(team: string | null) => team && onChange([...new Set([...people, ...inTeam(team)])])}
            />
          )}
        </Control>
      )}
    </>
  );
}
