import { isProblem } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Control, Select } from "@bihuan/ui";
import { texts } from "./texts.ts";

export type Fate = "" | "leave" | "end";

/** Whether the server asks what becomes of open child tickets. */
export function asksForChildren(error: Error | null): boolean {
  return isProblem(error) && error.code === "family.choose";
}

/** What becomes of open child tickets when their parent ends. */
export function Farewell({ fate, onChoose }: { fate: Fate; onChoose: (fate: Fate) => void }) {
  const t = useTexts(texts);
  return (
    <Control label={t("openChildren")} help={t("openChildrenHint")} required>
      {({ id, describedBy }) => (
        <Select
          id={id}
          aria-describedby={describedBy}
          required
          value={fate}
          onChange={(event) => onChoose(event.target.value as Fate)}
        >
          <option value="">{t("chooseFate")}</option>
          <option value="leave">{t("leaveChildren")}</option>
          <option value="end">{t("endChildren")}</option>
        </Select>
      )}
    </Control>
  );
}
