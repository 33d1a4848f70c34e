import { useTexts } from "@bihuan/i18n";
import { Control } from "@bihuan/ui";
import { Select } from "antd";
import { useState } from "react";
import { coreOf } from "../../shared/tickets.ts";
import styles from "./Links.module.css";
import { texts } from "./texts.ts";
import { useTicketSearch } from "./useLinks.ts";

interface Props {
  label: string;
  help?: string;
  /** The ticket that asks: it is never offered. */
  but: string;
  value: string | null;
  onChoose: (number: string) => void;
}

/** Another ticket, found by number, title or description. */
export function TicketChoice({ label, help, but, value, onChoose }: Props) {
  const t = useTexts(texts);
  const [text, setText] = useState("");
  const search = useTicketSearch(text);
  const options = (search.data ?? [])
    .filter((ticket) => ticket.number !== but)
    .map((ticket) => ({ value: ticket.number, title: coreOf(ticket).title ?? "" }));
  return (
    <Control label={label} help={help} required>
      {({ id }) => (
        <Select
          id={id}
          autoFocus={value === null}
          showSearch={{ filterOption: false, onSearch: setText }}
          placeholder={t("search")}
          loading={search.isFetching}
          notFoundContent={search.isFetching ? t("loading") : text ? t("nothingFound") : null}
          options={options}
          optionRender={(option) => (
            <span className={styles.option}>
              <span>{option.data.title}</span>
              <span className={styles.quiet}>{option.data.value}</span>
            </span>
          )}
          value={value}
          onChange={onChoose}
          getPopupContainer={(holder) => holder.closest("dialog") ?? document.body}
        />
      )}
    </Control>
  );
}
