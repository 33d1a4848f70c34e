import { headingsOf, type PoolField, type TicketType } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Chip, Icon, Select, TextInput } from "@bihuan/ui";
import { useEffect, useRef, useState } from "react";
import { useTicketTypes } from "../../shared/lookups.ts";
import { texts as shared } from "../../shared/texts.ts";
import { CATEGORIES, PRIORITIES } from "../../shared/tickets.ts";
import { EVERYTHING, isAsked, type PoolFilter, toggled } from "./filter.ts";
import { PoolConditions } from "./PoolConditions.tsx";
import styles from "./PoolPage.module.css";
import { texts } from "./texts.ts";

const TYPING_MS = 250;

interface Props {
  filter: PoolFilter;
  fields: readonly PoolField[];
  onChange: (next: PoolFilter) => void;
}

export function PoolFilters({ filter, fields, onChange }: Props) {
  const t = useTexts(texts);
  const words = useTexts(shared);
  return (
    <search className={styles.filters}>
      <div className={styles.asked}>
        <SearchBox value={filter.q} onSearch={(q) => onChange({ ...filter, q })} />
        <TypeChoice value={filter.type} onChoose={(type) => onChange({ ...filter, type })} />
      </div>
      <fieldset className={styles.chips} aria-label={t("filters")}>
        <Chip on={filter.mine} onToggle={() => onChange({ ...filter, mine: !filter.mine })}>
          {t("mine")}
        </Chip>
        <Chip on={filter.overdue} onToggle={() => onChange({ ...filter, overdue: !filter.overdue })}>
          {t("overdue")}
        </Chip>
        <i className={styles.divider} />
        {CATEGORIES.map((category) => (
          <Chip
            key={category}
            on={filter.categories.includes(category)}
            onToggle={() => onChange({ ...filter, categories: toggled(filter.categories, category) })}
          >
            {words(category)}
          </Chip>
        ))}
        <i className={styles.divider} />
        {PRIORITIES.map((priority) => (
          <Chip
            key={priority}
            on={filter.priorities.includes(priority)}
            onToggle={() => onChange({ ...filter, priorities: toggled(filter.priorities, priority) })}
          >
            {priority}
          </Chip>
        ))}
        <i className={styles.divider} />
        <PoolConditions filter={filter} fields={fields} onChange={onChange} />
        {isAsked(filter) && (
          <Button look="quiet" icon="close" onClick={() => onChange({ ...EVERYTHING, layout: filter.layout })}>
            {t("clear")}
          </Button>
        )}
      </fieldset>
    </search>
  );
}

/** Asks the server when the typing pauses. */
function SearchBox({ value, onSearch }: { value: string; onSearch: (q: string) => void }) {
  const t = useTexts(texts);
  const [typed, setTyped] = useState(value);
  const search = useRef(onSearch);
  search.current = onSearch;
  useEffect(() => setTyped(value), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait
  useEffect(() => {
    if (typed === value) return;
    const wait = setTimeout(() => search.current(typed.trim()), TYPING_MS);
    return () => clearTimeout(wait);
  }, [typed]);
  return (
    <span className={styles.search}>
      <Icon name="search" />
      <TextInput
        type="search"
        data-pool-search
        aria-label={t("searchLabel")}
        placeholder={t("search")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </span>
  );
}

function TypeChoice({ value, onChoose }: { value: string; onChoose: (type: string) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const headings = headingsOf(useTicketTypes().data ?? []);
  const option = (type: TicketType) => (
    <option key={type.key} value={type.key}>
      {pick(type.label, language)}
    </option>
  );
  return (
    <Select aria-label={t("type")} value={value} onChange={(event) => onChoose(event.target.value)}>
      <option value="">{t("allTypes")}</option>
      {headings.map(({ label, types }) =>
        label && headings.length > 1 ? (
          <optgroup key={JSON.stringify(label)} label={pick(label, language)}>
            {types.map(option)}
          </optgroup>
        ) : (
          types.map(option)
        ),
      )}
    </Select>
  );
}
