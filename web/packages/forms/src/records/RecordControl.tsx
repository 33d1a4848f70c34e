import type { FieldDefinition, Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { TextInput } from "@bihuan/ui";
import { type KeyboardEvent, useContext, useEffect, useId, useMemo, useState } from "react";
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

/** A record of a custom table, or a thing of the company, found by typing; what other fields take over from it shows
 * at once. */
export default function RecordControl({ input, value, attributes }: Props) {
  const { field, state } = input;
  const source = useSource(field, ofValue(input));
  const known = useNamed(source, value);
  const [typed, setTyped] = useState<string | null>(null);
  const choices = useChoices(source, typed);
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
        value={typed ?? known?.title ?? ""}
        onChange={(event) => type(event.target.value)}
        onFocus={() => setTyped("")}
        onBlur={() => setTyped(null)}
        onKeyDown={press}
      />
      {!open && known && <Beside source={source} known={known} />}
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
          {choice.about && <span className={styles.about}>{choice.about}</span>}
        </div>
      ))}
    </div>
  );
}

/** Where choices come from, and what an id is called there. */
interface Source {
  find(text: string): Promise<readonly RecordChoice[]>;
  one(id: string): Promise<RecordChoice | null>;
  href(id: string): string | null;
}

/** The customer to whom the thing has to belong, where the field says of whom. */
function ofValue({ field, state }: ControlInput): string {
  const { of } = field.settings;
  const value = typeof of === "string" ? state.evaluation.values[of] : null;
  return typeof value === "string" ? value : "";
}

function useSource(field: FieldDefinition, of: string): Source | null {
  const { records, things } = useContext(FormServicesContext);
  const kind = field.kind.name;
  const table = String(field.settings.table ?? "");
  return (
    useMemo(() => {
      if (kind !== "record") {
        return (
          things && {
            find: (text) => things.find(kind, text, of),
            one: (id) => things.one(kind, id),
            href: (id) => things.href?.(kind, id) ?? null,
          }
        );
      }
      return (
        records && {
          find: (text) => records.find(table, text),
          one: async (id) => ({ id, title: (await records.name(table, id)) ?? id, facts: {} }),
          href: () => null,
        }
      );
    }, [records, things, kind, table, of]) ?? null
  );
}

function useChoices(source: Source | null, typed: string | null): readonly RecordChoice[] | null {
  const [found, setFound] = useState<readonly RecordChoice[] | null>(null);
  useEffect(() => {
    if (typed === null || !source) return;
    let wanted = true;
    const look = () =>
      source.find(typed).then(
        (choices) => wanted && setFound(choices),
        () => wanted && setFound(NO_CHOICES),
      );
    const timer = setTimeout(look, typed ? PAUSE_MS : 0);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [source, typed]);
  return found;
}

/** What an id is called; null while that is not known. */
function useNamed(source: Source | null, value: Json): RecordChoice | null {
  const [known, setKnown] = useState<RecordChoice | null>(null);
  const id = typeof value === "string" ? value : null;
  useEffect(() => {
    if (!id || !source) return;
    let wanted = true;
    const bare = { id, title: id, facts: {} };
    source.one(id).then(
      (found) => wanted && setKnown(found ?? bare),
      () => wanted && setKnown(bare),
    );
    return () => {
      wanted = false;
    };
  }, [source, id]);
  return id && known?.id === id ? known : null;
}

/** How the thing stands that was chosen, and the way to it. */
function Beside({ source, known }: { source: Source | null; known: RecordChoice }) {
  const t = useTexts(texts);
  const href = source?.href(known.id);
  if (!known.about && !href) return null;
  return (
    <p className={styles.beside}>
      {known.about}
      {href && (
        <a href={href} target="_blank" rel="noreferrer">
          {t("open")}
        </a>
      )}
    </p>
  );
}

/** A record or thing by its name, only to be read. */
export function RecordName({ field, value }: { field: FieldDefinition; value: Json }) {
  const source = useSource(field, "");
  const known = useNamed(source, value);
  if (!source) return <>{String(value)}</>;
  const href = known && source.href(known.id);
  const said = known?.about ? `${known.title}（${known.about}）` : (known?.title ?? "…");
  return href ? <a href={href}>{said}</a> : said;
}
