import type { Json } from "@bihuan/core";
import { pick } from "@bihuan/i18n";
import type { ControlInput } from "../controlInput.ts";
import styles from "./Listed.module.css";

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

/** Options one below the other, each with its round or square box: all are read before one is chosen. */
export default function ListedControl({ input, value, attributes }: Props) {
  const { field, state, language } = input;
  const isMany = field.kind.name === "multi_choice";
  const open = state.evaluation.options[field.key] ?? [];
  const chosen = isMany && Array.isArray(value) ? value.map(String) : value === null ? [] : [String(value)];
  const { id, "aria-label": _, ...others } = attributes;
  const choose = (option: string, on: boolean) => {
    if (!isMany) return state.set(field.key, option);
    state.set(field.key, (now) => {
      const standing = Array.isArray(now) ? now.map(String) : [];
      return on ? [...standing, option] : standing.filter((one) => one !== option);
    });
  };
  // What was chosen stays to be seen when it is no longer offered.
  const shown = field.options.filter((one) => open.includes(one.value) || chosen.includes(one.value));
  return (
    <div className={styles.list}>
      {shown.map((option, place) => (
        <label key={option.value} className={styles.option}>
          <input
            {...(isMany ? {} : others)}
            id={place === 0 ? (id as string) : undefined}
            type={isMany ? "checkbox" : "radio"}
            name={`${id}`}
            checked={chosen.includes(option.value)}
            onChange={(event) => choose(option.value, event.target.checked)}
          />
          <span>{pick(option.label, language)}</span>
        </label>
      ))}
    </div>
  );
}
