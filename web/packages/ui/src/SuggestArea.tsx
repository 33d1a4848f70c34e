import {
  type KeyboardEvent,
  type RefObject,
  type TextareaHTMLAttributes,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { TextArea } from "./Field.tsx";
import styles from "./SuggestArea.module.css";
import { replaced, type Typed, typedAt } from "./typed.ts";

export interface Suggestion {
  key: string;
  label: string;
  /** What tells it from others of the same name. */
  hint?: string | undefined;
}

/** What is offered behind a sign. */
export interface SuggestionSource {
  sign: string;
  /** What the list is called, and what it says where nothing fits. */
  label: string;
  none: string;
  ask: (typed: string) => Promise<readonly Suggestion[]>;
  /** What stands in the text instead of what was typed; null leaves it. */
  take: (picked: Suggestion) => string | null | Promise<string | null>;
}

type Native = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "value" | "onChange">;

interface Props extends Native {
  value: string;
  onChange: (value: string) => void;
  sources: readonly SuggestionSource[];
}

const PAUSE_MS = 120;

/** A text area that offers what fits behind a sign: arrows move, Enter and Tab take, Escape closes. */
export function SuggestArea({ value, onChange, sources, ...native }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const { typed, look, close, leave } = useTyped(area, sources);
  const source = sources.find((each) => each.sign === typed?.sign);
  const found = useFound(source, typed);
  const take = useTaking(area, source, typed, leave, onChange);
  const [at, onKeyDown] = useKeys(source ? found : null, typed, take, close);
  const isOpen = Boolean(source && found);
  return (
    <div className={styles.holder}>
      <TextArea
        {...native}
        ref={area}
        value={value}
        aria-autocomplete="list"
        aria-controls={isOpen ? id : undefined}
        aria-activedescendant={isOpen && found?.length ? `${id}-${at}` : undefined}
        onChange={(event) => {
          onChange(event.target.value);
          look();
        }}
        onKeyDown={onKeyDown}
        onClick={look}
        onKeyUp={(event) => event.key.startsWith("Arrow") && !isOpen && look()}
        onBlur={leave}
      />
      {isOpen && <List id={id} source={source} found={found ?? []} at={at} onTake={take} />}
    </div>
  );
}

type Area = RefObject<HTMLTextAreaElement | null>;

/** What is being typed behind a sign. Closed once, it stays closed until another sign is typed. */
function useTyped(area: Area, sources: readonly SuggestionSource[]) {
  const [typed, setTyped] = useState<Typed | null>(null);
  const closedAt = useRef<number | null>(null);
  const look = () => {
    const element = area.current;
    if (!element || element.selectionStart !== element.selectionEnd) return setTyped(null);
    const signs = sources.map((each) => each.sign);
    const next = typedAt(element.value, element.selectionStart, signs);
    if (next?.start !== closedAt.current) closedAt.current = null;
    setTyped(next && next.start === closedAt.current ? null : next);
  };
  const leave = () => setTyped(null);
  const close = () => {
    closedAt.current = typed?.start ?? null;
    leave();
  };
  return { typed, look, close, leave };
}

/** Puts what was picked in the place of what was typed, once its words are known, and the caret behind it. */
function useTaking(
  area: Area,
  source: SuggestionSource | undefined,
  typed: Typed | null,
  leave: () => void,
  onChange: (value: string) => void,
) {
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current === null) return;
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  return async (picked: Suggestion) => {
    if (!source || !typed) return;
    leave();
    const text = await source.take(picked);
    const now = area.current?.value ?? "";
    area.current?.focus();
    if (text === null || !now.startsWith(typed.sign + typed.text, typed.start)) return;
    const next = replaced(now, typed, text);
    caret.current = next.caret;
    onChange(next.value);
  };
}

/** Which one is meant, and the keys of an open list. */
function useKeys(
  found: readonly Suggestion[] | null,
  typed: Typed | null,
  take: (picked: Suggestion) => void,
  close: () => void,
): [number, (event: KeyboardEvent<HTMLTextAreaElement>) => void] {
  const [at, setAt] = useState(0);
  const asked = typed ? `${typed.start} ${typed.text}` : "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words begin at the first again
  useEffect(() => setAt(0), [asked]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!found || event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const picked = found[at];
    if (event.key === "Escape") close();
    else if (step && found.length) setAt((at + step + found.length) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && picked) take(picked);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return [at, onKeyDown];
}

interface ListProps {
  id: string;
  source: SuggestionSource | undefined;
  found: readonly Suggestion[];
  at: number;
  onTake: (picked: Suggestion) => void;
}

function List({ id, source, found, at, onTake }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // At the end of a window the list would hang below it.
    list.current?.scrollIntoView?.({ block: "nearest" });
  }, []);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView?.({ block: "nearest" });
  }, [at]);
  if (!found.length) {
    return (
      <p className={styles.none} role="status">
        {source?.none}
      </p>
    );
  }
  return (
    <div ref={list} id={id} role="listbox" aria-label={source?.label} className={styles.list}>
      {found.map((each, index) => (
        // The keys are the area's: it keeps the focus, and names the one that is meant.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        <div
          key={each.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          className={styles.option}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(each)}
        >
          <span>{each.label}</span>
          {each.hint && <span className={styles.hint}>{each.hint}</span>}
        </div>
      ))}
    </div>
  );
}

/** What fits, a moment after the last key; null while nothing is asked. An old answer never replaces a newer one. */
function useFound(source: SuggestionSource | undefined, typed: Typed | null): readonly Suggestion[] | null {
  const [found, setFound] = useState<readonly Suggestion[] | null>(null);
  const ask = useRef(source?.ask);
  ask.current = source?.ask;
  const sign = typed?.sign;
  const text = typed?.text;
  useEffect(() => {
    if (sign === undefined || text === undefined) return setFound(null);
    let isMeant = true;
    const timer = setTimeout(() => {
      ask.current?.(text).then(
        (answer) => isMeant && setFound(answer),
        () => isMeant && setFound([]),
      );
    }, PAUSE_MS);
    return () => {
      isMeant = false;
      clearTimeout(timer);
    };
  }, [sign, text]);
  return typed ? found : null;
}
