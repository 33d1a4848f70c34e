import { TextInput } from "@bihuan/ui";
import type { ControlInput } from "../controlInput.ts";
import styles from "./Scanner.module.css";
import { Scanner } from "./Scanner.tsx";

interface Props {
  input: ControlInput;
  /** What every text control is given: its value, its name, what describes it. */
  control: Parameters<typeof TextInput>[0];
}

/** A code read through the camera or from a photo; typed only where the field allows it. */
export function ScanControl({ input: { field, state }, control }: Props) {
  return (
    <div className={styles.stack}>
      <TextInput autoComplete="off" spellCheck={false} {...control} readOnly={field.settings.typed === false} />
      <Scanner any onRead={(text) => state.set(field.key, text)} />
    </div>
  );
}
