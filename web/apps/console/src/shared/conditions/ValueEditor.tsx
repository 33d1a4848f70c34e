import { api, unwrap } from "@bihuan/api";
import type { Json } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Select as Native, TextInput } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { usePeople } from "../lookups.ts";
import styles from "./ConditionBuilder.module.css";
import { ASKS, type Askable, type Leaf } from "./model.ts";
import { texts } from "./texts.ts";

interface Props {
  field: Askable;
  leaf: Leaf;
  onChange: (value: Json) => void;
}

const MYSELF = "@me";
const KEPT_MS = 5 * 60_000;
const INPUTS = { text: "text", number: "number", day: "date", days: "number" } as const;

/** What a field is compared with, by its kind. */
export function ValueEditor({ field, leaf, onChange }: Props) {
  const t = useTexts(texts);
  const editor = ASKS[leaf.ask]?.editor ?? "none";
  if (editor === "none") return null;
  if (editor === "choices" || editor === "one") {
    return <Choices field={field} isMany={editor === "choices"} value={leaf.value} onChange={onChange} />;
  }
  if (editor === "truth") {
    return (
      <Native
        aria-label={t("value")}
        value={String(leaf.value ?? "")}
        onChange={(e) => onChange(e.target.value === "true")}
      >
        <option value="" disabled>
          {t("chooseValue")}
        </option>
        <option value="true">{t("yes")}</option>
        <option value="false">{t("no")}</option>
      </Native>
    );
  }
  return (
    <span className={styles.typed}>
      <TextInput
        aria-label={t("value")}
        type={INPUTS[editor]}
        min={editor === "days" ? 0 : undefined}
        value={leaf.value === null ? "" : String(leaf.value)}
        onChange={(event) => onChange(event.target.value)}
      />
      {editor === "days" && <span>{t("daysUnit")}</span>}
    </span>
  );
}

interface ChoicesProps {
  field: Askable;
  isMany: boolean;
  value: Json;
  onChange: (value: Json) => void;
}

function Choices({ field, isMany, value, onChange }: ChoicesProps) {
  const t = useTexts(texts);
  const [typed, setTyped] = useState("");
  const options = useOptions(field, typed);
  const common = {
    "aria-label": t("value"),
    className: styles.choices ?? "",
    placeholder: t("chooseValue"),
    showSearch: { optionFilterProp: "label", onSearch: setTyped },
    options: options ?? [],
    getPopupContainer: (holder: HTMLElement) => holder.closest("dialog") ?? document.body,
  };
  if (!isMany) {
    return (
      <Select
        {...common}
        value={typeof value === "string" ? value : null}
        onChange={(next: string) => onChange(next)}
      />
    );
  }
  const chosen = Array.isArray(value) ? value.map(String) : [];
  // Texts without a list to choose from (tags) are typed.
  const mode = options ? "multiple" : "tags";
  return <Select {...common} mode={mode} value={chosen} onChange={(next: string[]) => onChange(next)} />;
}

interface Choice {
  value: string;
  label: string;
}

/** What there is to choose from; null where anything may be typed. */
function useOptions(field: Askable, typed: string): Choice[] | null {
  const t = useTexts(texts);
  const language = useLanguage();
  const people = usePeople();
  const records = useRecords(field, typed);
  const units = useUnits(field.kind);
  if (field.options.length) {
    return field.options.map((one) => ({ value: one.value, label: pick(one.label, language) || one.value }));
  }
  if (field.kind === "person") {
    const others = people.data?.map((person) => ({ value: person.id, label: person.name ?? person.id })) ?? [];
    return [{ value: MYSELF, label: t("me") }, ...others];
  }
  return records ?? units;
}

function useRecords(field: Askable, typed: string): Choice[] | null {
  const kind = field.of;
  const found = useQuery({
    queryKey: ["choices", kind, typed],
    queryFn: async () => {
      const query = { limit: 50, ...(typed ? { q: typed } : {}) };
      if (kind === "device") {
        const page = await unwrap(api.GET("/api/v1/devices", { params: { query } }));
        return page.items.map((one) => ({ value: one.id, label: one.name ?? one.sn ?? one.id }));
      }
      const page = await unwrap(api.GET("/api/v1/customers", { params: { query } }));
      return page.items.map((one) => ({ value: one.id, label: one.name ?? one.id }));
    },
    enabled: kind === "device" || kind === "customer",
    placeholderData: (before) => before,
    staleTime: KEPT_MS,
  });
  return kind ? (found.data ?? []) : null;
}

function useUnits(kind: string): Choice[] | null {
  const isUnit = kind === "department" || kind === "region";
  const found = useQuery({
    queryKey: ["units", kind],
    queryFn: () => unwrap(api.GET(kind === "region" ? "/api/v1/areas" : "/api/v1/departments")),
    enabled: isUnit,
    staleTime: KEPT_MS,
  });
  if (!isUnit) return null;
  return found.data?.map((unit) => ({ value: unit.id, label: unit.name })) ?? [];
}
