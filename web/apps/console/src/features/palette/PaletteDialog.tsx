import { api, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Dialog, Icon, type IconName, TextInput } from "@bihuan/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import { useNavigate } from "react-router";
import { texts as shared } from "../../shared/texts.ts";
import { usePlaces } from "../../shared/usePlaces.ts";
import styles from "./Palette.module.css";
import { texts } from "./texts.ts";

interface Entry {
  to: string;
  icon: IconName;
  label: string;
  hint?: string;
}

const MOST = 8;

/** Where to? Pages by their names, tickets by whatever is remembered of them: it asks the trace box. */
export default function PaletteDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const id = useId();
  const [asked, setAsked] = useState("");
  const [at, setAt] = useState(0);
  const entries = useEntries(asked);
  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    navigate(entry.to);
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + entries.length) % Math.max(entries.length, 1));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) go(entries[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t("title")} closeLabel={t("close")} onClose={onClose}>
      <TextInput
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={entries[at] ? `${id}-${at}` : undefined}
        aria-label={t("ask")}
        placeholder={t("ask")}
        value={asked}
        onKeyDown={key}
        maxLength={200}
        onChange={(event) => {
          setAsked(event.target.value);
          setAt(0);
        }}
      />
      <Results id={id} entries={entries} at={at} onGo={go} />
      {entries.length === 0 && <p className={styles.none}>{t("nothing")}</p>}
    </Dialog>
  );
}

interface ResultsProps {
  id: string;
  entries: readonly Entry[];
  at: number;
  onGo: (entry: Entry) => void;
}

function Results({ id, entries, at, onGo }: ResultsProps) {
  const t = useTexts(texts);
  return (
    <div id={id} role="listbox" aria-label={t("results")} className={styles.list}>
      {entries.map((entry, index) => (
        <button
          key={entry.to}
          id={`${id}-${index}`}
          type="button"
          role="option"
          aria-selected={index === at}
          tabIndex={-1}
          className={styles.entry}
          onClick={() => onGo(entry)}
        >
          <Icon name={entry.icon} />
          <span className={styles.label}>{entry.label}</span>
          {entry.hint && <span className={styles.hint}>{entry.hint}</span>}
        </button>
      ))}
    </div>
  );
}

function useEntries(asked: string): Entry[] {
  const words = useTexts(shared);
  const t = useTexts(texts);
  const me = useMe();
  const q = useDeferredValue(asked.trim());
  const found = useQuery({
    queryKey: ["palette", q],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/trace", { signal, params: { query: { q, limit: MOST } } })),
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
  });
  const pages: Entry[] = usePlaces().map(({ to, icon, text }) => ({
    to,
    icon,
    label: words(text),
  }));
  if (may(me, "create", "ticket")) pages.push({ to: "/new", icon: "plus", label: words("create") });
  const fitting = pages.filter((one) => one.label.toLowerCase().includes(asked.trim().toLowerCase()));
  const tickets = q.length > 1 ? (found.data?.items ?? []) : [];
  return [
    ...fitting,
    ...tickets.map((row) => ({
      to: `/tickets/${row.number}`,
      icon: "inbox" as const,
      label: row.title ?? row.number,
      hint: row.number,
    })),
    ...(tickets.length > 0
      ? [{ to: `/trace?q=${encodeURIComponent(q)}`, icon: "search" as const, label: t("trace") }]
      : []),
  ];
}
