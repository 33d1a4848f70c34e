import { useTexts } from "@bihuan/i18n";
import { TextInput, timeTexts } from "@bihuan/ui";
import { useState } from "react";
import { readLength, sayLength } from "./lengths.ts";

interface Props {
  written: string;
  onChange: (written: string) => void;
  id?: string;
  label?: string;
  describedBy?: string | undefined;
}

/** A length of time: shown and typed in words, kept as the set has it. */
export function LengthInput({ written, onChange, id, label, describedBy }: Props) {
  const say = useTexts(timeTexts);
  const [typed, setTyped] = useState(() => sayLength(written, say));
  return (
    <TextInput
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      maxLength={20}
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(readLength(event.target.value));
      }}
      onBlur={() => setTyped(sayLength(written, say))}
    />
  );
}
