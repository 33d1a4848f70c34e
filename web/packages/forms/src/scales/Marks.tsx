import { type KeyboardEvent, useRef } from "react";
import styles from "./Scales.module.css";

interface Props {
  attributes: Record<string, unknown>;
  label: string;
  numbers: readonly number[];
  value: number | null;
  look(one: number): { className: string | undefined; content: string };
  say(one: number): string;
  onChange(one: number | null): void;
}

/** Marks in a row of which one is chosen: a click or arrows choose, the chosen one again or Delete clears, a digit
 * goes to its mark. */
export function Marks({ attributes, label, numbers, value, look, say, onChange }: Props) {
  const row = useRef<HTMLSpanElement>(null);
  const choose = (next: number | null) => {
    onChange(next);
    const at = next === null ? 0 : numbers.indexOf(next);
    (row.current?.children[at] as HTMLElement | undefined)?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const next = stepped(event.key, numbers, value);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
  };
  const { id, name: _, ...others } = attributes;
  const stop = value ?? numbers[0];
  return (
    <span
      {...others}
      id={id as string}
      ref={row}
      role="radiogroup"
      aria-label={label}
      className={styles.marks}
      onKeyDown={press}
    >
      {numbers.map((one) => {
        const { className, content } = look(one);
        return (
          // biome-ignore lint/a11y/useSemanticElements: a radio button of the browser has no look of a star
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={one === value}
            aria-label={say(one)}
            tabIndex={one === stop ? 0 : -1}
            className={className}
            onClick={() => choose(one === value ? null : one)}
          >
            {content}
          </button>
        );
      })}
    </span>
  );
}

/** Where a key leads; undefined: nowhere. */
function stepped(key: string, numbers: readonly number[], value: number | null): number | null | undefined {
  const at = value === null ? -1 : numbers.indexOf(value);
  const last = numbers.length - 1;
  if (key === "ArrowRight" || key === "ArrowUp") return numbers[Math.min(at + 1, last)];
  if (key === "ArrowLeft" || key === "ArrowDown") return numbers[Math.max(at - 1, 0)];
  if (key === "Home") return numbers[0];
  if (key === "End") return numbers[last];
  if (key === "Delete" || key === "Backspace") return null;
  return /^\d$/.test(key) && numbers.includes(Number(key)) ? Number(key) : undefined;
}
