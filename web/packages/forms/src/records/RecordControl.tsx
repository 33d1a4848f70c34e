import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { TextInput } from "@bihuan/ui";
import { type KeyboardEvent, useContext, useEffect, useId, useState } from "react";
import type { ControlInput } from "../controlInput.ts";
import { FormServicesContext, type RecordChoice } from "../services.ts";
import styles from "./Records.module.css";
import { texts } from "./texts.ts";

const PAUSE_MS = 200;
const NO_CHOICES: readonly RecordChoice[] = [];

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

/** A record of a custom table, found by typing; what other fields take over from it shows at once. */
export default function RecordControl({ input, value, attributes }: Props) {
  const { field, state } = input;
  const table = String(field.settings.table ?? "");
  const name = useRecordName(table, value);
  const [typed, setTyped] = useState<string | null>(null);
  const choices = useChoices(table, typed);
  const [at, setAt] = useState(0);
  const list = useId();
  const open = typed !== null;
  const choose = (choice: RecordChoice) => {
    state.relate(field.key, choice.facts);
    state.set(field.key, choice.id);
    setTyped(null);
  };
  const type = (text: string) => {
    setTyped(text);
    setAt(0);
    if (!text) state.set(field.key, null);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = choices?.[at];
    if (step) setAt(Math.min(Math.max(at + step, 0), (choices?.length ?? 1) - 1));
    else if (event.key === "Enter" && open && chosen) choose(chosen);
    else if (event.key !== "Escape" || !open) return;
    else setTyped(null);
    event.preventDefault();
  };
  return (
    <div className={styles.combo}>
      <TextInput
        {...attributes}
        role="combobox"
        autoComplete="off"
        aria-expanded={open}
        aria-controls={list}
        aria-activedescendant={open && choices?.length ? `${list}-${at}` : undefined}
        value={typed ?? name ?? ""}
        onChange={(event) => type(event.target.value)}
        onFocus={() => setTyped("")}
        onBlur={() => setTyped(null)}
        onKeyDown={press}
      />
      {open && <Choices list={list} choices={choices} at={at} onChoose={choose} />}
    </div>
  );
}

interface ListProps {
  list: string;
  choices: readonly RecordChoice[] | null;
  at: number;
  onChoose: (choice: RecordChoice) => void;
}

function Choices({ list, choices, at, onChoose }: ListProps) {
  const t = useTexts(texts);
  return (
    <div className={styles.choices} id={list} role="listbox" aria-label={t("choices")}>
      {choices?.length === 0 && <p className={styles.none}>{t("none")}</p>}
      {choices?.map((choice, place) => (
        <div
          key={choice.id}
          id={`${list}-${place}`}
          role="option"
          tabIndex={-1}
          aria-selected={place === at}
          // Before the field loses the focus, and with it this list.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(choice);
          }}
        >
          {choice.title}
        </div>
      ))}
    </div>
  );
}

function useChoices(table: string, typed: string | null): readonly RecordChoice[] | null {
  const { records } = useContext(FormServicesContext);
  const [found, setFound] = useState<readonly RecordChoice[] | null>(null);
  useEffect(() => {
    if (typed === null || !records) return;
    let wanted = true;
    const look = () =>
      records.find(table, typed).then(
        (choices) => wanted && setFound(choices),
        () => wanted && setFound(NO_CHOICES),
      );
    const timer = setTimeout(look, typed ? PAUSE_MS : 0);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [table, typed, records]);
  return found;
}

/** What a record is called; null while that is not known. */
function useRecordName(table: string, value: Json): string | null {
  const { records } = useContext(FormServicesContext);
  const [known, setKnown] = useState<{ id: string; name: string } | null>(null);
  const id = typeof value === "string" ? value : null;
  useEffect(() => {
    if (!id || !records) return;
    let wanted = true;
    records.name(table, id).then(
      (name) => wanted && setKnown({ id, name: name ?? id }),
      () => wanted && setKnown({ id, name: id }),
    );
    return () => {
      wanted = false;
    };
  }, [table, id, records]);
  return id && known?.id === id ? known.name : null;
}

/** A record by its name, only to be read. */
export function RecordName({ table, value }: { table: string; value: Json }) {
  return <>{useRecordName(table, value) ?? "…"}</>;
}
